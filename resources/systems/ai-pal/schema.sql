-- AI-PAL: the service's nine tables, the audit table of its guide, and the guide's indexes where
-- their table and columns exist. Times are naive and in the server's local zone, except audit_logs.
-- JSON is kept as text by the service. Mends: MENDS.md.
CREATE TABLE ari_snapshots (
    id serial PRIMARY KEY,
    snapshot_id varchar(36) NOT NULL UNIQUE,
    user_id varchar(255) NOT NULL,
    "timestamp" timestamp NOT NULL,
    decision_quality double precision NOT NULL,
    skill_development double precision NOT NULL,
    ai_reliance double precision NOT NULL,
    bottleneck_resolution double precision NOT NULL,
    user_confidence double precision NOT NULL,
    engagement double precision NOT NULL,
    autonomy_perception double precision NOT NULL,
    autonomy_retention double precision NOT NULL,
    delta_agency double precision NOT NULL,
    task_description text,
    task_complexity varchar(50)
);
CREATE INDEX idx_ari_user_id ON ari_snapshots (user_id);
CREATE INDEX idx_ari_timestamp ON ari_snapshots ("timestamp" DESC);
CREATE INDEX idx_ari_user_timestamp ON ari_snapshots (user_id, "timestamp" DESC);
CREATE INDEX idx_ari_score ON ari_snapshots (autonomy_retention DESC);

CREATE TABLE edm_debts (
    id serial PRIMARY KEY,
    debt_id varchar(36) NOT NULL UNIQUE,
    user_id varchar(255) NOT NULL,
    "timestamp" timestamp NOT NULL,
    claim text NOT NULL,
    debt_type varchar(50) NOT NULL,
    severity varchar(20) NOT NULL,
    confidence_score double precision NOT NULL,
    source_response text,
    task_context text,
    resolved boolean,
    resolution_date timestamp,
    resolution_method varchar(100)
);
CREATE INDEX idx_edm_timestamp ON edm_debts ("timestamp");
CREATE INDEX idx_edm_user_unresolved ON edm_debts (user_id, resolved);
CREATE INDEX idx_edm_severity_unresolved ON edm_debts (severity, resolved);

CREATE TABLE ffe_goals (
    id serial PRIMARY KEY,
    goal_id varchar(36) NOT NULL UNIQUE,
    user_id varchar(255) NOT NULL,
    created_at timestamp NOT NULL,
    description text NOT NULL,
    importance integer NOT NULL,
    complexity_level varchar(50) NOT NULL,
    estimated_value double precision,
    status varchar(50),
    completed_at timestamp,
    deadline timestamp
);
CREATE INDEX idx_goal_user_status ON ffe_goals (user_id, status);
CREATE INDEX idx_goal_status ON ffe_goals (status);
CREATE INDEX idx_goal_deadline ON ffe_goals (deadline);
CREATE INDEX idx_goal_created ON ffe_goals (created_at);

CREATE TABLE atomic_blocks (
    id serial PRIMARY KEY,
    block_id varchar(36) NOT NULL UNIQUE,
    goal_id varchar(36) NOT NULL,
    user_id varchar(255) NOT NULL,
    description text NOT NULL,
    block_index integer NOT NULL,
    size varchar(20) NOT NULL,
    estimated_minutes integer NOT NULL,
    original_description text,
    reframed_description text,
    strengths_used text,
    completed boolean,
    completed_at timestamp,
    CONSTRAINT fk_block_goal_id FOREIGN KEY (goal_id) REFERENCES ffe_goals (goal_id) ON DELETE CASCADE
);
CREATE INDEX idx_block_goal_id ON atomic_blocks (goal_id);
CREATE INDEX idx_block_user_id ON atomic_blocks (user_id);
CREATE INDEX idx_block_completed ON atomic_blocks (completed);

CREATE TABLE user_profiles (
    id serial PRIMARY KEY,
    user_id varchar(255) NOT NULL UNIQUE,
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL,
    display_name varchar(255),
    email varchar(255),
    signature_strengths text,
    learning_style varchar(50),
    preferences text,
    total_goals integer,
    total_tasks_completed integer,
    current_ari_score double precision
);

