-- What a careful reader of the trail should find: missing ids, time that runs backwards, a burst of
-- soft deletions.
SELECT pg_temp.restore_indexes();
DELETE FROM audit_logs WHERE id % 4001 = 17 OR id BETWEEN 211 AND 214;
UPDATE audit_logs SET "timestamp" = "timestamp" - interval '3 hours' WHERE id % 9001 = 300;
UPDATE audit_logs SET is_deleted = true, deleted_at = pg_temp.moment() - interval '8 days 02:14:00' + (id % 40) * interval '1 second'
WHERE id IN (SELECT id FROM audit_logs WHERE "timestamp" < pg_temp.moment() - interval '8 days 3 hours'
    AND institution LIKE 'Texas%' ORDER BY id DESC LIMIT 60);
UPDATE usage_logs SET is_deleted = true, deleted_at = pg_temp.moment() - interval '20 days' WHERE id BETWEEN 20 AND 30;
ANALYZE;
