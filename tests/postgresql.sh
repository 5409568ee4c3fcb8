#!/bin/sh
# Runs a command with a PostgreSQL of its own: tests/postgresql.sh COMMAND…
# Makes a cluster in a temporary directory, reachable by a Unix socket there and nothing else, names it to the command in
# FORDELA_TEST_POSTGRESQL, stops and deletes it afterwards and passes the command's exit code on. fsync is off: what these
# tests ask is not whether the disk keeps its word (FORDELA_TEST_FSYNC=on for those that do).
set -eu
[ $# -gt 0 ] || { echo "usage: tests/postgresql.sh COMMAND…" >&2; exit 2; }
bin=${FORDELA_POSTGRESQL_BIN:-/usr/lib/postgresql/15/bin}
[ -x "$bin/initdb" ] || { echo "tests/postgresql.sh: no PostgreSQL 15 in $bin (apt-get install postgresql-15)" >&2; exit 2; }
top=$(mktemp -d "${TMPDIR:-/tmp}/fordela-pg.XXXXXX")

# The server refuses to run as root.
as_owner=
if [ "$(id -u)" = 0 ]; then
    owner=postgres
    id "$owner" >/dev/null 2>&1 || owner=nobody
    as_owner="setpriv --reuid=$owner --regid=$(id -g "$owner") --clear-groups env HOME=$top"
    chown "$owner" "$top"
fi
end() {
    $as_owner "$bin/pg_ctl" -D "$top/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$top"
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

cd "$top"
$as_owner "$bin/initdb" -D "$top/data" -U fordela -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$top/log" 2>&1 || {
    cat "$top/log" >&2
    exit 2
}
$as_owner "$bin/pg_ctl" -D "$top/data" -l "$top/server.log" -w -o "-c listen_addresses='' -k $top -c fsync=${FORDELA_TEST_FSYNC:-off} \
    -c max_connections=60 -c shared_buffers=64MB -c autovacuum=off" start >"$top/log" 2>&1 || {
    cat "$top/log" "$top/server.log" >&2
    exit 2
}
cd "$OLDPWD"
code=0
FORDELA_TEST_POSTGRESQL="postgresql://fordela@/postgres?host=$top" "$@" || code=$?
exit $code
