SELECT to_char((now() AT TIME ZONE $2::text) - make_interval(days => $1::int), 'YYYY-MM-DD HH24:MI:SS.US')
