-- As the service's create_all makes it at start-up: no defaults in the server, nullable is_deleted, a second index for
-- most columns, no alembic_version. The vector column is an array here, since the test server lacks pgvector.
CREATE TABLE qac_models (
    id bigserial PRIMARY KEY,
    model_id varchar(255) NOT NULL,
    institution varchar(255) NOT NULL,
    adjacency_matrix jsonb NOT NULL,
    qac_corrected jsonb NOT NULL,
    model_metadata jsonb,
    created_at timestamp NOT NULL,
    updated_at timestamp,
    deleted_at timestamp,
    is_deleted boolean
);
CREATE UNIQUE INDEX ix_qac_models_model_id ON qac_models (model_id);
CREATE INDEX ix_qac_models_institution ON qac_models (institution);
CREATE INDEX ix_qac_models_created_at ON qac_models (created_at);
CREATE INDEX ix_qac_models_is_deleted ON qac_models (is_deleted);
CREATE INDEX idx_qac_model_id ON qac_models (model_id);
CREATE INDEX idx_qac_institution ON qac_models (institution);
CREATE INDEX idx_qac_created_at ON qac_models (created_at);
CREATE INDEX idx_qac_is_deleted_deleted_at ON qac_models (is_deleted, deleted_at);
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
    is_deleted boolean
);
CREATE INDEX ix_vector_stores_project_id ON vector_stores (project_id);
CREATE INDEX ix_vector_stores_institution ON vector_stores (institution);
CREATE INDEX ix_vector_stores_created_at ON vector_stores (created_at);
CREATE INDEX ix_vector_stores_is_deleted ON vector_stores (is_deleted);
CREATE INDEX idx_vector_project_id ON vector_stores (project_id);
CREATE INDEX idx_vector_institution ON vector_stores (institution);
CREATE INDEX idx_vector_created_at ON vector_stores (created_at);
CREATE INDEX idx_vector_is_deleted_deleted_at ON vector_stores (is_deleted, deleted_at);
CREATE TABLE jobs (
    id bigserial PRIMARY KEY,
    job_id varchar(255) NOT NULL,
    job_type varchar(100) NOT NULL,
    institution varchar(255) NOT NULL,
    status varchar(50) NOT NULL,
    input_data jsonb,
    result jsonb,
    error text,
    job_metadata jsonb,
    progress double precision NOT NULL,
    created_at timestamp NOT NULL,
    started_at timestamp,
    completed_at timestamp,
    updated_at timestamp,
    deleted_at timestamp,
    is_deleted boolean
);
CREATE UNIQUE INDEX ix_jobs_job_id ON jobs (job_id);
CREATE INDEX ix_jobs_job_type ON jobs (job_type);
CREATE INDEX ix_jobs_institution ON jobs (institution);
CREATE INDEX ix_jobs_status ON jobs (status);
CREATE INDEX ix_jobs_created_at ON jobs (created_at);
CREATE INDEX ix_jobs_completed_at ON jobs (completed_at);
CREATE INDEX ix_jobs_is_deleted ON jobs (is_deleted);
CREATE INDEX idx_job_job_id ON jobs (job_id);
CREATE INDEX idx_job_status ON jobs (status);
CREATE INDEX idx_job_institution ON jobs (institution);
CREATE INDEX idx_job_job_type ON jobs (job_type);
CREATE INDEX idx_job_completed_at ON jobs (completed_at);
CREATE INDEX idx_job_is_deleted_deleted_at ON jobs (is_deleted, deleted_at);
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
    is_deleted boolean
);
CREATE INDEX ix_usage_logs_institution ON usage_logs (institution);
CREATE INDEX ix_usage_logs_trace_id ON usage_logs (trace_id);
CREATE INDEX ix_usage_logs_timestamp ON usage_logs ("timestamp");
CREATE INDEX ix_usage_logs_is_deleted ON usage_logs (is_deleted);
CREATE INDEX idx_usage_institution ON usage_logs (institution);
CREATE INDEX idx_usage_timestamp ON usage_logs ("timestamp");
CREATE INDEX idx_usage_trace_id ON usage_logs (trace_id);
CREATE INDEX idx_usage_endpoint ON usage_logs (endpoint);
CREATE INDEX idx_usage_institution_timestamp ON usage_logs (institution, "timestamp");
CREATE INDEX idx_usage_is_deleted_deleted_at ON usage_logs (is_deleted, deleted_at);
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
    is_deleted boolean
);
CREATE INDEX ix_audit_logs_institution ON audit_logs (institution);
CREATE INDEX ix_audit_logs_action ON audit_logs (action);
CREATE INDEX ix_audit_logs_trace_id ON audit_logs (trace_id);
CREATE INDEX ix_audit_logs_timestamp ON audit_logs ("timestamp");
CREATE INDEX ix_audit_logs_is_deleted ON audit_logs (is_deleted);
CREATE INDEX idx_audit_institution ON audit_logs (institution);
CREATE INDEX idx_audit_action ON audit_logs (action);
CREATE INDEX idx_audit_timestamp ON audit_logs ("timestamp");
CREATE INDEX idx_audit_trace_id ON audit_logs (trace_id);
CREATE INDEX idx_audit_institution_timestamp ON audit_logs (institution, "timestamp");
CREATE INDEX idx_audit_is_deleted_deleted_at ON audit_logs (is_deleted, deleted_at);
