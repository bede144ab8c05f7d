SELECT name, coalesce(CASE WHEN source = 'session' THEN reset_val ELSE setting END, ''), coalesce(unit, ''),
       coalesce(boot_val, ''),
       CASE WHEN source <> 'session' THEN source WHEN reset_val IS NOT DISTINCT FROM boot_val THEN 'default'
            ELSE 'configuration file' END,
       context, coalesce(sourcefile || ':' || sourceline, ''), pending_restart, vartype,
       CASE WHEN source = 'session' THEN concat_ws(' ', reset_val, unit) ELSE current_setting(name) END
FROM pg_settings
WHERE source <> 'client'
ORDER BY name
