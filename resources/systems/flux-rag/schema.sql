-- flux-rag: conversation memory. Mends: MENDS.md.
CREATE TABLE sessions (
    id varchar(36) PRIMARY KEY,
    title text DEFAULT '',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    metadata jsonb DEFAULT '{}',
    user_id text DEFAULT ''
);
CREATE INDEX idx_sessions_user ON sessions (user_id, updated_at);

CREATE TABLE messages (
    id varchar(36) PRIMARY KEY,
    session_id varchar(36) NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    role text NOT NULL,
    content text NOT NULL,
    metadata jsonb DEFAULT '{}',
    created_at timestamptz NOT NULL
);
CREATE INDEX idx_messages_session ON messages (session_id, created_at);
