DELETE FROM schema_migrations WHERE version IN ('20250901201052', '20250901201303');
ALTER TABLE agent_interactions DROP CONSTRAINT IF EXISTS interactions_type_check;
ALTER TABLE agent_interactions ADD CONSTRAINT interactions_type_check CHECK (interaction_type IN ('chat', 'function_call', 'error', 'system')) NOT VALID;
