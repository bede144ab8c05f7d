SELECT pg_advisory_unlock(hashtext('gatehouse_migrate'))
