SELECT now(), (SELECT stats_reset FROM pg_stat_database WHERE datname = current_database()), pg_is_in_recovery()
