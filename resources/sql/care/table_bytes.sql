SELECT n.nspname, c.relname, c.relpages * current_setting('block_size')::bigint, c.reltuples::float8
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE (n.nspname, c.relname) IN (SELECT u.a, u.b FROM unnest($1::text[], $2::text[]) AS u (a, b))
