-- Made by hand from the guide's text and its code samples, which name other tables than the service has.
CREATE TABLE qac_models (
    id bigserial PRIMARY KEY, model_id varchar(255) UNIQUE, institution varchar(255), adjacency_matrix jsonb,
    qac_corrected jsonb, model_metadata jsonb, created_at timestamp, updated_at timestamp, deleted_at timestamp,
    is_deleted boolean
);
CREATE TABLE vector_stores (
    id bigserial PRIMARY KEY, project_id varchar(255), institution varchar(255), vector real[], vector_metadata jsonb,
    original_dims integer, compression_ratio double precision, gene_names varchar[], created_at timestamp,
    updated_at timestamp, deleted_at timestamp, is_deleted boolean
);
CREATE TABLE job_status (job_id varchar(255) PRIMARY KEY, status varchar(50), created_at timestamp);
CREATE TABLE usage_metrics (
    institution varchar(255), endpoint varchar(500), date date, request_count integer, error_count integer,
    PRIMARY KEY (institution, endpoint, date)
);
CREATE TABLE audit_logs (
    id bigserial PRIMARY KEY, trace_id varchar(255), endpoint varchar(500), method varchar(10), status_code integer,
    response_time_ms integer, request_body text, ip_address varchar(45), user_agent text, institution varchar(255)
);
