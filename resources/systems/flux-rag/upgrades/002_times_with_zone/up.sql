ALTER TABLE sessions ALTER COLUMN created_at TYPE timestamptz;
ALTER TABLE sessions ALTER COLUMN updated_at TYPE timestamptz;
ALTER TABLE messages ALTER COLUMN created_at TYPE timestamptz;
