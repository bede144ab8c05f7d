WITH oldest AS (
    SELECT date_trunc('month', at AT TIME ZONE 'UTC') AS month
    FROM gatehouse.audit_trail ORDER BY seq LIMIT 1
), next_month AS (
    SELECT month, (month + interval '1 month') AT TIME ZONE 'UTC' AS begins FROM oldest
)
SELECT to_char(m.month, 'YYYY-MM'),
       (SELECT min(seq) FROM gatehouse.audit_trail),
       coalesce((SELECT min(seq) - 1 FROM gatehouse.audit_trail WHERE at >= m.begins),
                (SELECT max(seq) FROM gatehouse.audit_trail))
FROM next_month AS m
WHERE m.begins <= date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
      - $1::int * interval '1 month'
