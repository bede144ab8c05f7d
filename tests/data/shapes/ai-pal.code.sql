-- As the service's models would create it, had not two of their index names been used twice.
CREATE TABLE ari_snapshots (
    id serial PRIMARY KEY,
    snapshot_id varchar(36) NOT NULL,
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
CREATE UNIQUE INDEX ix_ari_snapshots_snapshot_id ON ari_snapshots (snapshot_id);
CREATE INDEX ix_ari_snapshots_user_id ON ari_snapshots (user_id);
CREATE INDEX ix_ari_snapshots_timestamp ON ari_snapshots ("timestamp");
CREATE TABLE edm_debts (
    id serial PRIMARY KEY,
    debt_id varchar(36) NOT NULL,
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
CREATE UNIQUE INDEX ix_edm_debts_debt_id ON edm_debts (debt_id);
CREATE INDEX ix_edm_debts_user_id ON edm_debts (user_id);
CREATE INDEX ix_edm_debts_timestamp ON edm_debts ("timestamp");
CREATE INDEX ix_edm_debts_severity ON edm_debts (severity);
CREATE INDEX ix_edm_debts_resolved ON edm_debts (resolved);
CREATE TABLE ffe_goals (
    id serial PRIMARY KEY,
    goal_id varchar(36) NOT NULL,
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
CREATE UNIQUE INDEX ix_ffe_goals_goal_id ON ffe_goals (goal_id);
CREATE INDEX ix_ffe_goals_user_id ON ffe_goals (user_id);
CREATE INDEX ix_ffe_goals_status ON ffe_goals (status);
CREATE TABLE atomic_blocks (
    id serial PRIMARY KEY,
    block_id varchar(36) NOT NULL,
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
    FOREIGN KEY (goal_id) REFERENCES ffe_goals (goal_id)
);
CREATE UNIQUE INDEX ix_atomic_blocks_block_id ON atomic_blocks (block_id);
CREATE INDEX ix_atomic_blocks_goal_id ON atomic_blocks (goal_id);
CREATE INDEX ix_atomic_blocks_user_id ON atomic_blocks (user_id);
CREATE INDEX ix_atomic_blocks_completed ON atomic_blocks (completed);
CREATE TABLE user_profiles (
    id serial PRIMARY KEY,
    user_id varchar(255) NOT NULL,
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
CREATE UNIQUE INDEX ix_user_profiles_user_id ON user_profiles (user_id);
CREATE TABLE progress_tapestry (
    id serial PRIMARY KEY,
    entry_id varchar(36) NOT NULL,
    user_id varchar(255) NOT NULL,
    "timestamp" timestamp NOT NULL,
    win_description text NOT NULL,
    win_type varchar(50) NOT NULL,
    goal_id varchar(36),
    pride_level double precision NOT NULL,
    strengths_used text,
    connected_to text
);
CREATE UNIQUE INDEX ix_progress_tapestry_entry_id ON progress_tapestry (entry_id);
CREATE INDEX ix_progress_tapestry_user_id ON progress_tapestry (user_id);
CREATE INDEX ix_progress_tapestry_timestamp ON progress_tapestry ("timestamp");
CREATE TABLE momentum_history (
    id serial PRIMARY KEY,
    user_id varchar(255) NOT NULL,
    "timestamp" timestamp NOT NULL,
    state varchar(50) NOT NULL,
    goal_id varchar(36)
);
CREATE INDEX ix_momentum_history_user_id ON momentum_history (user_id);
CREATE INDEX ix_momentum_history_timestamp ON momentum_history ("timestamp");
CREATE TABLE patch_requests (
    id serial PRIMARY KEY,
    request_id varchar(36) NOT NULL,
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
CREATE UNIQUE INDEX ix_patch_requests_request_id ON patch_requests (request_id);
CREATE INDEX ix_patch_requests_created_at ON patch_requests (created_at);
CREATE INDEX ix_patch_requests_target_file ON patch_requests (target_file);
CREATE INDEX ix_patch_requests_status ON patch_requests (status);
CREATE TABLE background_tasks (
    id serial PRIMARY KEY,
    task_id varchar(255) NOT NULL,
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
CREATE UNIQUE INDEX ix_background_tasks_task_id ON background_tasks (task_id);
CREATE INDEX ix_background_tasks_task_name ON background_tasks (task_name);
CREATE INDEX ix_background_tasks_user_id ON background_tasks (user_id);
CREATE INDEX ix_background_tasks_status ON background_tasks (status);
CREATE INDEX ix_background_tasks_created_at ON background_tasks (created_at);
CREATE INDEX ix_background_tasks_celery_task_id ON background_tasks (celery_task_id);
CREATE INDEX idx_user_timestamp ON ari_snapshots (user_id, "timestamp");
CREATE INDEX idx_ari_score ON ari_snapshots (autonomy_retention);
CREATE INDEX idx_user_status ON ffe_goals (user_id, status);
CREATE INDEX idx_task_status_created ON background_tasks (task_name, status, created_at);
CREATE INDEX idx_celery_id ON background_tasks (celery_task_id);
