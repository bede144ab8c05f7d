ALTER TABLE messages DROP CONSTRAINT IF EXISTS messages_role_check;
