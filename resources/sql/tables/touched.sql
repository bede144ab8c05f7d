-- What this transaction did to tables so far, cascades and triggers included.
SELECT s.schemaname, s.relname, s.n_tup_ins, s.n_tup_upd, s.n_tup_del
FROM pg_catalog.pg_stat_xact_user_tables s
WHERE s.n_tup_ins + s.n_tup_upd + s.n_tup_del > 0
