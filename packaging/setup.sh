# Sourced by ./start and ./test: installs what is missing on Debian 12 and builds a preset.

build_packages="cmake ninja-build g++ mold ccache git
  qt6-base-dev qt6-base-dev-tools libqt6opengl6-dev libgl1-mesa-dev libvulkan-dev qt6-charts-dev qt6-svg-dev
  qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools
  libpq-dev qtkeychain-qt6-dev libssl-dev libsqlite3-dev zlib1g-dev libbson-dev libmongoc-dev libyaml-cpp-dev libxlsxwriter-dev libpg-query-dev libsodium-dev"
run_packages="postgresql-15 postgresql-client-15 libqt6svg6
  xvfb xauth fontconfig fonts-inter fonts-dejavu-core fonts-noto-core
  fonts-droid-fallback fonts-nanum fonts-noto-color-emoji"
test_packages="alembic python3-psycopg2 pgbouncer openssl sqlite3 python3 dbus gnome-keyring openbox xdotool openssh-server npm nodejs redis-tools"

say() { printf '%s\n' "$*"; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else
        say "Gatehouse needs packages and cannot install them: run this as root, or install sudo." >&2
        exit 2
    fi
}

is_installed() { dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null | grep -q '^ii'; }

# A command that is there already counts, wherever it comes from: a newer one is not replaced.
is_there() {
    case $1 in
        nodejs) command -v node >/dev/null ;;
        npm | python3 | cmake | git | g++) command -v "$1" >/dev/null ;;
        *) is_installed "$1" ;;
    esac
}

install_missing() {
    missing=""
    for package in "$@"; do
        is_there "$package" || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    say "Installing:$missing"
    # Debian's PostgreSQL package would make a cluster of its own; Gatehouse brings private ones.
    own_conf=/etc/postgresql-common/createcluster.d/gatehouse.conf
    case "$missing" in *" postgresql-15"*)
        as_root mkdir -p /etc/postgresql-common/createcluster.d
        printf 'create_main_cluster = false\n' | as_root tee $own_conf >/dev/null ;;
    esac
    log=$(mktemp)
    if ! { as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends $missing; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        say "The packages could not be installed; the last lines above say why." >&2
        exit 2
    fi
    rm -f "$log"
    [ ! -e $own_conf ] || as_root rm -f $own_conf
    # What a package starts by itself is not wanted: the tests run servers of their own.
    if [ -d /run/systemd/system ]; then
        for service in pgbouncer ssh; do
            case "$missing" in *"$service"*) as_root systemctl disable --now $service >/dev/null 2>&1 || true ;; esac
        done
    fi
}

build_preset() {
    preset=$1
    if [ ! -f "build/$preset/build.ninja" ]; then
        mkdir -p build
        cmake --preset "$preset" >"build/$preset.log" 2>&1 || { tail -n 30 "build/$preset.log" >&2; exit 2; }
    fi
    [ -x "build/$preset/app/gatehouse" ] || say "Building Gatehouse; the first time takes about a quarter of an hour on two cores."
    cmake --build "build/$preset" -- --quiet
}
