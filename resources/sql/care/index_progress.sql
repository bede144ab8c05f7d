SELECT phase, coalesce(nullif(tuples_total, 0), nullif(blocks_total, 0), nullif(lockers_total, 0), 0),
       CASE WHEN tuples_total > 0 THEN tuples_done WHEN blocks_total > 0 THEN blocks_done ELSE lockers_done END,
       coalesce(current_locker_pid, 0)::bigint
FROM pg_stat_progress_create_index WHERE pid = $1::int
