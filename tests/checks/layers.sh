#!/bin/sh
# The layers point downwards only: each folder may include its own headers and those below it, and only the foreign libraries
# that are its duty. The linker guards the calls; this guards the includes.
set -eu
failed=0

# folder: layers it may include, then foreign headers it may include (system headers are free for all)
allowed() {
    case $1 in
    base) echo "base| sodium" ;;
    core) echo "core base|" ;;
    store) echo "store core base| sqlite3 libpq-fe" ;;
    io) echo "io core base| xlsxwriter zip expat" ;;
    api) echo "api store io core base| jansson" ;;
    http) echo "http api base| microhttpd zlib" ;;
    cli) echo "cli http api io store core base| ini" ;;
    esac
}
foreign="sodium sqlite3 libpq-fe jansson microhttpd zlib xlsxwriter zip expat ini oath curl"

for layer in base core store io api http cli; do
    rules=$(allowed $layer)
    layers=" ${rules%%|*} "
    libraries="${rules#*|} "
    for file in $(ls src/$layer/*.[ch] include/$layer/*.h 2>/dev/null); do
        for used in $(sed -n 's/^#include "\([a-z]*\)\/.*/\1/p' "$file" | sort -u); do
            case $layers in
            *" $used "*) ;;
            *) echo "$file includes a header of $used, which $layer must not know"; failed=$((failed + 1)) ;;
            esac
        done
        for library in $foreign; do
            grep -q "^#include <\(.*/\)\?$library\.h>" "$file" || continue
            case $libraries in
            *" $library "*) ;;
            *) echo "$file includes <$library.h>, which is not for $layer"; failed=$((failed + 1)) ;;
            esac
        done
    done
done

# http speaks to the application through handle.h alone.
for file in src/http/*.c include/http/*.h; do
    for used in $(sed -n 's/^#include "api\/\(.*\)\.h"/\1/p' "$file"); do
        [ "$used" = handle ] || { echo "$file includes api/$used.h: http knows api/handle.h only"; failed=$((failed + 1)); }
    done
done

# Every contract has its code, under the same name.
for header in include/base/*.h include/core/*.h include/store/*.h include/api/*.h include/http/*.h; do
    code=src/${header#include/}
    code=${code%.h}.c
    [ -e "$code" ] && continue
    case $header in
    include/base/maybe.h|include/api/app.h|include/api/call.h|include/api/pipeline.h|include/api/route.h) ;; # types, or code elsewhere
    *) echo "$header has no $code" ;;
    esac
done

# SQL stands in the store and in migrations, nowhere else.
if grep -nE '"(SELECT|INSERT INTO|UPDATE [a-z_]+ SET|DELETE FROM) ' src/base/*.c src/core/*.c src/api/*.c src/http/*.c src/cli/*.c; then
    failed=$((failed + 1))
fi

# Small files.
for file in $(git ls-files 'src/*.c' 'src/*.h' 'include/*.h' 'static/*.js'); do
    lines=$(wc -l < "$file")
    [ "$lines" -le 500 ] || { echo "$file has $lines lines (at most 500)"; failed=$((failed + 1)); }
done

[ $failed -eq 0 ] || exit 1
