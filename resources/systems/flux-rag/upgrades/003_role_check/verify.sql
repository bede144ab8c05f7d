SELECT c.what, coalesce(c.ok, false)
FROM (VALUES
    ('messages: messages_role_check holds for every row', (SELECT c.convalidated FROM pg_constraint c WHERE c.conrelid = to_regclass('messages') AND c.conname = 'messages_role_check'))
) AS c (what, ok)
