#!/bin/bash
# What a migration brings, compared cell by cell with what pgloader and psql's \copy bring of the same clean rows.
#
#   tests/peers/pgloader.sh [BINDIR]
#
# 10,000 rows of whole and real numbers, Unicode, tabs, line breaks, JSON and times with zones. Into the same typed table all
# must be equal. With the table that pgloader makes itself, REAL becomes float4: there ours must be the source's number and
# theirs its nearest float4. BINDIR is the folder of the built gatehousectl.
# One line a peer, "skipped: reason" where it cannot be had. Exit 0 all good, 1 a failure, 77 all skipped.
set -u
ctl=${1:-build/ci/app}/gatehousectl
work=$(mktemp -d /tmp/gatehouse-pgloader.XXXXXX)
chmod 711 "$work"
pg=
as=()
[ "$(id -u)" != 0 ] || as=(runuser -u "$(id -un postgres 2>/dev/null || id -un nobody)" --)
trap '[ -z "$pg" ] || "${as[@]}" "$pg/pg_ctl" -D "$work/data" -m immediate stop >/dev/null 2>&1; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
skip() { echo "pgloader: skipped: $1"; exit 77; }
fail() { echo "pgloader: FAILED: $1"; [ -z "${2:-}" ] || sed 's/^/  /' "$2" | tail -20; exit 1; }

