GRANT SELECT ON gatehouse.schema_version TO %1
