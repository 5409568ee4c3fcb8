#!/bin/sh
# Fuzzes each harness for some seconds, beginning with its corpus. usage: tests/fuzz/run.sh BUILD SECONDS NAME...
set -u
build=$1
seconds=$2
shift 2
failed=0
passed=0
for name in "$@"; do
    mkdir -p "$build/found/$name"
    log=$build/found/$name.log
    if "$build/tests/fuzz/$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=8192 -close_fd_mask=3 -print_final_stats=1 \
        -artifact_prefix="$build/found/$name-" "$build/found/$name" "tests/fuzz/corpus/$name" 2> "$log"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        grep -a -E 'ERROR|SUMMARY|Test unit' "$log"
        tail -n 5 "$log"
    fi
    echo "$name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs, $(grep -a -o 'cov: [0-9]*' "$log" | tail -1), corpus $(ls "$build/found/$name" | wc -l)"
done
echo "$passed passed, $failed failed (fuzz)"
[ "$failed" -eq 0 ]
