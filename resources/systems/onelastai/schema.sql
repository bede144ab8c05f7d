-- OneLastAI: the ten tables of its guide, as the Rails migrations up to 20250901201303 make them.
-- Times are naive UTC; created_at and updated_at have no default in the server. Mends: MENDS.md.
CREATE TABLE users (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    keycloak_id varchar NOT NULL,
    username varchar NOT NULL,
    email varchar NOT NULL,
    first_name varchar,
    last_name varchar,
    avatar_url text,
    preferences json DEFAULT '{}',
    metadata json DEFAULT '{}',
    subscription_tier varchar NOT NULL DEFAULT 'free',
    email_verified boolean NOT NULL DEFAULT false,
    active boolean NOT NULL DEFAULT true,
    last_login_at timestamp(6),
    created_at timestamp(6) NOT NULL,
    updated_at timestamp(6) NOT NULL,
    CONSTRAINT users_subscription_tier_check CHECK (subscription_tier IN ('free', 'pro', 'enterprise'))
);
CREATE UNIQUE INDEX index_users_on_keycloak_id ON users (keycloak_id);
CREATE UNIQUE INDEX index_users_on_username ON users (username);
CREATE UNIQUE INDEX index_users_on_email ON users (email);
CREATE INDEX index_users_on_subscription_tier ON users (subscription_tier);
CREATE INDEX index_users_on_active_and_subscription_tier ON users (active, subscription_tier);
CREATE INDEX index_users_on_last_login_at ON users (last_login_at);

CREATE TABLE agents (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name varchar NOT NULL,
    agent_type varchar NOT NULL,
    description text,
    configuration json DEFAULT '{}',
    personality_traits json DEFAULT '{}',
    status varchar NOT NULL DEFAULT 'active',
    subdomain varchar,
    capabilities json DEFAULT '[]',
    model_preferences json DEFAULT '{}',
    ai_model_endpoint varchar,
    fallback_model varchar,
    created_at timestamp(6) NOT NULL,
    updated_at timestamp(6) NOT NULL,
    CONSTRAINT agents_type_check CHECK (agent_type IN ('chatbot', 'assistant', 'specialist', 'analyzer')),
    CONSTRAINT agents_status_check CHECK (status IN ('active', 'inactive', 'maintenance'))
);
CREATE UNIQUE INDEX index_agents_on_name ON agents (name);
CREATE UNIQUE INDEX index_agents_on_subdomain ON agents (subdomain);
CREATE INDEX index_agents_on_agent_type ON agents (agent_type);
CREATE INDEX index_agents_on_status ON agents (status);
CREATE INDEX index_agents_on_status_and_agent_type ON agents (status, agent_type);

CREATE TABLE conversations (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES users (id),
    agent_id uuid NOT NULL REFERENCES agents (id),
    session_id varchar,
    title varchar,
    context json DEFAULT '{}',
    metadata json DEFAULT '{}',
    started_at timestamp(6),
    ended_at timestamp(6),
    created_at timestamp(6) NOT NULL,
    updated_at timestamp(6) NOT NULL
);
CREATE INDEX index_conversations_on_user_id ON conversations (user_id);
CREATE INDEX index_conversations_on_agent_id ON conversations (agent_id);
CREATE INDEX idx_conversations_user_agent_created ON conversations (user_id, agent_id, created_at);
CREATE INDEX idx_conversations_user_created ON conversations (user_id, created_at);
CREATE INDEX idx_conversations_agent_created ON conversations (agent_id, created_at);
CREATE INDEX index_conversations_on_session_id ON conversations (session_id);

CREATE TABLE messages (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    conversation_id uuid NOT NULL REFERENCES conversations (id),
    user_id uuid REFERENCES users (id),
    role varchar NOT NULL,
    content text NOT NULL,
    metadata json DEFAULT '{}',
    model_used varchar,
    tokens_used integer DEFAULT 0,
    processing_time double precision DEFAULT 0.0,
    created_at timestamp(6) NOT NULL,
    updated_at timestamp(6) NOT NULL,
    CONSTRAINT messages_role_check CHECK (role IN ('user', 'assistant', 'system', 'tool', 'function')),
    CONSTRAINT messages_tokens_positive CHECK (tokens_used >= 0),
    CONSTRAINT messages_processing_time_positive CHECK (processing_time >= 0)
);
CREATE INDEX index_messages_on_conversation_id ON messages (conversation_id);
CREATE INDEX index_messages_on_user_id ON messages (user_id);
CREATE INDEX idx_messages_conversation_created ON messages (conversation_id, created_at);
CREATE INDEX idx_messages_user_created ON messages (user_id, created_at);
CREATE INDEX index_messages_on_role ON messages (role);
CREATE INDEX index_messages_on_model_used ON messages (model_used);

