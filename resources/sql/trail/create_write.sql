CREATE FUNCTION gatehouse.audit_write(
    subject text, os_user text, app text, connection text, action text, object_type text,
    object_id text, object_label text, sql_class text, row_count bigint, before jsonb, after jsonb)
RETURNS bigint
LANGUAGE plpgsql
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
    entry.subject := audit_write.subject;
    entry.os_user := audit_write.os_user;
    entry.app := audit_write.app;
    entry.connection := audit_write.connection;
    entry.action := audit_write.action;
    entry.object_type := audit_write.object_type;
    entry.object_id := audit_write.object_id;
    entry.object_label := audit_write.object_label;
    entry.sql_class := audit_write.sql_class;
    entry.row_count := audit_write.row_count;
    entry.before := audit_write.before;
    entry.after := audit_write.after;
    entry.previous_hash := head.hash;
    entry.hash := sha256(gatehouse.audit_canonical(entry));
    INSERT INTO gatehouse.audit_trail SELECT entry.*;
    UPDATE gatehouse.audit_head SET seq = entry.seq, hash = entry.hash;
    RETURN entry.seq;
END
$$
