DELETE FROM gatehouse.care_size
WHERE at < to_timestamp($1::bigint / 1000.0) - interval '400 days'
   OR (at < to_timestamp($1::bigint / 1000.0) - interval '14 days'
       AND at NOT IN (SELECT min(d.at) FROM gatehouse.care_size d GROUP BY date_trunc('day', d.at AT TIME ZONE 'UTC')))
