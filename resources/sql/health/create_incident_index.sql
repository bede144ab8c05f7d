CREATE INDEX health_incident_start ON gatehouse.health_incident (started_at)
