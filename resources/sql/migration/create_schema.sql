CREATE SCHEMA IF NOT EXISTS gatehouse_migrate
