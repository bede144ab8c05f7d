CREATE OR REPLACE FUNCTION gatehouse.audit_append(
    subject text, os_user text, app text, connection text, action text, object_type text,
    object_id text, object_label text, sql_class text, row_count bigint, before jsonb, after jsonb)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF audit_append.action = 'trail.seal' THEN
        RAISE EXCEPTION 'only gatehouse.audit_seal writes the record of a seal'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN gatehouse.audit_write(subject, os_user, app, connection, action, object_type, object_id,
                                 object_label, sql_class, row_count, before, after);
END
$$
