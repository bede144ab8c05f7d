CREATE INDEX health_reading_age ON gatehouse.health_reading USING brin (at)
