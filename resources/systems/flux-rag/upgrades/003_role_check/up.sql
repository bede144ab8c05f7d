ALTER TABLE messages ADD CONSTRAINT messages_role_check CHECK (role IN ('user', 'assistant', 'system', 'tool')) NOT VALID;
ALTER TABLE messages VALIDATE CONSTRAINT messages_role_check;
