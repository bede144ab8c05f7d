WITH RECURSIVE parts AS (
    SELECT m.oid, 0::bigint AS at, pg_catalog.length(p.part) AS size, pg_catalog.sha256(p.part) AS sum
    FROM pg_catalog.pg_largeobject_metadata m
    CROSS JOIN LATERAL (SELECT pg_catalog.lo_get(m.oid, 0, 1048576) AS part) p
    UNION ALL
    SELECT b.oid, b.at + 1048576, pg_catalog.length(p.part), pg_catalog.sha256(p.part)
    FROM parts b
    CROSS JOIN LATERAL (SELECT pg_catalog.lo_get(b.oid, b.at + 1048576, 1048576) AS part) p
    WHERE b.size = 1048576
)
SELECT oid::text || ' ' || at || ' ' || pg_catalog.encode(sum, 'hex'), at = 0 FROM parts
