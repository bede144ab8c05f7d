SELECT c.what, coalesce(c.ok, false)
FROM (VALUES
    ('interactions_type_check knows conversation_end and holds for every row', (SELECT c.convalidated AND pg_get_constraintdef(c.oid) LIKE '%conversation_end%' FROM pg_constraint c WHERE c.conrelid = to_regclass('agent_interactions') AND c.conname = 'interactions_type_check'))
) AS c (what, ok)
