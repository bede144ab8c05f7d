#!/bin/bash
# gatehousectl health against a real Keycloak: its management port, a realm that is there and one that is not, and the
# discovery document where the management port is closed.
#
#   tests/peers/keycloak.sh [BINDIR]
#
# The server comes from Maven Central (140 MB, kept in ${XDG_CACHE_HOME:-$HOME/.cache}/gatehouse-peers) and needs Java 17;
# ./test --full alone asks it, since it takes half a minute to start. Exit 0 good, 1 a failure, 77 skipped with the reason.
set -u
version=26.0.7
ctl=$(realpath "${1:-build/ci/app}")/gatehousectl
cache=${XDG_CACHE_HOME:-$HOME/.cache}/gatehouse-peers
work=$(mktemp -d /tmp/gatehouse-keycloak.XXXXXX)
server=
stop_server() { [ -z "$server" ] || { kill "$server"; wait "$server"; } 2>/dev/null; server=; }
trap 'stop_server; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
export GATEHOUSE_CONFIG_DIR=$work/config GATEHOUSE_DATA_DIR=$work/data GATEHOUSE_STATE_DIR=$work/state
failed=0
skip() { echo "keycloak: skipped: $1"; exit 77; }

[ -n "${GATEHOUSE_FULL:-}" ] || skip "./test --full asks it"
for program in java python3; do
    command -v $program >/dev/null || skip "$program is not installed"
done
zip=$cache/keycloak-quarkus-dist-$version.zip
if [ ! -f "$zip" ]; then
    command -v mvn >/dev/null || skip "Maven, which fetches it, is not installed"
    mkdir -p "$cache"
    mvn -q -B -Dmaven.repo.local="$work/maven" dependency:copy -DoutputDirectory="$work/fetched" \
        -Dartifact=org.keycloak:keycloak-quarkus-dist:$version:zip >"$work/maven.log" 2>&1 &&
        mv "$work/fetched/keycloak-quarkus-dist-$version.zip" "$zip" ||
        skip "it cannot be fetched: $(grep -m1 ERROR "$work/maven.log" | cut -c1-200)"
    rm -rf "$work/maven"
fi
python3 -m zipfile -e "$zip" "$work" || { rm -f "$zip"; skip "what was fetched is no zip file; the next run fetches it anew"; }

read -r port management closed < <(python3 -c '
import socket
held = [socket.socket() for _ in range(3)]
for one in held: one.bind(("127.0.0.1", 0))
print(*(one.getsockname()[1] for one in held))')
JAVA_OPTS_KC_HEAP="-Xms64m -Xmx512m" bash "$work/keycloak-$version/bin/kc.sh" start-dev --http-host=127.0.0.1 \
    --http-port="$port" --http-management-port="$management" --health-enabled=true >"$work/keycloak.log" 2>&1 &
server=$!

# what it is about, further members of the endpoint, the exit status, what must be said, how often it is tried
expect() {
    printf '{"endpoints": [{"kind": "keycloak", "url": "http://127.0.0.1:%s", "connectMs": 20000, "firstByteMs": 60000,
        "wholeMs": 60000%s}]}' "$port" "$2" >"$work/list.json"
    for _ in $(seq "${5:-1}"); do
        got=$("$ctl" health check --endpoints "$work/list.json" 2>&1)
        status=$?
        if [ $status = "$3" ] && grep -q -- "$4" <<<"$got"; then
            echo "$1: $(sed -n 2p <<<"$got")"
            return 0
        fi
        kill -0 "$server" 2>/dev/null || break
        sleep 1 # a program of others: there is nothing to wait on but its port
    done
    echo "$1: FAILED with status $status"
    sed 's/^/  /' <<<"$got"
    failed=1
    return 1
}

at=", \"managementUrl\": \"http://127.0.0.1:$management\""
expect 'keycloak, ready' "$at" 0 'Keycloak is ready\.' 400 || { tail -n 5 "$work/keycloak.log"; exit 1; }
expect 'keycloak, a realm' "$at, \"realm\": \"master\"" 0 'ready, and the realm master answers'
expect 'keycloak, no such realm' "$at, \"realm\": \"nowhere\"" 3 'has no realm nowhere'
gone=", \"managementUrl\": \"http://127.0.0.1:$closed\""
expect 'keycloak, management port closed' "$gone" 0 "The realm master answers.*port $closed is closed"
expect 'keycloak, the same, no such realm' "$gone, \"realm\": \"nowhere\"" 3 'Keycloak answers, and has no realm nowhere'
stop_server
expect 'keycloak, stopped' "$at" 3 "nothing listens on port $port"
exit $failed
