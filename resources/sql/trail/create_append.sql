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
$$