CREATE TABLE agent_interactions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES users (id),
    agent_id uuid NOT NULL REFERENCES agents (id),
    conversation_id uuid REFERENCES conversations (id),
    interaction_type varchar NOT NULL,
    input_data json DEFAULT '{}',
    output_data json DEFAULT '{}',
    response_time double precision,
    success boolean NOT NULL DEFAULT true,
    error_message text,
    created_at timestamp(6) NOT NULL,
    updated_at timestamp(6) NOT NULL,
    CONSTRAINT interactions_type_check CHECK (interaction_type IN
        ('chat', 'function_call', 'error', 'system', 'conversation_start', 'conversation_end')),
    CONSTRAINT interactions_response_time_positive CHECK (response_time >= 0)
);
CREATE INDEX index_agent_interactions_on_user_id ON agent_interactions (user_id);
CREATE INDEX index_agent_interactions_on_agent_id ON agent_interactions (agent_id);
CREATE INDEX index_agent_interactions_on_conversation_id ON agent_interactions (conversation_id);
CREATE INDEX index_agent_interactions_on_created_at ON agent_interactions (created_at);
CREATE INDEX idx_interactions_user_agent_created ON agent_interactions (user_id, agent_id, created_at);
CREATE INDEX idx_interactions_agent_type_created ON agent_interactions (agent_id, interaction_type, created_at);
CREATE INDEX idx_interactions_success_created ON agent_interactions (success, created_at);
CREATE INDEX index_agent_interactions_on_interaction_type ON agent_interactions (interaction_type);

CREATE TABLE user_sessions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES users (id),
    session_token varchar NOT NULL,
    keycloak_session_id varchar,
    session_data json DEFAULT '{}',
    expires_at timestamp(6),
    ip_address varchar,
    user_agent varchar,
    active boolean NOT NULL DEFAULT true,
    created_at timestamp(6) NOT NULL,
    updated_at timestamp(6) NOT NULL,
    CONSTRAINT sessions_expires_after_creation CHECK (expires_at > created_at)
);
CREATE UNIQUE INDEX index_user_sessions_on_session_token ON user_sessions (session_token);
CREATE INDEX index_user_sessions_on_user_id ON user_sessions (user_id);
CREATE INDEX index_user_sessions_on_keycloak_session_id ON user_sessions (keycloak_session_id);
CREATE INDEX index_user_sessions_on_expires_at ON user_sessions (expires_at);
CREATE INDEX idx_sessions_user_active_expires ON user_sessions (user_id, active, expires_at);
CREATE INDEX idx_sessions_active_expires ON user_sessions (active, expires_at);

CREATE TABLE subscriptions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES users (id),
    stripe_subscription_id varchar,
    stripe_customer_id varchar,
    lemon_squeezy_subscription_id varchar,
    paypal_subscription_id varchar,
    payment_provider varchar NOT NULL DEFAULT 'stripe',
    plan_name varchar NOT NULL,
    status varchar NOT NULL,
    amount numeric(10, 2),
    currency varchar NOT NULL DEFAULT 'USD',
    current_period_start timestamp(6),
    current_period_end timestamp(6),
    canceled_at timestamp(6),
    metadata json DEFAULT '{}',
    created_at timestamp(6) NOT NULL,
    updated_at timestamp(6) NOT NULL,
    CONSTRAINT subscriptions_status_check CHECK (status IN ('active', 'canceled', 'past_due', 'incomplete',
        'trialing', 'unpaid', 'incomplete_expired', 'paused')),
    CONSTRAINT subscriptions_provider_check CHECK (payment_provider IN ('stripe', 'lemon_squeezy', 'paypal')),
    CONSTRAINT subscriptions_amount_positive CHECK (amount >= 0),
    CONSTRAINT subscriptions_period_valid CHECK (current_period_end > current_period_start)
);
CREATE UNIQUE INDEX index_subscriptions_on_stripe_subscription_id ON subscriptions (stripe_subscription_id);
CREATE UNIQUE INDEX index_subscriptions_on_lemon_squeezy_subscription_id ON subscriptions (lemon_squeezy_subscription_id);
CREATE UNIQUE INDEX index_subscriptions_on_paypal_subscription_id ON subscriptions (paypal_subscription_id);
CREATE INDEX index_subscriptions_on_user_id ON subscriptions (user_id);
CREATE INDEX index_subscriptions_on_payment_provider ON subscriptions (payment_provider);
CREATE INDEX index_subscriptions_on_plan_name ON subscriptions (plan_name);
CREATE INDEX idx_subscriptions_user_status ON subscriptions (user_id, status);
CREATE INDEX idx_subscriptions_status_period_end ON subscriptions (status, current_period_end);

