LOCK TABLE gatehouse.health_endpoint IN SHARE ROW EXCLUSIVE MODE
