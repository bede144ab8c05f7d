SELECT pg_advisory_unlock_shared(hashtext('gatehouse_migrate further'))
