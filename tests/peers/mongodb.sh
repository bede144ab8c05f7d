#!/bin/bash
# Data read from a MongoDB server that is not ours: FerretDB, filled by PyMongo.
#
#   tests/peers/mongodb.sh [BINDIR]
#
# BINDIR is the folder of the built gatehousectl. The server comes by the Go module proxy and is built once, by
# ./test --full, into ${XDG_CACHE_HOME:-$HOME/.cache}/gatehouse-peers; it keeps its data in SQLite. It has no snapshots, replicas
# behind the name of a set, SRV records or _id of mixed order, so these stay untested here.
# Exit 0 all good, 1 a failure, 77 skipped with the reason.
set -u
version=v1.24.0
ctl=${1:-build/ci/app}/gatehousectl
cache=${XDG_CACHE_HOME:-$HOME/.cache}/gatehouse-peers/ferretdb-$version
work=$(mktemp -d /tmp/gatehouse-mongodb.XXXXXX)
chmod 711 "$work"
server= pg=
as=()
[ "$(id -u)" != 0 ] || as=(runuser -u "$(id -un postgres 2>/dev/null || id -un nobody)" --)
stop_server() { [ -z "$server" ] || { kill -9 "$server"; wait "$server"; } 2>/dev/null; server=; }
trap 'stop_server; [ -z "$pg" ] || "${as[@]}" "$pg/pg_ctl" -D "$work/data" -m immediate stop >/dev/null 2>&1; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
skip() { echo "MongoDB: skipped: $1"; exit 77; }
fail() { echo "MongoDB: FAILED: $1"; [ -z "${2:-}" ] || sed 's/^/  /' "$2" | tail -20; exit 1; }

python=
for one in /usr/bin/python3 python3; do
    "$one" -c 'import pymongo' 2>/dev/null && { python=$one; break; }