[ -x "$ctl" ] || skip "there is no gatehousectl in ${1:-build/ci/app}"
command -v python3 >/dev/null || skip "python3 is not installed"
command -v psql >/dev/null || skip "psql is not installed"
for dir in /usr/lib/postgresql/*/bin; do [ -x "$dir/initdb" ] && pg_bin=$dir; done
[ -n "${pg_bin:-}" ] || skip "PostgreSQL is not installed"

python3 - "$work" <<'PY' || fail "no source"
import csv, json, random, sqlite3, sys
r = random.Random(5)
db = sqlite3.connect(sys.argv[1] + "/rows.db")
db.execute("CREATE TABLE rows (id integer PRIMARY KEY, small integer, big integer, score real, note text, label varchar(40),"
           " doc json, at datetime, flag boolean)")
words = ["서울", "tab\there", "line\nbreak", "back\\slash", 'quote"s', "📊", "Größe", "it's", "comma, semi;", "\u200bzero", "null",
         "\\N", "{braces}", "\\.", "=1+1", " blank "]
with open(sys.argv[1] + "/rows.csv", "w", newline="") as file:
    out = csv.writer(file)
    out.writerow(["id", "small", "big", "score", "note", "label", "doc", "at", "flag"])
    for n in range(1, 10001):
        at = "2026-%02d-%02dT%02d:%02d:%02d" % (r.randint(1, 12), r.randint(1, 28), r.randint(0, 23), r.randint(0, 59), r.randint(0, 59))
        row = [n, r.randint(-2**31, 2**31 - 1), r.choice([0, -1, 2**53 + 1, -2**61, r.randint(-2**61, 2**61)]),
               r.choice([0.1, 1.5, r.random(), 1 / 3, r.uniform(-1e6, 1e6), 12345678.9]),
               None if n % 37 == 0 else " ".join(r.choice(words) for _ in range(r.randint(1, 9))), r.choice(words),
               None if n % 41 == 0 else json.dumps({"n": n, "s": r.choice(words), "l": [r.random(), None, True], "k": {}},
                                                   ensure_ascii=n % 2 == 0),
               at + r.choice(["Z", "+09:00", ".123456+00:00", "-03:30"]), n % 3 == 0]
        db.execute("INSERT INTO rows VALUES (?,?,?,?,?,?,?,?,?)", row)
        out.writerow([repr(cell) if isinstance(cell, float) else cell for cell in row])
db.commit()
PY

pg=$pg_bin
mkdir "$work/data" "$work/socket"
[ ${#as[@]} = 0 ] || chown "${as[2]}" "$work/data" "$work/socket"
chmod 700 "$work/data"
"${as[@]}" "$pg/initdb" -D "$work/data" -U gatehouse -A trust -E UTF8 --locale=C -N >"$work/log" 2>&1 &&
    "${as[@]}" "$pg/pg_ctl" -D "$work/data" -w -l "$work/data/server.log" \
        -o "-k $work/socket -c listen_addresses='' -c fsync=off -c TimeZone=UTC" start >"$work/log" 2>&1 || fail "PostgreSQL does not start" "$work/log"
sql() { PGOPTIONS='-c client_min_messages=error' psql -X -q -At -v ON_ERROR_STOP=1 -h "$work/socket" -U gatehouse -d postgres "$@"; }
export GATEHOUSE_URL="postgresql://gatehouse@/postgres?host=$work/socket"
export HOME=$work XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/share TMPDIR=$work

move() { # source, schema
    "$ctl" migrate run --source "$work/$1" --schema "$2" >"$work/out" 2>&1 || fail "ours does not move $1" "$work/out"
    [ "$(sql -c "SELECT count(*) FROM $2.rows")" = 10000 ] || fail "ours has not all rows of $1" "$work/out"
}
# Columns in which two tables differ, with how many cells: "score 3"; nothing when they are equal.
differing() {
    local column
    for column in small big score note label doc at flag; do
        sql -c "SELECT '$column ' || count(*) FROM $1.rows a FULL JOIN $2.rows b USING (id)
                WHERE a.$column::${3:-text} IS DISTINCT FROM b.$column::${3:-text} HAVING count(*) > 0"
    done
}
typed="(id bigint PRIMARY KEY, small bigint, big bigint, score float8, note text, label text, doc jsonb, at timestamptz, flag boolean)"
move rows.db ours
sql -c "CREATE SCHEMA csv; CREATE TABLE csv.rows $typed; CREATE SCHEMA copied; CREATE TABLE copied.rows $typed" || fail "no tables"
move rows.csv csv
sql -c "\\copy copied.rows FROM '$work/rows.csv' (FORMAT csv, HEADER)" 2>"$work/out" || fail "\\copy stops" "$work/out"
[ -z "$(differing csv copied)" ] || fail "\\copy has other cells than ours: $(differing csv copied)"
[ -z "$(differing ours csv)" ] || fail "SQLite and CSV differ: $(differing ours csv)"
echo "psql \\copy: 10,000 rows, all 90,000 cells equal to ours, from SQLite and from CSV"

command -v pgloader >/dev/null || skip "it is not installed"
load() { # schema, words
    cat >"$work/$1.load" <<END
LOAD DATABASE FROM sqlite://$work/rows.db INTO postgresql://gatehouse@unix:$work/socket:5432/postgres
WITH $2, workers = 2, concurrency = 1 SET search_path TO '$1';
END
    timeout 120 pgloader --root-dir "$work/loader" --quiet "$work/$1.load" >"$work/out" 2>&1
    [ "$(sql -c "SELECT count(*) FROM $1.rows")" = 10000 ]
}
sql -c "CREATE SCHEMA given; CREATE TABLE given.rows $typed; CREATE SCHEMA made" || fail "no tables"
load given "data only, create no tables" || skip "it loses rows of its own: $(grep -m1 -i error "$work/out")"
[ -z "$(differing ours given)" ] || fail "it has other cells than ours in the same table: $(differing ours given)"
load made "create tables, include drop" || skip "it loses rows of its own: $(grep -m1 -i error "$work/out")"
[ "$(differing ours made | cut -d' ' -f1 | tr '\n' ' ')" = "score doc " ] || fail "other columns differ than those that are known: $(differing ours made)"
sql -c "ALTER TABLE made.rows ALTER doc TYPE jsonb" || fail "its JSON is none"
rounded=$(differing ours made)
[ "$(sql -c "SELECT count(*) FROM ours.rows a JOIN made.rows b USING (id) WHERE a.score::float4 IS DISTINCT FROM b.score::float4")" = 0 ] ||
    fail "its real numbers are not the nearest to ours"
[ "${rounded% *}" = score ] || fail "more than its real numbers differ: $rounded"
echo "pgloader $(pgloader --version | sed -n 's/^pgloader version "\(.*\)"/\1/p'): equal to ours in the same typed table; in a table of its own making ${rounded#* } of 10,000 real numbers are rounded to float4, all else is equal"
