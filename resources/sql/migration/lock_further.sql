SELECT pg_advisory_lock_shared(hashtext('gatehouse_migrate further'))
