CREATE UNIQUE INDEX partition_job_open ON gatehouse.partition_job (schema_name, table_name)
    WHERE state NOT IN ('finished', 'undone')
