ALTER TABLE messages ALTER COLUMN created_at TYPE timestamp USING created_at AT TIME ZONE 'UTC';
ALTER TABLE sessions ALTER COLUMN updated_at TYPE timestamp USING updated_at AT TIME ZONE 'UTC';
ALTER TABLE sessions ALTER COLUMN created_at TYPE timestamp USING created_at AT TIME ZONE 'UTC';
