#!/usr/bin/env bash
# Run tests/live and tests/browser against a real PostgreSQL, a real Chromium and R's survey.
#   tools/test_live.sh PYTHON
# What is missing comes from Debian's packages. Where they cannot be had, the last line says
# "test-live: NOT RUN (reason)" and the exit code is 0: nothing failed, and nothing was shown.
set -euo pipefail
cd "$(dirname "$0")/.."

python=$1
work=$(mktemp -d)
server=""

finish() {
    [ -z "$server" ] || as_postgres "$server/pg_ctl" -D "$work/db" -m immediate stop >"$work/stop.log" 2>&1 || true
    rm -rf "$work"
}
trap finish EXIT

not_run() {
    echo "test-live: NOT RUN ($1)"
    exit 0
}

failed() {
    echo "test-live: FAILED ($1)"
    exit 1
}

# PostgreSQL refuses to run as root, and Debian's package makes a user for it.
as_postgres() {
    if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

postgres_folder() {
    find /usr/lib/postgresql -path '*/bin/initdb' -printf '%h\n' 2>/dev/null | sort -V | tail -n 1
}

# The fonts make the pages as long here as they are on a reader's desk, and Chinese readable.
missing_packages() {
    local font
    [ -n "$(postgres_folder)" ] || echo postgresql
    command -v chromium >/dev/null || echo chromium
    command -v Rscript >/dev/null || echo r-base-core
    dpkg -s r-cran-survey >/dev/null 2>&1 || echo r-cran-survey
    dpkg -s r-cran-cardata >/dev/null 2>&1 || echo r-cran-cardata
    for font in fonts-dejavu-core fonts-liberation fonts-noto-cjk; do
        dpkg -s "$font" >/dev/null 2>&1 || echo "$font"
    done
}

install() {
    local log="$work/apt.log" packages
    mapfile -t packages < <(missing_packages)
    [ ${#packages[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null || not_run "no Debian packages here, and missing: ${packages[*]}"
    as_root true 2>/dev/null || not_run "not root, and missing: ${packages[*]}"
    echo "Installing from Debian: ${packages[*]}"
    export DEBIAN_FRONTEND=noninteractive
    local apt=(apt-get -qq -o Acquire::Retries=3 -o Acquire::http::Timeout=60 -o APT::Update::Error-Mode=any)
    as_root timeout 300 "${apt[@]}" update >"$log" 2>&1 || not_run "Debian's packages cannot be reached: $(tail -n 1 "$log")"
    as_root timeout 900 "${apt[@]}" install -y --no-install-recommends "${packages[@]}" >"$log" 2>&1 \
        || not_run "Debian's packages cannot be installed: $(tail -n 1 "$log")"
}

# A cluster of our own, on a socket in a folder of our own: no port is opened.
start_postgres() {
    server=$(postgres_folder)
    [ "$(id -u)" -ne 0 ] || chown postgres "$work"
    as_postgres "$server/initdb" -D "$work/db" -U folkmoot -E UTF8 --locale=C.UTF-8 -A trust >"$work/initdb.log"
    as_postgres "$server/pg_ctl" -D "$work/db" -l "$work/server.log" -w \
        -o "-c listen_addresses='' -c unix_socket_directories='$work' -c fsync=off" start >"$work/start.log"
    export FOLKMOOT_TEST_POSTGRES="postgresql+psycopg://folkmoot@/postgres?host=$work"
}

install
start_postgres
FOLKMOOT_TEST_CHROMIUM=$(command -v chromium) || failed "no chromium, and Debian's packages say it is there"
export FOLKMOOT_TEST_CHROMIUM
"$python" -m pytest tests/live tests/browser || failed "exit code $? of pytest"
echo "test-live: passed"