CREATE TABLE progress_tapestry (
    id serial PRIMARY KEY,
    entry_id varchar(36) NOT NULL UNIQUE,
    user_id varchar(255) NOT NULL,
    "timestamp" timestamp NOT NULL,
    win_description text NOT NULL,
    win_type varchar(50) NOT NULL,
    goal_id varchar(36),
    pride_level double precision NOT NULL,
    strengths_used text,
    connected_to text
);
CREATE INDEX idx_tapestry_timestamp ON progress_tapestry ("timestamp");
CREATE INDEX idx_tapestry_user_timestamp ON progress_tapestry (user_id, "timestamp");

CREATE TABLE momentum_history (
    id serial PRIMARY KEY,
    user_id varchar(255) NOT NULL,
    "timestamp" timestamp NOT NULL,
    state varchar(50) NOT NULL,
    goal_id varchar(36)
);
CREATE INDEX idx_momentum_timestamp ON momentum_history ("timestamp");
CREATE INDEX idx_momentum_user_timestamp ON momentum_history (user_id, "timestamp");

CREATE TABLE patch_requests (
    id serial PRIMARY KEY,
    request_id varchar(36) NOT NULL UNIQUE,
    created_at timestamp NOT NULL,
    target_file varchar(500) NOT NULL,
    reasoning text NOT NULL,
    diff text NOT NULL,
    new_code_blob text NOT NULL,
    component varchar(100) NOT NULL,
    improvement_type varchar(50) NOT NULL,
    confidence double precision NOT NULL,
    status varchar(50) NOT NULL,
    reviewed_at timestamp,
    reviewed_by varchar(255),
    review_comment text,
    applied_at timestamp,
    application_error text,
    feedback_ids text,
    metrics text
);
CREATE INDEX idx_patch_created ON patch_requests (created_at);
CREATE INDEX idx_patch_target_file ON patch_requests (target_file);
CREATE INDEX idx_patch_status ON patch_requests (status, created_at);
CREATE INDEX idx_patch_component_status ON patch_requests (component, status);

CREATE TABLE background_tasks (
    id serial PRIMARY KEY,
    task_id varchar(255) NOT NULL UNIQUE,
    task_name varchar(255) NOT NULL,
    user_id varchar(255),
    task_type varchar(50) NOT NULL,
    status varchar(50) NOT NULL,
    priority integer NOT NULL,
    created_at timestamp NOT NULL,
    started_at timestamp,
    completed_at timestamp,
    result text,
    error_message text,
    error_traceback text,
    attempts integer NOT NULL,
    max_retries integer NOT NULL,
    args text,
    kwargs text,
    duration_seconds double precision,
    celery_task_id varchar(255)
);
CREATE INDEX idx_task_status_created ON background_tasks (task_name, status, created_at);
CREATE INDEX idx_task_user_status ON background_tasks (user_id, status);
CREATE INDEX idx_task_status ON background_tasks (status);
CREATE INDEX idx_task_type ON background_tasks (task_type);
CREATE INDEX idx_task_created ON background_tasks (created_at DESC);
CREATE INDEX idx_task_celery_id ON background_tasks (celery_task_id);

CREATE TABLE audit_logs (
    id bigserial PRIMARY KEY,
    event_type varchar(100) NOT NULL,
    severity varchar(20) NOT NULL,
    "timestamp" timestamptz NOT NULL,
    user_id varchar(255),
    session_id varchar(255),
    component varchar(100),
    action text,
    details jsonb,
    result varchar(20),
    ip_address varchar(45),
    resource text
);
CREATE INDEX idx_audit_timestamp ON audit_logs ("timestamp" DESC);
CREATE INDEX idx_audit_user_timestamp ON audit_logs (user_id, "timestamp" DESC);
CREATE INDEX idx_audit_severity ON audit_logs (severity);
CREATE INDEX idx_audit_event_type ON audit_logs (event_type);
