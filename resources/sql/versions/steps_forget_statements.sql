DELETE FROM gatehouse.schema_statements WHERE target = $1 AND system = $2 AND step = $3 AND way = $4
