#!/bin/sh
# `make run`: the demo, ready to sign in to. Keeps its database in build/demo, so that what you enter stays until `make clean`.
set -eu
binary=$1
address=${LISTEN:-127.0.0.1:8080}
mkdir -p build/demo
database=build/demo/fordela.db
"$binary" migrate --database "$database" >/dev/null
"$binary" demo load --database "$database"
echo
exec "$binary" serve --database "$database" --listen "$address" --as-of 2020-04-27 --log-level warnings
