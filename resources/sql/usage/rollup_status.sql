SELECT coalesce((SELECT version FROM gatehouse.schema_version WHERE part = 'rollup'), 0), s.id, s.until,
    r.first, coalesce(r.hours, 0), coalesce(r.rows, 0)::bigint
FROM (SELECT) AS one
LEFT JOIN gatehouse.usage_rollup_source s ON s.identity = $1
LEFT JOIN LATERAL (SELECT min(hour) AS first, count(*) AS hours, sum(rows) AS rows
                   FROM gatehouse.usage_rollup WHERE source = s.id) r ON true
