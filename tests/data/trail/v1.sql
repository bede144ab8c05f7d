CREATE SCHEMA IF NOT EXISTS gatehouse;

CREATE TABLE IF NOT EXISTS gatehouse.schema_version (
    part text PRIMARY KEY,
    version integer NOT NULL,
    installed_at timestamptz NOT NULL DEFAULT now(),
    installed_by text NOT NULL DEFAULT session_user
);

CREATE TABLE gatehouse.audit_head (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    seq bigint NOT NULL,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32)
);

CREATE TABLE gatehouse.audit_trail (
    form smallint NOT NULL,
    seq bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    db_role text NOT NULL,
    set_role text,
    subject text,
    os_user text NOT NULL,
    app text NOT NULL,
    connection text NOT NULL,
    action text NOT NULL,
    object_type text NOT NULL,
    object_id text NOT NULL,
    object_label text NOT NULL,
    sql_class text NOT NULL,
    row_count bigint NOT NULL,
    before jsonb,
    after jsonb,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL
);

CREATE INDEX audit_trail_object ON gatehouse.audit_trail (object_type, object_id, seq);

CREATE FUNCTION gatehouse.audit_field(value bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT coalesce(int4send(octet_length(value)) || value, int4send(-1)) $$;

CREATE FUNCTION gatehouse.audit_canonical(e gatehouse.audit_trail) RETURNS bytea
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT string_agg(gatehouse.audit_field(convert_to(f.value, 'UTF8')), ''::bytea ORDER BY f.n)
           || gatehouse.audit_field(e.previous_hash)
    FROM (VALUES (1, e.form::text), (2, e.seq::text),
                 (3, (extract(epoch FROM e.at) * 1000000)::bigint::text),
                 (4, e.db_role), (5, e.set_role), (6, e.subject), (7, e.os_user), (8, e.app),
                 (9, e.connection), (10, e.action), (11, e.object_type), (12, e.object_id),
                 (13, e.object_label), (14, e.sql_class), (15, e.row_count::text),
                 (16, e.before::text), (17, e.after::text)) AS f(n, value)
$$;

CREATE FUNCTION gatehouse.audit_append(
    subject text, os_user text, app text, connection text, action text, object_type text,
    object_id text, object_label text, sql_class text, row_count bigint, before jsonb, after jsonb)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    head gatehouse.audit_head%ROWTYPE;
    entry gatehouse.audit_trail%ROWTYPE;
BEGIN
    -- Held until the caller's commit: numbers without gaps, a chain without forks.
    SELECT * INTO STRICT head FROM gatehouse.audit_head FOR UPDATE;
    entry.form := 1;
    entry.seq := head.seq + 1;
    entry.at := clock_timestamp();
    entry.db_role := session_user;
    entry.set_role := nullif(current_setting('role'), 'none');
    entry.subject := audit_append.subject;
    entry.os_user := audit_append.os_user;
    entry.app := audit_append.app;
    entry.connection := audit_append.connection;
    entry.action := audit_append.action;
    entry.object_type := audit_append.object_type;
    entry.object_id := audit_append.object_id;
    entry.object_label := audit_append.object_label;
    entry.sql_class := audit_append.sql_class;
    entry.row_count := audit_append.row_count;
    entry.before := audit_append.before;
    entry.after := audit_append.after;
    entry.previous_hash := head.hash;
    entry.hash := sha256(gatehouse.audit_canonical(entry));
    INSERT INTO gatehouse.audit_trail SELECT entry.*;
    UPDATE gatehouse.audit_head SET seq = entry.seq, hash = entry.hash;
    RETURN entry.seq;
END
$$;

CREATE FUNCTION gatehouse.audit_guard() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION '% on gatehouse.% is not allowed: the audit trail is append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON gatehouse.audit_trail
FOR EACH STATEMENT EXECUTE FUNCTION gatehouse.audit_guard();

CREATE TRIGGER one_row BEFORE DELETE OR TRUNCATE ON gatehouse.audit_head
FOR EACH STATEMENT EXECUTE FUNCTION gatehouse.audit_guard();

ALTER TABLE gatehouse.audit_trail ENABLE ALWAYS TRIGGER append_only;

ALTER TABLE gatehouse.audit_head ENABLE ALWAYS TRIGGER one_row;

INSERT INTO gatehouse.audit_head (seq, hash) VALUES (0, decode(repeat('00', 32), 'hex'));

INSERT INTO gatehouse.schema_version (part, version) VALUES ('trail', 1);

REVOKE ALL ON gatehouse.audit_trail, gatehouse.audit_head FROM PUBLIC;

REVOKE UPDATE, DELETE, TRUNCATE ON gatehouse.audit_trail FROM CURRENT_USER;

REVOKE ALL ON FUNCTION gatehouse.audit_append(
    text, text, text, text, text, text, text, text, text, bigint, jsonb, jsonb) FROM PUBLIC;

