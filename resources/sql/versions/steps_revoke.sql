REVOKE ALL ON gatehouse.schema_steps, gatehouse.schema_statements FROM PUBLIC
