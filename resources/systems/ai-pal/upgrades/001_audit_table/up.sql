CREATE TABLE IF NOT EXISTS audit_logs (
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
