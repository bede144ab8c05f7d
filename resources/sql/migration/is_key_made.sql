-- 0: no; 1: as an index; 2: as a constraint. $1: schema, $2: table, $3: name of the key.
SELECT CASE
    WHEN EXISTS (SELECT FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
                 WHERE t.relnamespace = to_regnamespace(quote_ident($1)) AND t.relname = $2 AND k.conname = $3) THEN 2
    WHEN EXISTS (SELECT FROM pg_class i WHERE i.relnamespace = to_regnamespace(quote_ident($1)) AND i.relname = $3) THEN 1
    ELSE 0 END
