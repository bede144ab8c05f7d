-- The first Rails version, meant for SQLite and carried to PostgreSQL.
CREATE TABLE users (
    id bigserial PRIMARY KEY, name varchar, email varchar, preferences text, created_at timestamp(6) NOT NULL,
    updated_at timestamp(6) NOT NULL
);
CREATE TABLE agents (
    id bigserial PRIMARY KEY, name varchar NOT NULL, tagline varchar, description text, specializations text, status varchar,
    last_active_at timestamp(6), created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL
);
CREATE TABLE agent_interactions (
    id bigserial PRIMARY KEY, user_id bigint REFERENCES users (id), agent_id bigint REFERENCES agents (id), user_message text,
    agent_response text, emotional_context text, rating integer, feedback text, response_time numeric(8, 3),
    session_id varchar, context text, metadata text, created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL
);
CREATE TABLE agent_memories (
    id bigserial PRIMARY KEY, agent_id bigint REFERENCES agents (id), content text, created_at timestamp(6) NOT NULL,
    updated_at timestamp(6) NOT NULL
);
CREATE TABLE schema_migrations (version varchar PRIMARY KEY);
INSERT INTO schema_migrations VALUES ('20250812101500'), ('20250812101600');
CREATE TABLE ar_internal_metadata (key varchar PRIMARY KEY, value varchar, created_at timestamp(6), updated_at timestamp(6));
