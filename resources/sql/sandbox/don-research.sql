-- A database as it is found in the field: made by the service, never stamped by Alembic.
DROP TABLE alembic_version;

CREATE TEMP TABLE sample_institution AS
SELECT * FROM (VALUES
    (1, 'Demo Access', 30, 100), (2, 'Texas A&M | Cai Lab', 26, 1000), (3, 'Institut für Systembiologie', 14, 500),
    (4, '서울대학교 의과대학', 11, 500), (5, 'St. Olaf''s / Kim Group', 8, 200), (6, 'Genomics Core "B"', 6, 200),
    (7, 'Universidade de São Paulo', 4, 100), (8, 'unknown', 1, 100)) AS i (place, name, share, hourly);
CREATE TEMP TABLE institution_place AS
SELECT array_agg(place::smallint ORDER BY place, copy) AS institutions
FROM sample_institution CROSS JOIN LATERAL generate_series(1, share) copy;

CREATE TEMP TABLE sample_path AS
SELECT * FROM (VALUES
    (1, 'POST', '/api/v1/genomics/compress', 26, 420), (2, 'POST', '/api/v1/genomics/rag-optimize', 14, 190),
    (3, 'POST', '/api/v1/quantum/stabilize', 8, 760), (4, 'GET', '/api/v1/health', 22, 6),
    (5, 'GET', '/api/v1/usage', 8, 9), (6, 'POST', '/api/v1/bio/export-artifacts', 6, 2400),
    (7, 'POST', '/api/v1/qac/fit', 5, 5200), (8, 'GET', '/api/v1/qac/jobs/3f1c', 5, 11),
    (9, 'GET', '/docs', 3, 4), (10, 'POST', '/api/v1/genomics/load', 3, 900)) AS p (n, method, path, share, ms);
CREATE TEMP TABLE path_place AS
SELECT array_agg(n::smallint ORDER BY n, copy) AS paths
FROM sample_path CROSS JOIN LATERAL generate_series(1, share) copy;

CREATE TEMP TABLE audit_plan AS
SELECT * FROM pg_temp.dealt(least(250000, greatest(400, current_setting('sandbox.rows')::bigint / 4)));

INSERT INTO qac_models (model_id, institution, adjacency_matrix, qac_corrected, model_metadata, created_at, updated_at, deleted_at, is_deleted)
SELECT md5('qac model ' || n)::uuid::text, i.name,
    (SELECT jsonb_agg(row) FROM generate_series(1, 6) a CROSS JOIN LATERAL (
        SELECT jsonb_agg(CASE WHEN a = b THEN 0 ELSE round(pg_temp.chance(n * 100 + a * 10 + b, 51)::numeric, 4) END ORDER BY b) AS row
        FROM generate_series(1, 6) b) r),
    (SELECT jsonb_agg(round(pg_temp.chance(n * 100 + a, 52)::numeric, 4) ORDER BY a) FROM generate_series(1, 6) a),
    jsonb_build_object('n_cells', 200 + 50 * pg_temp.skewed(80, n, 53), 'k_nn', 15, 'beta', 0.2, 'engine',
        pg_temp.pick(ARRAY['real_qac', 'laplacian'], n, 54), 'version', 'qac-1'),
    pg_temp.moment() - n * interval '21 hours', NULL,
    CASE WHEN n % 11 = 0 THEN pg_temp.moment() - n * interval '20 hours' END, n % 11 = 0
FROM generate_series(1, 34) n JOIN sample_institution i ON i.place = 1 + n % 6
ORDER BY n DESC;

INSERT INTO vector_stores (project_id, institution, vector, vector_metadata, original_dims, compression_ratio, gene_names, created_at, updated_at)
SELECT 'project-' || lpad((1 + n % 17)::text, 3, '0'), i.name,
    (SELECT array_agg(pg_temp.bell(n * 256 + d, 55)::real ORDER BY d) FROM generate_series(1, 256) d),
    CASE WHEN n % 9 = 0 THEN jsonb 'null' WHEN n % 10 = 0 THEN NULL
         ELSE jsonb_build_object('cell_type', pg_temp.pick(ARRAY['T cell', 'B cell', 'NK cell', 'monocyte', 'Ganglienzelle'], n, 56), 'cluster', n % 12) END,
    2000 + 100 * (n % 30), round((8 + 200 * pg_temp.chance(n, 57))::numeric, 2)::float8,
    (ARRAY['TP53', 'BRCA1', 'MYC', 'GAPDH', 'ACTB', 'KRAS']::varchar[])[1 + n % 3:4 + n % 3],
    pg_temp.moment() - n * interval '67 minutes', CASE WHEN n % 4 = 0 THEN pg_temp.moment() - n * interval '61 minutes' END
FROM generate_series(1, 600) n JOIN sample_institution i ON i.place = 1 + n % 7
ORDER BY n DESC;

INSERT INTO jobs (job_id, job_type, institution, status, input_data, result, error, job_metadata, progress, created_at, started_at, completed_at, updated_at)
SELECT md5('job ' || n)::uuid::text, pg_temp.pick(ARRAY['qac_fit', 'qac_apply', 'compress', 'export'], n, 61), i.name, s.status,
    jsonb_build_object('n_cells', 100 * pg_temp.skewed(90, n, 62), 'sync', false),
    CASE s.status WHEN 'completed' THEN jsonb_build_object('coherence', round((0.7 + 0.3 * pg_temp.chance(n, 63))::numeric, 3))
                  WHEN 'running' THEN jsonb 'null' END,
    CASE s.status WHEN 'failed' THEN pg_temp.pick(ARRAY['MemoryError: cannot allocate 12.4 GiB', 'ValueError: adjacency must be square',
        'Timeout after 600 s'], n, 64) END,
    jsonb_build_object('worker', 'w' || n % 4),
    CASE s.status WHEN 'completed' THEN 1.0 WHEN 'pending' THEN 0.0 ELSE round(pg_temp.chance(n, 65)::numeric, 2) END,
    t.at, CASE WHEN s.status <> 'pending' THEN t.at + interval '3 seconds' END,
    CASE WHEN s.status IN ('completed', 'failed', 'cancelled') THEN t.at + make_interval(secs => 4 + 500 * pg_temp.chance(n, 66)) END, NULL
FROM generate_series(1, 420) n
CROSS JOIN LATERAL (SELECT pg_temp.moment() - n * interval '98 minutes' AS at) t
CROSS JOIN LATERAL (SELECT CASE WHEN n < 4 THEN 'running' WHEN n < 9 OR n = 300 THEN 'pending'
    WHEN pg_temp.chance(n, 67) < 0.08 THEN 'failed' WHEN pg_temp.chance(n, 67) < 0.1 THEN 'cancelled' ELSE 'completed' END AS status) s
JOIN sample_institution i ON i.place = 1 + n % 6
ORDER BY n DESC;

ANALYZE sample_institution;
ANALYZE sample_path;
ANALYZE audit_plan;
SELECT pg_temp.set_indexes_aside('audit_logs');
SELECT pg_temp.set_indexes_aside('usage_logs');
