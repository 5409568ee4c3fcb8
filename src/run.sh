#!/bin/sh
# `make run`: the demo, ready to sign in to, as two exercises on days of their own: protective equipment in the spring of 2020 and
# vaccine in the spring of 2021. They keep their databases in build/demo, so that what you enter stays until `make clean`.
# LISTEN and LISTEN_VACCINE say where. Two names of this machine, because a browser keeps one session for a name, whatever the port.
set -eu
binary=$1
address=${LISTEN:-127.0.0.1:8080}
vaccine_address=${LISTEN_VACCINE:-127.0.0.1:8081}
mkdir -p build/demo
"$binary" migrate --database build/demo/fordela.db >/dev/null
"$binary" migrate --database build/demo/vaccine.db >/dev/null
"$binary" demo load --database build/demo/fordela.db >/dev/null
"$binary" demo load --story vaccine --database build/demo/vaccine.db
echo
echo "Skyddsutrustning, 27 april 2020: http://$address"
echo "Vaccin, 6 april 2021:            http://localhost:${vaccine_address##*:}"
echo
vaccine=
trap 'kill $vaccine 2>/dev/null || true; wait' EXIT
trap 'exit 0' INT TERM
"$binary" serve --database build/demo/vaccine.db --listen "$vaccine_address" --as-of 2021-04-06 --log-level warnings &
vaccine=$!
"$binary" serve --database build/demo/fordela.db --listen "$address" --as-of 2020-04-27 --log-level warnings &
vaccine="$vaccine $!"
wait
