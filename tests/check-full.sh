#!/bin/sh
# The long gate, after `make check`: the same scenarios, transport tests and fuzz on a build with AddressSanitizer and
# UndefinedBehaviorSanitizer, the unit tests likewise, and more rounds of what is random.
# usage: tests/check-full.sh SANITIZED_BUILD BUILD
set -u
sanitized=$1
build=$2
logs=$build/check-full
mkdir -p "$logs"
results=$logs/results
: > "$results"

# One command, its output in a file; only what failed is shown.
run() {
    name=$(echo "$*" | sed "s#$sanitized#address#g; s#$build/##g" | tr ' /' '__' | cut -c1-120)
    start=$(date +%s)
    if "$@" > "$logs/$name.log" 2>&1; then result=passed; else result=failed; fi
    echo "$result" >> "$results"
    printf '%s %5d s  %s\n' "$result" $(($(date +%s) - start)) "$*"
    [ "$result" = passed ] || { echo "--- $logs/$name.log, its end:"; tail -n 40 "$logs/$name.log"; echo "---"; }
}

sanitizers() {
    export ASAN_OPTIONS=abort_on_error=1:detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1
    for test in $(find "$sanitized/tests/unit" -type f -perm -u+x | grep -v '\.[do]$' | sort); do
        run "$test"
    done
    run node tests/cases/run.mjs "$sanitized/fordela"
    run node tests/cases/random.mjs "$sanitized/fordela" 100 7
    for script in tests/transport/*.test.mjs; do
        run node "$script" "$sanitized/fordela"
    done
    run tests/api/run.sh "$sanitized/fordela" sqlite
    run tests/postgresql.sh tests/api/run.sh "$sanitized/fordela" postgresql
}

rounds() {
    export FORDELA_API_TOOLS="$build/npm/api"
    run env FULL=1 tests/browser/run.sh "$build/fordela"
    run node tests/api/fuzz.mjs "$build/fordela" --rounds 2000 --seconds 300
    run node tests/api/fuzz.mjs "$build/fordela" --rounds 2000 --seconds 300 --vaccine
    run node tests/api/kill.mjs "$build/fordela" --rounds 100
    run node tests/api/national.mjs "$build/fordela"
}

sanitizers &
sanitizers=$!
rounds
# A way that does not come to its end is a failure of its own.
wait $sanitizers || echo failed >> "$results"

passed=$(grep -c passed "$results")
failed=$(grep -c failed "$results")
echo
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
