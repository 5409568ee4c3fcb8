#!/bin/sh
# The gate: runs each step, keeps its output in a file, counts what it says, ends with one line "N passed, N failed".
# usage: tests/check.sh BUILD_FOLDER [full]
set -u
build=$1
mode=${2:-}
logs=$build/check
mkdir -p "$logs"
passed=0
failed=0

# What a step's output says: "N passed, N failed" lines, or cmocka's; a step without counts is one test.
count() {
    awk -v status="$2" '
        /^([a-z]+: )?[0-9]+ passed, [0-9]+ failed/ { sub(/^[a-z]+: /, ""); passed += $1; failed += $3; counted = 1 }
        /^\[  PASSED  \] [0-9]+ test/ { passed += $4; counted = 1 }
        /^\[  FAILED  \] [0-9]+ test/ { failed += $4; counted = 1 }
        END {
            if (!counted) { passed = status == 0; failed = status != 0 }
            if (counted && status != 0 && failed == 0) failed = 1
            print passed + 0, failed + 0
        }' "$1"
}

# Where a step's output goes.
log_of() {
    echo "$logs/$(echo "$1" | tr ' /' '__').log"
}

# Counts and tells of a step that has ended: its name, status and when it began.
tell() {
    name=$1 status=$2 start=$3
    log=$(log_of "$name")
    set -- $(count "$log" "$status")
    passed=$((passed + $1))
    failed=$((failed + $2))
    printf '%-44s %5d passed %3d failed %4d s\n' "$name" "$1" "$2" $(($(date +%s) - start))
    if [ "$2" -gt 0 ] || [ "$status" -ne 0 ]; then
        echo "--- $log, its end:"
        tail -n 40 "$log"
        echo "---"
    fi
}

step() {
    step_name=$1
    shift
    step_start=$(date +%s)
    "$@" > "$(log_of "$step_name")" 2>&1
    tell "$step_name" $? "$step_start"
}

binary=$build/fordela
step "format" sh tests/checks/format.sh
step "layers" sh tests/checks/layers.sh
# The browser waits more than it works: it runs beside all that follows.
browser_start=$(date +%s)
tests/browser/run.sh "$binary" > "$(log_of browser)" 2>&1 &
browser=$!
for test in $(find "$build/tests/unit" -type f -perm -u+x | grep -v '\.[do]$' | sort); do
    step "unit ${test#"$build"/tests/unit/}" "$test"
done
# One cluster for all store tests: making one takes longer than any of them.
step "unit store on PostgreSQL" tests/postgresql.sh sh -c \
    'for test in "$@"; do case $test in *.d|*.o) continue;; esac; "$test" || failed=1; done; exit ${failed:-0}' sh "$build"/tests/unit/store/* "$build"/tests/unit/api/session
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
wait $browser
tell "browser" $? "$browser_start"

echo
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
