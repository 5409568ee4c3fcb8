#!/bin/sh
# The API from outside: tests/api/run.sh BINARY sqlite|postgresql [FILE…]. Installs the pinned tools into the build folder, runs the
# scenarios on a server of its own and, on SQLite, holds the OpenAPI document before two judges, throws generated requests and kills
# the server in the middle of writes. Ends with "N passed, N failed". With FILEs only those scenarios.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
binary=$(realpath "${1:?usage: run.sh BINARY sqlite|postgresql [FILE...]}")
engine=${2:?usage: run.sh BINARY sqlite|postgresql [FILE...]}
shift 2
build=${BUILD:-$(dirname "$binary")}
mkdir -p "$build"
tools=$(cd "$build" && pwd)/npm/api

if ! cmp -s "$here/package-lock.json" "$tools/installed"; then
    mkdir -p "$tools"
    cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$tools/"
    (cd "$tools" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null)
    cp "$here/package-lock.json" "$tools/installed"
fi
export FORDELA_API_TOOLS="$tools"

if [ $# -gt 0 ]; then
    exec node "$here/run.mjs" "$binary" "$engine" "$@"
fi
said=$(mktemp)
trap 'rm -f "$said"' EXIT
part() {
    "$@" >"$said" 2>&1 || echo "--- ended with $?: $*" >>"$said"
    sed 's/^\([0-9]* passed, [0-9]* failed\)$/  \1/' "$said"
    # A part that dies before its closing line is one failure.
    counts=$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$said" | tail -n 1)
    set -- ${counts:-0 1}
    passed=$((passed + $1))
    failed=$((failed + $2))
}
passed=0
failed=0
part node "$here/run.mjs" "$binary" "$engine"
if [ "$engine" = sqlite ]; then
    for script in document fuzz kill; do
        [ -e "$here/$script.mjs" ] && part node "$here/$script.mjs" "$binary"
    done
    part node "$here/fuzz.mjs" "$binary" --vaccine
fi
# The only line of this form at the end: what the parts said of themselves is in it.
echo
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
