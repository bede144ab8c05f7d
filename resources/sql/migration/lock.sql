-- Not while a further session of another migration still works: it ends on its own, and soon.
SELECT CASE WHEN pg_try_advisory_xact_lock(hashtext('gatehouse_migrate further'))
    THEN pg_try_advisory_lock(hashtext('gatehouse_migrate')) ELSE false END
