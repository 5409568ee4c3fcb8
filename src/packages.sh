#!/bin/sh
# Installs what a Debian 12 machine lacks: `src/packages.sh build` to build and run, `src/packages.sh check` for the whole gate,
# `src/packages.sh full` for the long one, `src/packages.sh bench` to measure, `src/packages.sh deb` to make the package. Does nothing, and asks for nothing, when all is there.
set -eu

build="gcc libc6-dev make libmicrohttpd-dev libgnutls28-dev libsqlite3-dev libpq-dev libjansson-dev libsodium-dev liboath-dev nettle-dev libinih-dev zlib1g-dev
    brotli esbuild ca-certificates"
check="$build clang-format libcmocka-dev postgresql-15 sqlite3 chromium-headless-shell fonts-dejavu-core curl git poppler-utils"
bench="$build wrk g++ liblemon-dev"
deb="$build dpkg-dev binutils xz-utils"
full="$check $deb lintian devscripts debootstrap nginx-light openssl clang libclang-rt-14-dev valgrind sqlite3 libfaketime"

case "${1:-}" in
build) wanted=$build ;;
check) wanted=$check ;;
full) wanted=$full ;;
bench) wanted=$bench ;;
deb) wanted=$deb ;;
*) echo "usage: $0 build|check|full|bench|deb" >&2; exit 2 ;;
esac

missing=
for package in $wanted; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
# Node may have come from elsewhere than Debian: what counts is that it runs and is new enough.
node_major=$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/')
[ "${node_major:-0}" -ge 18 ] || missing="$missing nodejs"
npm --version >/dev/null 2>&1 || missing="$missing npm"
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "Missing packages:$missing. Install them as root, or install sudo." >&2; exit 1; }
    as_root=sudo
fi
echo "Installing from Debian:$missing"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# PostgreSQL's own cluster is not wanted: the tests make theirs.
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
