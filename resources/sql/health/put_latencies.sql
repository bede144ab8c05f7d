INSERT INTO gatehouse.health_latency AS l (slot, endpoint, bucket, count)
SELECT to_timestamp(slot / 1000.0), endpoint, bucket, sum(count)
FROM unnest($1::bigint[], $2::text[], $3::integer[], $4::bigint[]) AS r(slot, endpoint, bucket, count)
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3
ON CONFLICT (slot, endpoint, bucket) DO UPDATE SET count = l.count + excluded.count
