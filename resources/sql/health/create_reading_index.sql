CREATE INDEX health_reading_endpoint ON gatehouse.health_reading (endpoint, at)
