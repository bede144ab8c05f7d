#!/bin/bash
# schema.sql of don-research with a real pgvector: the vector column and its index.
#
# Debian 12 has no pgvector for its PostgreSQL; npm has PGlite (PostgreSQL as WebAssembly) with it. One line, "skipped:
# reason" where it cannot be had. Exit 0 good, 1 a failure, 77 skipped.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
home=${XDG_CACHE_HOME:-$HOME/.cache}/gatehouse-peers/pglite-0.5.14
server=$home/node_modules/.bin/pglite-server

skip() {
    echo "pgvector: skipped: $*"
    exit 77
}

work=$(mktemp -d /tmp/gatehouse-pgvector.XXXXXX)
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null; rm -rf "$work"' EXIT
command -v psql >/dev/null || skip "psql is not installed"
command -v node >/dev/null || skip "node is not installed"
if [ ! -e "$server" ]; then
    command -v npm >/dev/null || skip "npm is not installed"
    mkdir -p "$home"
    npm install --prefix "$home" --no-save --no-audit --no-fund --loglevel=error @electric-sql/pglite@0.5.14 \
        @electric-sql/pglite-socket@0.2.17 @electric-sql/pglite-pgvector@0.0.15 >"$work/log" 2>&1 ||
        skip "npm could not fetch PGlite: $(grep -m1 -i error "$work/log" || echo 'see npm')"
fi

cd "$home" || exit 1
node "$server" -u "$work/.s.PGSQL.5432" -e @electric-sql/pglite-pgvector:vector >"$work/log" 2>&1 &
pid=$!
for _ in $(seq 120); do
    [ -S "$work/.s.PGSQL.5432" ] && break
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.5 # a program of others: there is nothing to wait on but its socket
done
[ -S "$work/.s.PGSQL.5432" ] || skip "PGlite does not start here: $(tail -n1 "$work/log")"

sql() {
    PGSSLMODE=disable PGOPTIONS='' psql -X -q -At -v ON_ERROR_STOP=1 -h "$work" -U postgres -d postgres "$@"
}
got=$(sql -1 -f "$root/resources/systems/don-research/schema.sql" 2>&1 && sql <<'SQL' 2>&1
SELECT format_type(atttypid, atttypmod) FROM pg_attribute
WHERE attrelid = 'vector_stores'::regclass AND attname = 'vector';
SELECT am.amname FROM pg_class c JOIN pg_am am ON am.oid = c.relam WHERE c.relname = 'idx_vector_embedding';
INSERT INTO vector_stores (project_id, institution, vector, created_at)
SELECT 'p', 'Lab', array_fill(g::real, ARRAY[256])::vector, '2026-01-01' FROM generate_series(1, 3) g;
SELECT (vector::real[])[1] FROM vector_stores ORDER BY vector <-> array_fill(2.2::real, ARRAY[256])::vector LIMIT 1;
SQL
)
if [ "$got" = $'vector(256)\nhnsw\n2' ]; then
    echo "pgvector $(sql -c "SELECT extversion FROM pg_extension WHERE extname = 'vector'"): don-research loads with vector(256) and an hnsw index"
else
    echo "pgvector: FAILED"
    printf '%s\n' "$got" | sed 's/^/  /'
    exit 1
fi
