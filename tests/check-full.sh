#!/bin/sh
# The long gate, after `make check`: the same scenarios, transport tests and fuzz on a build with AddressSanitizer and
# UndefinedBehaviorSanitizer, the unit tests likewise, and more rounds of what is random.
# usage: tests/check-full.sh SANITIZED_BUILD BUILD
set -u
sanitized=$1
build=$2
logs=$build/check-full
. tests/steps.sh
export ASAN_OPTIONS=abort_on_error=1:detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1

# The browser and the kills wait more than they work: they run beside the rest.
export FORDELA_API_TOOLS="$build/npm/api"
beside "browser, every side of every page" env FULL=1 tests/browser/run.sh "$build/fordela"
beside "killed 200 times" node tests/api/kill.mjs "$build/fordela" --rounds 200
for test in $(programs "$sanitized/tests/unit"); do
    step "sanitized unit ${test#"$sanitized"/tests/unit/}" "$test"
done
step "sanitized worked cases" node tests/cases/run.mjs "$sanitized/fordela"
step "sanitized random cases" node tests/cases/random.mjs "$sanitized/fordela" 10 7
step "random cases" node tests/cases/random.mjs "$build/fordela" 100 7
for script in tests/transport/*.test.mjs; do
    step "sanitized transport $(basename "$script" .mjs)" node "$script" "$sanitized/fordela"
done
step "sanitized audit trail on SQLite" node tests/audit/tamper.mjs "$sanitized/fordela" sqlite
step "audit trail on PostgreSQL" tests/postgresql.sh node tests/audit/tamper.mjs "$build/fordela" postgresql
step "sanitized scenarios on SQLite" tests/api/run.sh "$sanitized/fordela" sqlite
step "sanitized scenarios on PostgreSQL" tests/postgresql.sh tests/api/run.sh "$sanitized/fordela" postgresql
step "fuzz of every operation" node tests/api/fuzz.mjs "$build/fordela" --rounds 2000 --seconds 150
step "fuzz of every operation, vaccine" node tests/api/fuzz.mjs "$build/fordela" --rounds 2000 --seconds 150 --vaccine
step "deb 0.0.1" make --no-print-directory BUILD="$build" DEB_VERSION=0.0.1 deb
step "deb" make --no-print-directory BUILD="$build" deb
step "package" sh tests/package.sh "$build"/fordela_0.0.1_*.deb "$build/fordela_$(cat src/VERSION)_$(dpkg --print-architecture).deb" "$build"
step "killed in the middle of a command" node tests/transport/mid_command.mjs "$build/fordela" 50
step "nginx before it" node tests/transport/nginx.mjs "$build/fordela"
step "clock jumps" node tests/transport/jumps.mjs "$build/fordela"
beside_end
# By themselves: these measure time, or take a disk, memory and descriptors away.
step "national" node tests/api/national.mjs "$build/fordela"
step "faults" node tests/faults/faults.mjs "$build/fordela"
step "attack" node tests/attack/attack.mjs "$build/fordela"
step "faults of PostgreSQL" tests/postgresql.sh node tests/faults/postgresql.mjs "$build/fordela"
step "fuzzers" make --no-print-directory fuzz FUZZ_SECONDS=60
finish
