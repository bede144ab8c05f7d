#!/bin/bash
# A real pgvector: schema.sql of don-research with its vector column and index, and migrations into vector columns.
#
#   tests/peers/pgvector.sh [BINDIR]
#
# Debian 12 has no pgvector for its PostgreSQL; npm has PGlite (PostgreSQL as WebAssembly) with it, for the schema, and pip has
# a server 16 with it (pgserver), which a migration can go into. BINDIR is the folder of the built gatehousectl. A line each,
# "skipped: reason" where it cannot be had. Exit 0 good, 1 a failure, 77 skipped.
set -u
ctl=$(realpath "${1:-build/ci/app}")/gatehousectl
root=$(cd "$(dirname "$0")/../.." && pwd)
home=${XDG_CACHE_HOME:-$HOME/.cache}/gatehouse-peers/pglite-0.5.14
server=$home/node_modules/.bin/pglite-server

skip() {
    echo "pgvector: skipped: $*"
    exit 77
}

work=$(mktemp -d /tmp/gatehouse-pgvector.XXXXXX)
chmod 711 "$work"
pid=
pg=
as=()
[ "$(id -u)" != 0 ] || as=(runuser -u "$(id -un postgres 2>/dev/null || id -un nobody)" --)
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null; [ -z "$pg" ] || "${as[@]}" "$pg/pg_ctl" -D "$work/data" -m immediate stop >/dev/null 2>&1; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
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

fail() {
    echo "pgvector: FAILED: $1"
    [ -z "${2:-}" ] || sed 's/^/  /' "$2" | tail -20
    exit 1
}
is() { [ "$2" = "$3" ] || fail "$1: “$2” and not “$3”" "$work/out"; }
wheel=${XDG_CACHE_HOME:-$HOME/.cache}/gatehouse-peers/pgserver-0.1.4
[ -x "$ctl" ] || skip "there is no gatehousectl in ${1:-build/ci/app}"
if [ ! -x "$wheel/pgserver/pginstall/bin/postgres" ]; then
    command -v pip >/dev/null || skip "pip is not installed, so nothing is migrated into vectors"
    pip install --quiet --no-deps --target "$wheel" pgserver==0.1.4 >"$work/log" 2>&1 || skip "pip could not fetch a server with it: $(tail -n1 "$work/log")"
fi
mkdir "$work/server" "$work/data" "$work/socket"
cp -a "$wheel/pgserver" "$wheel/pgserver.libs" "$work/server" || skip "the package has no server"
chmod -R a+rX "$work/server"
[ ${#as[@]} = 0 ] || chown "${as[2]}" "$work/data" "$work/socket"
chmod 700 "$work/data"
pg=$work/server/pgserver/pginstall/bin
cd "$work" || exit 1
"${as[@]}" "$pg/initdb" -D "$work/data" -U gatehouse -A trust -E UTF8 --locale=C -N >"$work/log" 2>&1 &&
    "${as[@]}" "$pg/pg_ctl" -D "$work/data" -w -l "$work/data/server.log" \
        -o "-k $work/socket -c listen_addresses='' -c fsync=off" start >"$work/log" 2>&1 || skip "its server does not start here: $(tail -n1 "$work/log")"
base=postgres
into() { PGOPTIONS='-c client_min_messages=error' psql -X -q -At -v ON_ERROR_STOP=1 -h "$work/socket" -U gatehouse -d "$base" -c "$1"; }
migrate() { "$ctl" --url "postgresql://gatehouse@/$base?host=$work/socket" migrate "$@" >"$work/out" 2>&1; }
export HOME=$work XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/share

# The services that keep vectors: into their schemas, beside their vector columns.
into "CREATE SCHEMA extensions; CREATE EXTENSION vector SCHEMA extensions" || fail "the extension cannot be made"
"$ctl" sandbox up --dir "$work/samples" --rows 1000 >"$work/out" 2>&1 && "$ctl" sandbox down --dir "$work/samples" >/dev/null 2>&1 || fail "no sample sources" "$work/out"
for source in don-research flux-rag/memory.db; do
    schema=${source%%/*}
    migrate run --source "$work/samples/sources/$source" --schema "$schema"
    is "$source ends with" $? 3
    grep -q 'equal in every cell' "$work/out" || fail "$source is not proven" "$work/out"
done
is "the vector column" "$(into "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = '\"don-research\".vector_stores'::regclass AND attname = 'vector'")" "extensions.vector(256)"

# Arrays of JSON into vectors: a table that is there, with its index, and one that the plan makes.
cat >"$work/vec.jsonl" <<'END'
{"id": 1, "v": [0.1, 2, -3.5]}
{"id": 2, "v": [1, 2]}
{"id": 3, "v": null}
{"id": 4, "v": [1, null, 3]}
{"id": 5, "v": "[1,2,3]"}
{"id": 6, "v": [1, "x", 3]}
{"id": 7, "v": [1e300, 0, 0]}
{"id": 8, "v": [[1, 2, 3]]}
{"id": 9, "v": [NaN, 0, 0]}
{"id": 10, "v": []}
{"id": 11, "v": "words"}
{"id": 12, "v": [4, 5, 6]}
END
into "CREATE SCHEMA there; CREATE TABLE there.vec (id bigint PRIMARY KEY, v extensions.vector(3)); CREATE INDEX nearest ON there.vec USING hnsw (v extensions.vector_l2_ops)"
migrate plan --source "$work/vec.jsonl" --schema there --output "$work/rules.json" || fail "no plan" "$work/out"
sed -e 's/"type": "text"/"type": "vector(3)"/' -e 's/"there"/"made"/' "$work/rules.json" >"$work/made.json"
for schema in there made; do
    [ $schema = there ] && rules=rules || rules=made
    migrate run --rules "$work/$rules.json"
    is "vectors into $schema end with" $? 3
    is "vectors in $schema" "$(into "SELECT string_agg(id || coalesce(v::text, '-'), ' ' ORDER BY id) FROM $schema.vec")" "1[0.1,2,-3.5] 3- 5[1,2,3] 12[4,5,6]"
    is "reasons" "$(into "SELECT string_agg(substring(place FROM 6) || ' ' || reason, ', ' ORDER BY id) FROM gatehouse_migrate.quarantine WHERE run = (SELECT max(id) FROM gatehouse_migrate.run)")" \
        "2 wrong-size, 4 not-a-number, 6 not-a-number, 7 out-of-range, 8 wrong-size, 9 not-json, 10 wrong-size, 11 not-json"
done
is "the nearest" "$(into "SET search_path = extensions, there; SET enable_seqscan = off; SELECT id FROM vec ORDER BY v <-> '[4,5,7]' LIMIT 1")" 12
into "UPDATE made.vec SET v = '[4,5,6.5]' WHERE id = 12"
migrate verify
is "verify ends with" $? 3
grep -q 'id = 12' "$work/out" || fail "the changed vector is not named" "$work/out"

# Without the extension: a sentence, and nothing made.
into "CREATE DATABASE bare"
base=bare
migrate run --rules "$work/made.json"
is "without the extension it ends with" $? 2
grep -q 'does not have the extension' "$work/out" || fail "no plain sentence" "$work/out"
is "schemas made" "$(into "SELECT count(*) FROM pg_namespace WHERE nspname IN ('made', 'gatehouse_migrate')")" 0
echo "pgvector on $("$pg/postgres" --version | sed 's/^[^0-9]*//'): don-research and flux-rag move in beside it, arrays of JSON become vectors or are set aside with their reason, a changed one is found, without the extension a sentence says so"
