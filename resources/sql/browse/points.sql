-- What the statistics know of one column, for each table that holds rows of the relation: a row a
-- common value (its part of the rows), a row a bound of the histogram (its place), and one a table
-- for the NULLs. $1: the relation's OID, $2: the column. An ORDER BY in the column's own order is
-- added.
WITH RECURSIVE tree (oid) AS (
    SELECT $1::oid
    UNION
    SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN tree t ON i.inhparent = t.oid
),
stat AS (
    SELECT row_number() OVER (ORDER BY c.oid) - 1 AS leaf,
           count(*) OVER () AS leaves,
           greatest(c.reltuples, 1)::float8 AS rows,
           -- What was appended since: the file grew by so much, and rows are as dense as before.
           greatest(0, c.reltuples::float8 * (pg_relation_size(c.oid)::float8
               / nullif(c.relpages::float8 * current_setting('block_size')::int, 0) - 1)) AS fresh,
           s.null_frac::float8 AS nulls,
           s.most_common_vals::text::text[] AS common,
           s.most_common_freqs AS parts,
           s.histogram_bounds::text::text[] AS bounds
    FROM tree t
    JOIN pg_catalog.pg_class c ON c.oid = t.oid AND c.relkind IN ('r', 'm', 'f')
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_stats s
      ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = $2 AND NOT s.inherited
),
point AS (
    SELECT leaf, rows, fresh, 'nulls' AS kind, NULL::text AS value, nulls AS mass FROM stat
    UNION ALL
    SELECT leaf, rows, fresh, 'common', c.value, c.part::float8
    FROM stat CROSS JOIN LATERAL unnest(common, parts) AS c (value, part)
    UNION ALL
    SELECT leaf, rows, fresh, 'bound', b.value, (b.place - 1)::float8 / greatest(1, cardinality(bounds) - 1)
    FROM stat CROSS JOIN LATERAL unnest(bounds) WITH ORDINALITY AS b (value, place)
    WHERE b.place = cardinality(bounds)
       OR (b.place - 1) % greatest(1, leaves * cardinality(bounds) / 5000) = 0
)
SELECT leaf, rows, fresh, kind, value, mass FROM point
