SELECT id, schema_name, table_name, time_column, state, after_key, copied, estimate, columns, undo, finish
FROM gatehouse.partition_job ORDER BY id DESC LIMIT 200
