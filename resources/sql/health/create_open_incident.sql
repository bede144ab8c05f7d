CREATE UNIQUE INDEX health_incident_open ON gatehouse.health_incident (endpoint) WHERE ended_at IS NULL
