SELECT pg_try_advisory_lock(hashtext('gatehouse_migrate'))
