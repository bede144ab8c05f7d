-- Run first in each sample database, in the session that fills it. sandbox.now (naive UTC) and
-- sandbox.rows are set by the caller; everything below and after is a function of these two.

SET jit = off;
SET work_mem = '64MB';
SET maintenance_work_mem = '256MB';
SET synchronous_commit = off;

DO $$
BEGIN
    IF current_setting('shared_preload_libraries') LIKE '%pg_stat_statements%' THEN
        CREATE EXTENSION pg_stat_statements;
    END IF;
END $$;

-- In (0, 1), the same for the same n and salt on every machine.
CREATE FUNCTION pg_temp.chance(n bigint, salt bigint) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ((hashint8extended(n, salt) & 9007199254740991)::double precision + 0.5) / 9007199254740992.0
$$;

-- Normally distributed around 0 with deviation 1.
CREATE FUNCTION pg_temp.bell(n bigint, salt bigint) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT sqrt(-2 * ln(pg_temp.chance(n, salt))) * cos(6.283185307179586 * pg_temp.chance(n, salt + 1000))
$$;

CREATE FUNCTION pg_temp.pick(words text[], n bigint, salt bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT words[1 + floor(pg_temp.chance(n, salt) * cardinality(words))::int]
$$;

-- 1 to size, small numbers far more often.
CREATE FUNCTION pg_temp.skewed(size int, n bigint, salt bigint) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT least(size, 1 + floor(size * power(pg_temp.chance(n, salt), 3))::int)
$$;

CREATE FUNCTION pg_temp.moment() RETURNS timestamp
LANGUAGE sql STABLE AS $$ SELECT current_setting('sandbox.now')::timestamp $$;

-- Thirty days up to now in quarters of an hour: how busy, how slow, how many errors. Working days
-- and working hours are busy, business grows, and for an hour and a half nothing came through.
CREATE TEMP TABLE quarter AS
WITH base AS (
    SELECT q, pg_temp.moment() - (2880 - q) * interval '15 minutes' AS begins, (2880 - q) / 96.0 AS days_ago
    FROM generate_series(0, 2879) q
)
SELECT q, begins, days_ago,
    CASE WHEN days_ago BETWEEN 5.10 AND 5.16 THEN 0 ELSE
        (ARRAY[0.22, 0.16, 0.12, 0.10, 0.12, 0.20, 0.38, 0.70, 1.10, 1.45, 1.60, 1.55,
               1.30, 1.50, 1.70, 1.65, 1.45, 1.15, 0.90, 0.80, 0.72, 0.60, 0.45, 0.32])[1 + extract(hour FROM begins)::int]
        * (ARRAY[0.38, 1.00, 1.08, 1.10, 1.06, 0.94, 0.46])[1 + extract(dow FROM begins)::int]
        * (0.8 + 0.4 * pg_temp.chance(q, 11))
        * (1.3 - 0.3 * days_ago / 30)
    END AS busy,
    CASE WHEN days_ago BETWEEN 2.05 AND 2.20 THEN 5.0
         WHEN days_ago BETWEEN 9.10 AND 9.45 THEN 2.8
         WHEN days_ago BETWEEN 17.30 AND 17.36 THEN 8.0
         WHEN days_ago BETWEEN 0.30 AND 0.36 THEN 2.6
         ELSE 1.0 END AS slow,
    CASE WHEN days_ago BETWEEN 12.55 AND 12.62 THEN 0.45
         WHEN days_ago BETWEEN 4.02 AND 4.08 THEN 0.25
         WHEN days_ago BETWEEN 0.57 AND 0.60 THEN 0.30
         ELSE 0.006 END AS failing
FROM base;

-- Deals `total` rows out over the quarters: how many each has, and how many came before it.
CREATE FUNCTION pg_temp.dealt(total bigint)
RETURNS TABLE (q int, begins timestamp, days_ago numeric, slow numeric, failing numeric, before bigint, n int)
LANGUAGE sql STABLE AS $$
    WITH running AS (
        SELECT s.*, sum(busy) OVER (ORDER BY s.q) AS upto_here FROM pg_temp.quarter s
    ), bounds AS (
        SELECT r.*, floor(total * (upto_here / max(upto_here) OVER ()))::bigint AS upto FROM running r
    )
    SELECT b.q, b.begins, b.days_ago, b.slow, b.failing, coalesce(lag(upto) OVER w, 0),
        (upto - coalesce(lag(upto) OVER w, 0))::int
    FROM bounds b WINDOW w AS (ORDER BY b.q)
$$;

-- Indexes that are no constraint are made again after the rows, which is quicker.
CREATE TEMP TABLE index_aside (definition text);
CREATE FUNCTION pg_temp.set_indexes_aside(name regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found record;
BEGIN
    FOR found IN SELECT i.indexrelid::regclass AS index, pg_get_indexdef(i.indexrelid) AS definition
        FROM pg_index i WHERE i.indrelid = name AND NOT i.indisunique
    LOOP
        INSERT INTO pg_temp.index_aside VALUES (found.definition);
        EXECUTE 'DROP INDEX ' || found.index;
    END LOOP;
END $$;
CREATE FUNCTION pg_temp.restore_indexes() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    definition text;
BEGIN
    FOR definition IN SELECT a.definition FROM pg_temp.index_aside a LOOP
        EXECUTE definition;
    END LOOP;
END $$;
ANALYZE pg_temp.quarter;
