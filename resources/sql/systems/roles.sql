-- Superusers only: is a sample password of a guide in use? Verified in memory, never shown or kept.
SELECT rolname::text, rolpassword
FROM pg_authid
WHERE rolcanlogin AND rolpassword IS NOT NULL AND (rolvaliduntil IS NULL OR rolvaliduntil > now())
ORDER BY rolsuper DESC, rolname
LIMIT 25
