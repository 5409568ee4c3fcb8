#!/bin/sh
# The gate: runs each step, keeps its output in a file, counts what it says, ends with one line "N passed, N failed".
# usage: tests/check.sh BUILD_FOLDER
set -u
build=$1
logs=$build/check
. tests/steps.sh

binary=$build/fordela
step "format" sh tests/checks/format.sh
step "layers" sh tests/checks/layers.sh
# The browser waits more than it works: it runs beside all that follows.
beside "browser" tests/browser/run.sh "$binary"
for test in $(programs "$build/tests/unit"); do
    step "unit ${test#"$build"/tests/unit/}" "$test"
done
# One cluster for all store tests: making one takes longer than any of them.
step "unit store on PostgreSQL" tests/postgresql.sh sh -c \
    'for test in "$@"; do "$test" || failed=1; done; exit ${failed:-0}' sh $(programs "$build/tests/unit/store") "$build/tests/unit/api/session"
step "worked cases" node tests/cases/run.mjs "$binary"
for folder in tests/fuzz/corpus/*; do
    step "fuzz $(basename "$folder"), replayed" "$build/tests/fuzz/$(basename "$folder")" "$folder"
done
for script in tests/transport/*.test.mjs; do
    step "transport $(basename "$script" .mjs)" node "$script" "$binary"
done
step "export between SQLite and PostgreSQL" tests/postgresql.sh node tests/transport/data.test.mjs "$binary"
step "audit trail on SQLite" node tests/audit/tamper.mjs "$binary" sqlite
step "scenarios on SQLite" tests/api/run.sh "$binary" sqlite
step "scenarios on PostgreSQL" tests/postgresql.sh tests/api/run.sh "$binary" postgresql
beside_end
finish
