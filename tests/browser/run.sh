#!/bin/sh
# The browser gate: tests/browser/run.sh BINARY [FILE…]. Installs the pinned tools into the build folder, starts the binary on a
# temporary database with the demo, walks every page and prints "N passed, N failed". ONLY=PATTERN runs
# the tests whose names match, VERBOSE=1 tells of each, FULL=1 takes every side of every page. Needs node >= 18.15, npm, Debian's chromium-headless-shell.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
binary=$(realpath "${1:?usage: run.sh BINARY [FILE...]}")
shift
build=${BUILD:-$root/build}
build=$(mkdir -p "$build" && cd "$build" && pwd)
tools=$build/npm/browser

if ! cmp -s "$here/package-lock.json" "$tools/installed"; then
    mkdir -p "$tools"
    cp "$here/package.json" "$here/package-lock.json" "$tools/"
    (cd "$tools" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null)
    cp "$here/package-lock.json" "$tools/installed"
fi
sed -e "s#@ROOT@#$root#g" -e "s#@BUILD@#$build#g" "$here/tsconfig.template.json" > "$tools/tsconfig.json"

BUILD=$build exec node "$here/lib/gate.mjs" "$binary" "$@"