done
[ -n "$python" ] || skip "PyMongo is not installed (python3-pymongo)"
[ -x "$ctl" ] || skip "there is no gatehousectl in ${1:-build/ci/app}"
for dir in /usr/lib/postgresql/*/bin; do [ -x "$dir/initdb" ] && pg_bin=$dir; done
[ -n "${pg_bin:-}" ] || skip "PostgreSQL is not installed"

build() {
    command -v go >/dev/null || { why="Go is not installed"; return 1; }
    mkdir -p "$cache" && cd "$cache" || return 1
    printf 'module peer\n\ngo 1.23\n\nrequire github.com/FerretDB/FerretDB %s\n' "$version" >go.mod
    printf '//go:build tools\n\npackage peer\n\nimport _ "github.com/FerretDB/FerretDB/ferretdb"\n' >peer.go
    export GOFLAGS=-mod=mod GOMAXPROCS=1
    go mod download github.com/FerretDB/FerretDB >build.log 2>&1 || { why="it cannot be fetched: $(tail -1 build.log)"; return 1; }
    # It wants to know its version from a file that is made when it is released.
    cp -r "$(go list -m -f '{{.Dir}}' github.com/FerretDB/FerretDB)" source && chmod -R u+w source &&
        echo "$version" >source/build/version/version.txt &&
        go mod edit -replace github.com/FerretDB/FerretDB=./source &&
        nice -n 15 go build -ldflags '-s -w' -o ferretdb github.com/FerretDB/FerretDB/cmd/ferretdb >>build.log 2>&1 ||
        { why="it does not build: $(tail -1 build.log)"; return 1; }
    rm -rf source
}
if [ ! -x "$cache/ferretdb" ]; then
    [ -n "${GATEHOUSE_FULL:-}" ] || skip "its server is built by ./test --full, which takes minutes"
    (build; printf '%s' "${why:-}" >"$work/why")
    [ -x "$cache/ferretdb" ] || skip "$(cat "$work/why")"
fi

port=$((20000 + $$ % 20000))
start_server() {
    mkdir -p "$work/mongo"
    FERRETDB_HANDLER=sqlite FERRETDB_SQLITE_URL="file:$work/mongo/" FERRETDB_LISTEN_ADDR=127.0.0.1:$port \
        FERRETDB_DEBUG_ADDR=- FERRETDB_TELEMETRY=disable FERRETDB_STATE_DIR="$work/mongo" \
        "$cache/ferretdb" >>"$work/ferretdb.log" 2>&1 &
    server=$!
    "$python" - "$port" <<'PY' || fail "the server does not start" "$work/ferretdb.log"
import pymongo, sys
pymongo.MongoClient(f"mongodb://127.0.0.1:{sys.argv[1]}/", serverSelectionTimeoutMS=20000).admin.command("ping")
PY
}
start_server
"$python" - "$port" <<'PY' || fail "it cannot be filled"
import bson, datetime, pymongo, sys, uuid
db = pymongo.MongoClient(f"mongodb://127.0.0.1:{sys.argv[1]}/").shop
at = datetime.datetime(2026, 3, 9, 12, 0, 0, 123000)
db.users.insert_many([{"_id": bson.ObjectId("%024x" % n), "email": f"u{n}@x.test", "age": n, "score": n / 4, "at": at,
    "tags": ["a", "b"], "profile": {"city": "서울", "vip": n % 2 == 0}, "uuid": bson.Binary(uuid.UUID(int=n).bytes, 4),
    "orders": [{"sku": f"s{k}", "n": bson.Int64(2**40 + k)} for k in range(n % 4)], "note": None} for n in range(1, 41)])
for start in range(0, 12000, 6000):
    db.events.insert_many([{"_id": n, "kind": "k%d" % (n % 7), "text": "x" * (n % 90)} for n in range(start, start + 6000)])
PY

pg=$pg_bin
mkdir "$work/data" "$work/socket"
[ ${#as[@]} = 0 ] || chown "${as[2]}" "$work/data" "$work/socket"
chmod 700 "$work/data"
"${as[@]}" "$pg/initdb" -D "$work/data" -U gatehouse -A trust -E UTF8 --locale=C -N >"$work/log" 2>&1 &&
    "${as[@]}" "$pg/pg_ctl" -D "$work/data" -w -l "$work/data/server.log" \
        -o "-k $work/socket -c listen_addresses='' -c fsync=off" start >"$work/log" 2>&1 || fail "PostgreSQL does not start" "$work/log"
sql() { PGOPTIONS='-c client_min_messages=error' psql -X -q -At -h "$work/socket" -U gatehouse -d postgres -c "$1"; }
export GATEHOUSE_URL="postgresql://gatehouse@/postgres?host=$work/socket"
export HOME=$work XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/share
is() { [ "$2" = "$3" ] || fail "$1: “$2” and not “$3”" "$work/out"; }

"$ctl" migrate plan --source "mongodb://127.0.0.1:$port/shop" --output "$work/rules.json" >"$work/out" 2>&1 || fail "no plan" "$work/out"
grep -q 127.0.0.1 "$work/rules.json" || fail "the plan does not name the server" "$work/rules.json"
"$ctl" migrate run --rules "$work/rules.json" --schema one >"$work/out" 2>&1
is "the run ends with" $? 0
grep -q 'equal in every cell' "$work/out" || fail "not verified" "$work/out"
is "rows" "$(sql 'SELECT (SELECT count(*) FROM one.users), (SELECT count(*) FROM one.users_orders), (SELECT count(*) FROM one.events)')" "40|60|12000"
is "a document" "$(sql "SELECT email, age, score, profile_city, uuid FROM one.users WHERE age = '8'")" \
    "u8@x.test|8|2|서울|00000000-0000-0000-0000-000000000008"
is "order of an array" "$(sql "SELECT string_agg(sku || n, ',' ORDER BY _index::int) FROM one.users_orders o JOIN one.users u ON u._id = o._parent WHERE age = '3'")" \
    "s01099511627776,s11099511627777,s21099511627778"

# OneLastAI's data, live with the models' settings beside them, are what its dump gives.
"$ctl" sandbox up --dir "$work/samples" --rows 1000 >"$work/out" 2>&1 || fail "no sample sources" "$work/out"
"$ctl" sandbox down --dir "$work/samples" >"$work/out" 2>&1 || fail "the sandbox does not stop" "$work/out"
samples=$work/samples/sources/onelastai
"$python" - "$port" "$samples/dump" "$work/onelastai" <<'PY' || fail "it cannot be filled with OneLastAI's data"
import bson, pathlib, pymongo, sys
def known(value): # this server has no decimals
    if isinstance(value, bson.Decimal128):
        return str(value)
    if isinstance(value, dict):
        return {name: known(one) for name, one in value.items()}
    return [known(one) for one in value] if isinstance(value, list) else value
shop = pymongo.MongoClient(f"mongodb://127.0.0.1:{sys.argv[1]}/").onelastai
dump = pathlib.Path(sys.argv[3])
dump.mkdir()
for file in pathlib.Path(sys.argv[2]).rglob("*.bson"):
    documents = [known(one) for one in bson.decode_all(file.read_bytes())]
    shop[file.stem].insert_many(documents)
    (dump / file.name).write_bytes(b"".join(bson.encode(one) for one in documents))
PY
models=$samples/config/ai_models_config.yml
"$ctl" migrate run --source "mongodb://127.0.0.1:$port/onelastai" --option "models=$models" --schema live >"$work/out" 2>&1
is "OneLastAI live ends with" $? 3
"$ctl" migrate run --source "$work/onelastai" --option "models=$models" --schema dumped >"$work/out" 2>&1
is "OneLastAI's dump ends with" $? 3
agents=0
tables=0
for table in $(sql "SELECT tablename FROM pg_tables WHERE schemaname = 'dumped' ORDER BY 1"); do
    # Agents have the time of their making.
    content() { sql "SELECT count(*) || ' ' || coalesce(md5(string_agg(j, '|' ORDER BY j COLLATE \"C\")), '') FROM (SELECT (to_jsonb(t) - '{${2:-}}'::text[])::text AS j FROM $1.$table t) r"; }
    tables=$((tables + 1)) times=
    [ "$table" != agents ] || times=created_at,updated_at
    is "$table, live and dumped," "$(content live $times)" "$(content dumped $times)"
    [ "$table" != agents ] || agents=$(sql "SELECT count(*) FROM live.agents WHERE configuration::jsonb ? 'model'")
done
[ "$tables" -gt 5 ] || fail "$tables tables of OneLastAI"
[ "$agents" -gt 2 ] || fail "the models' settings gave $agents agents"
"$ctl" migrate inspect --source "mongodb://127.0.0.1:$port/onelastai" --option "models=$work/rules.json" >"$work/out" 2>&1
is "settings without models end with" $? 2

# The server is killed half-way: a sentence and exit status 5; when it is back, resume goes on.
hash() { sql "SELECT md5(string_agg(t::text, '|' ORDER BY t::text COLLATE \"C\")) FROM $1.events t"; }
# Returns when rows of the run in $job are being copied; 1 when it is over before.
copying() {
    for _ in $(seq 200); do
        [ "$(sql "SELECT count(*) FROM gatehouse_migrate.run r JOIN gatehouse_migrate.part p ON p.run = r.id WHERE r.state = 'load' AND p.rows_read > $1")" = 0 ] || return 0
        kill -0 "$job" 2>/dev/null || return 1
    done
    return 1
}
unfinished() { sql "SELECT count(*) FROM gatehouse_migrate.run WHERE state IN ('load', 'keys', 'swap')"; }
lost=0
for after in 50 4000; do
    schema=lost_$after
    "$ctl" migrate run --rules "$work/rules.json" --schema "$schema" --batch 16 >"$work/out" 2>&1 &
    job=$!
    copying $after
    stop_server
    wait $job
    code=$?
    start_server
    [ $code = 0 ] && continue
    is "the run that lost its source ends with" $code 5
    grep -qi 'broke\|does not answer' "$work/out" || fail "no plain sentence when the server is lost" "$work/out"
    lost=$((lost + 1))
    "$ctl" migrate resume --batch 512 >"$work/out" 2>&1
    is "resume ends with" $? 0
    is "content after the loss" "$(hash "$schema")" "$(hash one)"
done
# We are killed half-way ourselves.
killed=0
for after in 50 4000; do
    schema=killed_$after
    "$ctl" migrate run --rules "$work/rules.json" --schema "$schema" --batch 16 >"$work/out" 2>&1 &
    job=$!
    copying $after
    kill -9 $job 2>/dev/null
    wait $job 2>/dev/null
    [ "$(unfinished)" = 1 ] || continue
    killed=$((killed + 1))
    "$ctl" migrate resume >"$work/out" 2>&1
    is "resume ends with" $? 0
    is "content after the kill" "$(hash "$schema")" "$(hash one)"
done
[ $((lost + killed)) -gt 0 ] || fail "nothing was struck half-way"

# One changed cell is found.
sql "UPDATE one.events SET text = 'y' WHERE _id = '4711'"
"$ctl" migrate verify --run 1 >"$work/out" 2>&1
is "verify ends with" $? 3
grep -q 4711 "$work/out" || fail "the changed row is not named" "$work/out"

# Bad input: nobody there, a password that must not be seen anywhere.
"$ctl" migrate inspect --source "mongodb://u:s3cretpw@127.0.0.1:1/shop" >"$work/out" 2>&1
is "nobody there ends with" $? 5
grep -q 'does not answer' "$work/out" || fail "no plain sentence" "$work/out"
grep -q 'MONGODB_PASSWORD' "$work/out" || fail "no warning about the password" "$work/out"
! grep -q s3cretpw "$work/out" || fail "the password is shown" "$work/out"
MONGODB_PASSWORD=s3cretpw "$ctl" migrate plan --source "mongodb://u@127.0.0.1:$port/shop" >"$work/out" 2>&1
is "a login that is refused ends with" $? 5
! grep -q s3cretpw "$work/out" || fail "the password is shown" "$work/out"

# With logins (SCRAM), TLS by an authority of its own, and a replica set's name.
secure="TLS not tried: openssl is not installed"
if command -v openssl >/dev/null; then
    stop_server
    mkdir "$work/secure"
    (cd "$work/secure" && printf 'subjectAltName=DNS:localhost' >names &&
        openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=authority &&
        openssl req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=localhost &&
        openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out server.pem -days 2 -extfile names) \
        >"$work/out" 2>&1 || fail "no certificates" "$work/out"
    FERRETDB_HANDLER=sqlite FERRETDB_SQLITE_URL="file:$work/secure/" FERRETDB_LISTEN_ADDR=127.0.0.1:$port \
        FERRETDB_LISTEN_TLS=127.0.0.1:$((port + 1)) FERRETDB_LISTEN_TLS_CERT_FILE="$work/secure/server.pem" \
        FERRETDB_LISTEN_TLS_KEY_FILE="$work/secure/server.key" FERRETDB_SETUP_USERNAME=keeper FERRETDB_SETUP_PASSWORD='p@ss:w/rd' \
        FERRETDB_SETUP_DATABASE=shop FERRETDB_REPL_SET_NAME=rs0 FERRETDB_DEBUG_ADDR=- FERRETDB_TELEMETRY=disable \
        FERRETDB_STATE_DIR="$work/secure" "$cache/ferretdb" --test-enable-new-auth >>"$work/ferretdb.log" 2>&1 &
    server=$!
    "$python" - "$port" <<'PY' || fail "it cannot be filled with a login" "$work/ferretdb.log"
import pymongo, sys
shop = pymongo.MongoClient(f"mongodb://keeper:p%40ss%3Aw%2Frd@127.0.0.1:{sys.argv[1]}/?authSource=shop&authMechanism=SCRAM-SHA-256",
                           serverSelectionTimeoutMS=20000).shop
shop.users.insert_many([{"_id": n, "age": n} for n in range(50)])
PY
    export MONGODB_PASSWORD='p@ss:w/rd'
    plain="mongodb://keeper@127.0.0.1:$port/shop?replicaSet=rs0" tls="mongodb://keeper@localhost:$((port + 1))/shop?tls=true"
    "$ctl" migrate run --source "$plain" --schema login >"$work/out" 2>&1
    is "a login in a replica set ends with" $? 0
    "$ctl" migrate run --source "$tls&tlsCAFile=$work/secure/ca.pem" --schema tls >"$work/out" 2>&1
    is "TLS and a login end with" $? 0
    is "rows over TLS" "$(sql "SELECT count(*) || ' ' || sum(age) FROM tls.users")" "50 1225"
    "$ctl" migrate inspect --source "$tls" >"$work/out" 2>&1
    is "an authority that nobody knows ends with" $? 5
    grep -q 'TLS' "$work/out" || fail "no plain sentence" "$work/out"
    MONGODB_PASSWORD=wrong "$ctl" migrate inspect --source "$plain" >"$work/out" 2>&1
    is "a wrong password ends with" $? 5
    grep -q 'refused the login' "$work/out" || fail "no plain sentence" "$work/out"
    is "the password in the run" "$(sql "SELECT count(*) FROM gatehouse_migrate.run WHERE plan LIKE '%p@ss%' OR plan LIKE '%p%40ss%'")" 0
    secure="login, replica set's name and TLS tried"
fi
echo "MongoDB: FerretDB $version: 12,100 rows equal; OneLastAI live with its models' settings equals its dump; lost half-way $lost times and killed $killed times, resumed equal; a changed cell found; logins refused in words; $secure"
