-- $1: a schema. No row: there is none. Names inside of it are printed without it from now on.
SELECT current_setting('search_path'), set_config('search_path', quote_ident(nspname), true)
FROM pg_namespace WHERE nspname = $1
