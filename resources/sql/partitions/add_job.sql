INSERT INTO gatehouse.partition_job (schema_name, table_name, time_column, estimate, columns)
VALUES ($1, $2, $3, $4::double precision, $5::text[]) RETURNING id
