CREATE FUNCTION gatehouse.audit_field(value bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT coalesce(int4send(octet_length(value)) || value, int4send(-1)) $$
