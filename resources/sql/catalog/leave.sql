-- $1: the search_path of before.
SELECT set_config('search_path', $1, true)
