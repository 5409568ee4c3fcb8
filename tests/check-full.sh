#!/bin/sh
# The long gate, after `make check`: the same scenarios, transport tests and fuzz on a build with AddressSanitizer and
# UndefinedBehaviorSanitizer, the unit tests likewise, and more rounds of what is random.
# usage: tests/check-full.sh SANITIZED_BUILD BUILD
set -u
sanitized=$1
build=$2
export ASAN_OPTIONS=abort_on_error=1:detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1
failed=0
passed=0
run() {
    echo "== $*"
    start=$(date +%s)
    if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)) && echo "=== FAILED"; fi
    echo "=== $(($(date +%s) - start)) s"
}
run env FULL=1 tests/browser/run.sh "$build/fordela"
for test in $(find "$sanitized/tests/unit" -type f -perm -u+x | grep -v '\.[do]$' | sort); do
    run "$test"
done
run node tests/cases/run.mjs "$sanitized/fordela"
run node tests/cases/random.mjs "$sanitized/fordela" 10 7
run node tests/cases/random.mjs "$build/fordela" 100 7
for script in tests/transport/*.test.mjs; do
    run node "$script" "$sanitized/fordela"
done
run node tests/audit/tamper.mjs "$sanitized/fordela" sqlite
run tests/postgresql.sh node tests/audit/tamper.mjs "$build/fordela" postgresql
run tests/api/run.sh "$sanitized/fordela" sqlite
run tests/postgresql.sh tests/api/run.sh "$sanitized/fordela" postgresql
export FORDELA_API_TOOLS="$build/npm/api"
run node tests/api/fuzz.mjs "$build/fordela" --rounds 2000 --seconds 150
run node tests/api/fuzz.mjs "$build/fordela" --rounds 2000 --seconds 150 --vaccine
run node tests/api/kill.mjs "$build/fordela" --rounds 200
run node tests/faults/faults.mjs "$build/fordela"
run tests/postgresql.sh node tests/faults/postgresql.mjs "$build/fordela"
run node tests/transport/jumps.mjs "$build/fordela"
run node tests/transport/mid_command.mjs "$build/fordela" 50
run node tests/api/national.mjs "$build/fordela"
run node tests/transport/nginx.mjs "$build/fordela"
run make --no-print-directory BUILD="$build" DEB_VERSION=0.0.1 deb
run make --no-print-directory BUILD="$build" deb
run sh tests/package.sh "$build"/fordela_0.0.1_*.deb "$build/fordela_$(cat src/VERSION)_$(dpkg --print-architecture).deb" "$build"
run make --no-print-directory fuzz FUZZ_SECONDS=60
echo
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
