SELECT c.what, coalesce(c.ok, false)
FROM (VALUES
    ('sessions.created_at keeps its zone', (SELECT a.atttypid = 'timestamptz'::regtype FROM pg_attribute a WHERE a.attrelid = to_regclass('sessions') AND a.attname = 'created_at')),
    ('sessions.updated_at keeps its zone', (SELECT a.atttypid = 'timestamptz'::regtype FROM pg_attribute a WHERE a.attrelid = to_regclass('sessions') AND a.attname = 'updated_at')),
    ('messages.created_at keeps its zone', (SELECT a.atttypid = 'timestamptz'::regtype FROM pg_attribute a WHERE a.attrelid = to_regclass('messages') AND a.attname = 'created_at'))
) AS c (what, ok)
