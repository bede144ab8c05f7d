DROP TABLE IF EXISTS audit_logs, usage_logs, jobs, vector_stores, qac_models;
DROP TABLE IF EXISTS alembic_version;