CREATE TABLE usage_metrics (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES users (id),
    agent_id uuid REFERENCES agents (id),
    date date NOT NULL,
    requests_count integer NOT NULL DEFAULT 0,
    tokens_used integer NOT NULL DEFAULT 0,
    processing_time_total double precision NOT NULL DEFAULT 0.0,
    breakdown json DEFAULT '{}',
    created_at timestamp(6) NOT NULL,
    updated_at timestamp(6) NOT NULL,
    CONSTRAINT usage_metrics_requests_positive CHECK (requests_count >= 0),
    CONSTRAINT usage_metrics_tokens_positive CHECK (tokens_used >= 0),
    CONSTRAINT usage_metrics_processing_time_positive CHECK (processing_time_total >= 0)
);
CREATE UNIQUE INDEX idx_usage_metrics_user_date_unique ON usage_metrics (user_id, date) WHERE agent_id IS NULL;
CREATE UNIQUE INDEX idx_usage_metrics_user_agent_date_unique ON usage_metrics (user_id, agent_id, date)
    WHERE agent_id IS NOT NULL;
CREATE INDEX index_usage_metrics_on_user_id ON usage_metrics (user_id);
CREATE INDEX index_usage_metrics_on_agent_id ON usage_metrics (agent_id);
CREATE INDEX idx_usage_metrics_agent_date ON usage_metrics (agent_id, date);
CREATE INDEX idx_usage_metrics_date_requests ON usage_metrics (date, requests_count);

CREATE TABLE api_keys (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES users (id),
    key_hash varchar NOT NULL,
    name varchar NOT NULL,
    permissions json DEFAULT '[]',
    rate_limits json DEFAULT '{}',
    last_used_at timestamp(6),
    expires_at timestamp(6),
    active boolean NOT NULL DEFAULT true,
    created_at timestamp(6) NOT NULL,
    updated_at timestamp(6) NOT NULL,
    CONSTRAINT api_keys_expires_after_creation CHECK (expires_at IS NULL OR expires_at > created_at)
);
CREATE UNIQUE INDEX index_api_keys_on_key_hash ON api_keys (key_hash);
CREATE INDEX index_api_keys_on_user_id ON api_keys (user_id);
CREATE INDEX idx_api_keys_user_active ON api_keys (user_id, active);
CREATE INDEX idx_api_keys_active_expires ON api_keys (active, expires_at);
CREATE INDEX index_api_keys_on_last_used_at ON api_keys (last_used_at);

CREATE TABLE audit_logs (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid REFERENCES users (id),
    action varchar NOT NULL,
    resource_type varchar,
    resource_id varchar,
    changes json DEFAULT '{}',
    ip_address varchar,
    user_agent varchar,
    metadata json DEFAULT '{}',
    created_at timestamp(6) NOT NULL,
    updated_at timestamp(6) NOT NULL
);
CREATE INDEX index_audit_logs_on_user_id ON audit_logs (user_id);
CREATE INDEX idx_audit_logs_user_created ON audit_logs (user_id, created_at);
CREATE INDEX idx_audit_logs_action_created ON audit_logs (action, created_at);
CREATE INDEX idx_audit_logs_resource ON audit_logs (resource_type, resource_id);
CREATE INDEX index_audit_logs_on_created_at ON audit_logs (created_at);

-- What "rails db:migrate" would have written; Rails adds ar_internal_metadata by itself.
CREATE TABLE schema_migrations (version varchar NOT NULL PRIMARY KEY);
INSERT INTO schema_migrations (version) VALUES ('1'), ('2'), ('3'), ('4'), ('5'), ('6'), ('7'), ('8'), ('9'), ('10'),
    ('20250901201052'), ('20250901201303');

-- Search in titles and messages: by trigram where pg_trgm is, or may be, installed; else by words.
-- A btree on the text, as the migrations have it, refuses any message above some 2.7 kB.
DO $search$
DECLARE
    home text;
BEGIN
    BEGIN
        IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm')
           AND EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm') THEN
            CREATE EXTENSION pg_trgm SCHEMA public;
        END IF;
    EXCEPTION WHEN insufficient_privilege OR undefined_file OR invalid_schema_name THEN
        RAISE NOTICE 'pg_trgm is not installed here: %', SQLERRM;
    END;
    SELECT n.nspname INTO home FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
    WHERE e.extname = 'pg_trgm';
    IF home IS NULL THEN
        CREATE INDEX index_messages_on_content ON messages USING gin (to_tsvector('simple', content));
        CREATE INDEX index_conversations_on_title ON conversations USING gin (to_tsvector('simple', coalesce(title, '')));
    ELSE
        EXECUTE format('CREATE INDEX index_messages_on_content ON messages USING gin (content %I.gin_trgm_ops)', home);
        EXECUTE format('CREATE INDEX index_conversations_on_title ON conversations USING gin (title %I.gin_trgm_ops)', home);
    END IF;
END
$search$;
