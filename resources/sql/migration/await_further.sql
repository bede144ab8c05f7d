-- A further session of a migration that was cut off ends on its own, and soon: lock_timeout waits for it.
SELECT pg_advisory_xact_lock(hashtext('gatehouse_migrate further'))
