ALTER TABLE agent_interactions DROP CONSTRAINT IF EXISTS interactions_type_check;
ALTER TABLE agent_interactions ADD CONSTRAINT interactions_type_check CHECK (interaction_type IN ('chat', 'function_call', 'error', 'system', 'conversation_start', 'conversation_end')) NOT VALID;
ALTER TABLE agent_interactions VALIDATE CONSTRAINT interactions_type_check;
INSERT INTO schema_migrations (version) VALUES ('20250901201052'), ('20250901201303') ON CONFLICT DO NOTHING;
