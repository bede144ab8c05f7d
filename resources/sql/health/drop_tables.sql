DROP TABLE gatehouse.health_endpoint, gatehouse.health_reading, gatehouse.health_time,
    gatehouse.health_latency, gatehouse.health_incident
