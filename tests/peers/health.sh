#!/bin/bash
# gatehousectl health against servers nobody here wrote: Redis and Prometheus from Debian. PostgreSQL and PgBouncer are
# asked by the test db_prober.
#
# Neither package is installed with its service: Debian's redis-server is a link to a program of redis-tools, and
# Prometheus runs out of its unpacked package. One line a peer, "skipped: reason" where it cannot be had. Exit 0 good, 1 a
# failure, 77 when none could be had.
set -u
ctl=$1/gatehousectl
cache=${XDG_CACHE_HOME:-$HOME/.cache}/gatehouse-peers/prometheus
work=$(mktemp -d /tmp/gatehouse-health.XXXXXX)
pids=
trap 'for pid in $pids; do kill "$pid" 2>/dev/null; done; rm -rf "$work"' EXIT
export GATEHOUSE_CONFIG_DIR=$work/config GATEHOUSE_DATA_DIR=$work/data GATEHOUSE_STATE_DIR=$work/state
tried=0 failed=0

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# name, endpoint, the exit status, what must be said; asked again while the server starts
expect() {
    printf '{"endpoints": [%s]}' "$2" >"$work/list.json"
    for _ in $(seq 60); do
        got=$("$ctl" health check --endpoints "$work/list.json" 2>&1)
        status=$?
        if [ $status = "$3" ] && grep -q -- "$4" <<<"$got"; then
            echo "$1: $(sed -n 2p <<<"$got")"
            return 0
        fi
        sleep 0.5 # a program of others: there is nothing to wait on but its port
    done
    echo "$1: FAILED with status $status"
    sed 's/^/  /' <<<"$got"
    failed=1
}

ask_redis() {
    [ -x /usr/bin/redis-check-rdb ] || { echo "redis: skipped: redis-tools is not installed"; return; }
    tried=1
    ln -s /usr/bin/redis-check-rdb "$work/redis-server"
    port=$(free_port)
    "$work/redis-server" --port "$port" --bind 127.0.0.1 --requirepass geheim123 --save '' --dir "$work" \
        >"$work/redis.log" 2>&1 &
    redis_pid=$!
    pids="$pids $redis_pid"
    export PEER_REDIS=geheim123 PEER_WRONG=falsch123
    at="\"kind\": \"redis\", \"url\": \"redis://127.0.0.1:$port\""
    expect redis "{$at, \"secretVariable\": \"PEER_REDIS\"}" 0 'Redis 7.*, 0 key'
    expect 'redis, no password' "{$at}" 3 'wants another password'
    expect 'redis, wrong password' "{$at, \"secretVariable\": \"PEER_WRONG\"}" 3 'wants another password'
    expect 'redis asked as Ollama' "{\"kind\": \"ollama\", \"url\": \"http://127.0.0.1:$port\"}" 3 'down'
    ! grep -q geheim123 <<<"$got" || { echo "redis: FAILED, the password is shown"; failed=1; }
    kill "$redis_pid"
    wait "$redis_pid" 2>/dev/null
    expect 'redis, stopped' "{$at}" 3 "nothing listens on port $port"
}

ask_prometheus() {
    program=$(command -v prometheus)
    if [ -z "$program" ] && [ ! -x "$cache/usr/bin/prometheus" ]; then
        mkdir -p "$cache"
        (cd "$work" && apt-get download prometheus >"$work/apt.log" 2>&1 && dpkg -x prometheus_*.deb "$cache") ||
            { echo "prometheus: skipped: $(tail -n1 "$work/apt.log" 2>/dev/null)"; return; }
    fi
    program=${program:-$cache/usr/bin/prometheus}
    tried=1
    port=$(free_port) dead=$(free_port)
    printf 'global: {scrape_interval: 1s}\nscrape_configs:\n- job_name: gone\n  static_configs: [{targets: ["127.0.0.1:%s"]}]\n' \
        "$dead" >"$work/prometheus.yml"
    "$program" --config.file="$work/prometheus.yml" --storage.tsdb.path="$work/tsdb" \
        --web.listen-address="127.0.0.1:$port" >"$work/prometheus.log" 2>&1 &
    pids="$pids $!"
    expect prometheus "{\"kind\": \"prometheus\", \"url\": \"http://127.0.0.1:$port\"}" 0 '0 of 1 targets are up, one that is not: gone'
    expect 'prometheus, figures' "{\"kind\": \"metrics\", \"url\": \"http://127.0.0.1:$port\"}" 0 'figures\? \(are\|is\) offered'
    expect 'prometheus asked as Ollama' "{\"kind\": \"ollama\", \"url\": \"http://127.0.0.1:$port\"}" 3 'not seem to be Ollama'
}

command -v python3 >/dev/null || { echo "health: skipped: python3 is not installed"; exit 77; }
ask_redis
ask_prometheus
[ $tried = 1 ] || exit 77
exit $failed
