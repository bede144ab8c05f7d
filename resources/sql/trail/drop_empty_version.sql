DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM gatehouse.schema_version) THEN
        DROP TABLE gatehouse.schema_version;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'gatehouse'::regnamespace) THEN
        DROP SCHEMA gatehouse;
    END IF;
END
$$
