#!/bin/sh
# Pages of the manual and the default configuration, from the program's own words.
# usage: manual.sh BINARY FOLDER VERSION DATE: writes FOLDER/fordela*.1, fordela.ini.5, fordela.ini
set -eu
binary=$1
folder=$2
version=$3
date=$4
awk_file=$(dirname "$0")/manual.awk
make_page() { # name summary
    awk -v what=page -v name="$1" -v summary="$2" -v version="$version" -v date="$date" -f "$awk_file"
}
mkdir -p "$folder"
"$binary" help | sed -n 's/^  \([a-z]*\)  *\(.*\)$/\1 \2/p' > "$folder/commands"
[ -s "$folder/commands" ]
while read -r name summary; do
    [ "$name" = help ] || "$binary" "$name" --help | make_page "$name" "$summary" > "$folder/fordela-$name.1"
done < "$folder/commands"
"$binary" help | sed '1d;2d' | make_page "" "vaccines and protective equipment, shared out" > "$folder/fordela.1"
for what in settings ini; do
    "$binary" config --help | awk -v what=$what -v version="$version" -v date="$date" -f "$awk_file" > "$folder/$what"
done
mv "$folder/settings" "$folder/fordela.ini.5"
mv "$folder/ini" "$folder/fordela.ini"
"$binary" config check --config "$folder/fordela.ini" >/dev/null
rm "$folder/commands"
