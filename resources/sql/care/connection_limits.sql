SELECT current_setting('max_connections')::int, current_setting('superuser_reserved_connections')::int,
       coalesce(current_setting('reserved_connections', true), '0')::int,
       coalesce((SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user), -1),
       coalesce((SELECT datconnlimit FROM pg_database WHERE datname = current_database()), -1)
