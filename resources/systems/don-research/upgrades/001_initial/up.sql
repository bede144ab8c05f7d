CREATE TABLE qac_models (
    id bigserial PRIMARY KEY,
    model_id varchar(255) NOT NULL UNIQUE,
    institution varchar(255) NOT NULL,
    adjacency_matrix jsonb NOT NULL,
    qac_corrected jsonb NOT NULL,
    model_metadata jsonb,
    created_at timestamp NOT NULL,
    updated_at timestamp,
    deleted_at timestamp,
    is_deleted boolean NOT NULL DEFAULT false
);
CREATE INDEX idx_qac_created_at ON qac_models (created_at);
CREATE INDEX idx_qac_deleted ON qac_models (is_deleted, deleted_at);
CREATE INDEX idx_qac_institution ON qac_models (institution);
CREATE INDEX idx_qac_model_id ON qac_models (model_id);

CREATE TABLE vector_stores (
    id bigserial PRIMARY KEY,
    project_id varchar(255) NOT NULL,
    institution varchar(255) NOT NULL,
    vector real[] NOT NULL,
    vector_metadata jsonb,
    original_dims integer,
    compression_ratio double precision,
    gene_names varchar[],
    created_at timestamp NOT NULL,
    updated_at timestamp,
    deleted_at timestamp,
    is_deleted boolean NOT NULL DEFAULT false
);
CREATE INDEX idx_vector_created_at ON vector_stores (created_at);
CREATE INDEX idx_vector_deleted ON vector_stores (is_deleted, deleted_at);
CREATE INDEX idx_vector_institution ON vector_stores (institution);
CREATE INDEX idx_vector_project_id ON vector_stores (project_id);

CREATE TABLE jobs (
    id bigserial PRIMARY KEY,
    job_id varchar(255) NOT NULL UNIQUE,
    job_type varchar(100) NOT NULL,
    institution varchar(255) NOT NULL,
    status varchar(50) NOT NULL DEFAULT 'pending',
    input_data jsonb,
    result jsonb,
    error text,
    job_metadata jsonb,
    progress double precision NOT NULL DEFAULT 0.0,
    created_at timestamp NOT NULL,
    started_at timestamp,
    completed_at timestamp,
    updated_at timestamp,
    deleted_at timestamp,
    is_deleted boolean NOT NULL DEFAULT false
);
CREATE INDEX idx_job_completed_at ON jobs (completed_at);
CREATE INDEX idx_job_deleted ON jobs (is_deleted, deleted_at);
CREATE INDEX idx_job_institution ON jobs (institution);
CREATE INDEX idx_job_job_id ON jobs (job_id);
CREATE INDEX idx_job_status ON jobs (status);
CREATE INDEX idx_job_type ON jobs (job_type);

CREATE TABLE usage_logs (
    id bigserial PRIMARY KEY,
    institution varchar(255) NOT NULL,
    endpoint varchar(500) NOT NULL,
    trace_id varchar(255) NOT NULL,
    method varchar(10),
    status_code integer,
    response_time_ms double precision,
    usage_metadata jsonb,
    "timestamp" timestamp NOT NULL,
    deleted_at timestamp,
    is_deleted boolean NOT NULL DEFAULT false
);
CREATE INDEX idx_usage_deleted ON usage_logs (is_deleted, deleted_at);
CREATE INDEX idx_usage_endpoint ON usage_logs (endpoint);
CREATE INDEX idx_usage_institution ON usage_logs (institution);
CREATE INDEX idx_usage_institution_timestamp ON usage_logs (institution, "timestamp");
CREATE INDEX idx_usage_timestamp ON usage_logs ("timestamp");
CREATE INDEX idx_usage_trace_id ON usage_logs (trace_id);

CREATE TABLE audit_logs (
    id bigserial PRIMARY KEY,
    institution varchar(255) NOT NULL,
    action varchar(255) NOT NULL,
    trace_id varchar(255) NOT NULL,
    resource_type varchar(100),
    resource_id varchar(255),
    ip_address varchar(45),
    user_agent text,
    audit_metadata jsonb,
    "timestamp" timestamp NOT NULL,
    deleted_at timestamp,
    is_deleted boolean NOT NULL DEFAULT false
);
CREATE INDEX idx_audit_action ON audit_logs (action);
CREATE INDEX idx_audit_deleted ON audit_logs (is_deleted, deleted_at);
CREATE INDEX idx_audit_institution ON audit_logs (institution);
CREATE INDEX idx_audit_institution_timestamp ON audit_logs (institution, "timestamp");
CREATE INDEX idx_audit_timestamp ON audit_logs ("timestamp");
CREATE INDEX idx_audit_trace_id ON audit_logs (trace_id);

-- What Alembic would have written: without it the service's "upgrade head" meets tables that exist.
CREATE TABLE IF NOT EXISTS alembic_version (
    version_num varchar(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO alembic_version (version_num) VALUES ('001_initial') ON CONFLICT DO NOTHING;

-- pgvector where it is, or may be, installed; else the vectors stay an array of real.
DO $vector$
DECLARE
    home text;
BEGIN
    BEGIN
        IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'vector')
           AND EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') THEN
            CREATE EXTENSION vector SCHEMA public;
        END IF;
    EXCEPTION WHEN insufficient_privilege OR undefined_file OR invalid_schema_name THEN
        RAISE NOTICE 'pgvector is not installed here: %', SQLERRM;
    END;
    SELECT n.nspname INTO home FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
    WHERE e.extname = 'vector';
    IF home IS NULL THEN
        ALTER TABLE vector_stores ADD CONSTRAINT vector_stores_dims CHECK (cardinality(vector) = 256);
        RETURN;
    END IF;
    EXECUTE format('ALTER TABLE vector_stores ALTER COLUMN vector TYPE %I.vector(256) USING vector::%I.vector', home, home);
    IF EXISTS (SELECT FROM pg_am WHERE amname = 'hnsw') THEN
        EXECUTE format('CREATE INDEX idx_vector_embedding ON vector_stores USING hnsw (vector %I.vector_l2_ops)', home);
    END IF;
END
$vector$;
