-- $1: extensions that some description can use. reset_val: our own session has set its zone to UTC.
-- Superuser is asked anew: SET ROLE may have changed it since the login.
SELECT pg_encoding_to_char(d.encoding),
       (SELECT reset_val FROM pg_settings WHERE name = 'TimeZone'),
       current_setting('log_timezone'),
       current_setting('password_encryption'),
       (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),
       pg_is_in_recovery(),
       ARRAY(SELECT extname::text FROM pg_extension ORDER BY extname),
       ARRAY(SELECT extversion FROM pg_extension ORDER BY extname),
       ARRAY(SELECT name::text FROM pg_available_extensions WHERE name = ANY ($1::text[]) ORDER BY name),
       ARRAY(SELECT default_version FROM pg_available_extensions WHERE name = ANY ($1::text[]) ORDER BY name),
       current_schemas(false)::text[]
FROM pg_database d
WHERE d.datname = current_database()
