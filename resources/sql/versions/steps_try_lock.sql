SELECT pg_try_advisory_lock(1197569125, 1399023717)
