SELECT p.phase, p.blocks_done, p.blocks_total, p.lockers_done, p.lockers_total
FROM pg_stat_progress_create_index p WHERE p.pid = $1
