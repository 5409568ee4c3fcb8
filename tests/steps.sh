# What both gates are made of, to be sourced: steps that keep their output in a file of $logs, counted and told of as they end.
# The caller sets logs before, and ends with `finish`.
mkdir -p "$logs"
passed=0
failed=0
besides=

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
    printf '%-52s %5d passed %3d failed %4d s\n' "$name" "$1" "$2" $(($(date +%s) - start))
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

# A step that runs beside those that follow; `beside_end` waits for all of these and tells of them.
beside() {
    beside_name=$1
    shift
    "$@" > "$(log_of "$beside_name")" 2>&1 &
    besides="$besides$! $(date +%s) $beside_name
"
}

beside_end() {
    while read -r beside_process beside_start beside_name; do
        [ -n "$beside_process" ] || continue
        wait "$beside_process"
        tell "$beside_name" $? "$beside_start"
    done <<EOF
$besides
EOF
    besides=
}

# The programs of a folder of unit tests, in order.
programs() {
    find "$1" -type f -perm -u+x | grep -v '\.[do]$' | sort
}

finish() {
    echo
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
}
