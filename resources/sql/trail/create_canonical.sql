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
$$
