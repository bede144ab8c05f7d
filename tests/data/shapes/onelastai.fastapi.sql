-- As the later FastAPI service's models would create it.
CREATE TABLE users (
    id serial PRIMARY KEY, username varchar, email varchar, full_name varchar, keycloak_id varchar, is_active boolean,
    is_premium boolean, created_at timestamp, updated_at timestamp
);
CREATE UNIQUE INDEX ix_users_username ON users (username);
CREATE UNIQUE INDEX ix_users_email ON users (email);
CREATE UNIQUE INDEX ix_users_keycloak_id ON users (keycloak_id);
CREATE INDEX ix_users_id ON users (id);
CREATE TABLE agents (
    id serial PRIMARY KEY, name varchar, display_name varchar, description text, category varchar, is_active boolean,
    model_endpoint varchar, config json, created_at timestamp
);
CREATE UNIQUE INDEX ix_agents_name ON agents (name);
CREATE TABLE agent_interactions (
    id serial PRIMARY KEY, user_id integer REFERENCES users (id), agent_id integer REFERENCES agents (id), input_text text,
    output_text text, response_time double precision, tokens_used integer, session_id varchar, created_at timestamp
);
CREATE TABLE agent_performance (
    id serial PRIMARY KEY, agent_id integer REFERENCES agents (id), cpu_usage double precision, memory_usage double precision,
    response_time double precision, requests_per_minute integer, success_rate double precision, active_connections integer,
    status varchar, "timestamp" timestamp
);
CREATE TABLE payments (
    id serial PRIMARY KEY, user_id integer REFERENCES users (id), amount double precision, currency varchar, provider varchar,
    transaction_id varchar UNIQUE, status varchar, metadata json, created_at timestamp
);
