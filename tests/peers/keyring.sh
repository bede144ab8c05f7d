#!/bin/bash
# Passwords in a real Secret Service: an unlocked gnome-keyring on a session bus of its own.
#
# One line, "skipped: reason" where it cannot be had. Exit 0 good, 1 a failure, 77 skipped.
set -u
build=${1:?the folder of gatehousectl}/..
program=$build/tests/unit_secretstore

skip() {
    echo "keyring: skipped: $*"
    exit 77
}

for tool in dbus-run-session gnome-keyring-daemon; do
    command -v "$tool" >/dev/null || skip "$tool is not installed"
done
[ -x "$program" ] || skip "unit_secretstore is not built"
home=$(mktemp -d /tmp/gatehouse-keyring.XXXXXX)
trap 'rm -rf "$home"' EXIT
mkdir -m 700 "$home/run"
if HOME=$home XDG_RUNTIME_DIR=$home/run XDG_DATA_HOME=$home/data GATEHOUSE_TEST_KEYRING=1 \
    dbus-run-session -- sh -c '
        printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null
        exec "$0" realKeyring' "$program" >"$home/log" 2>&1; then
    echo "keyring: written, read back and removed in gnome-keyring $(gnome-keyring-daemon --version 2>/dev/null | grep -o '[0-9.]*' | head -1)"
else
    cat "$home/log"
    exit 1
fi
