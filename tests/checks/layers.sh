#!/bin/sh
# The layers point downwards only: each folder may include its own headers and those below it, and only the foreign libraries
# that are its duty. The linker guards the calls; this guards the includes. Also: SQL stands in the store only, files are small.
set -eu

awk '
BEGIN {
    may["base"] = " base "; lib["base"] = " sodium oath sha1 "
    may["core"] = " core base "; lib["core"] = " "
    may["store"] = " store core base "; lib["store"] = " sqlite3 libpq-fe "
    may["io"] = " io core base "; lib["io"] = " xlsxwriter zip expat "
    may["api"] = " api store io core base "; lib["api"] = " jansson "
    may["http"] = " http api base "; lib["http"] = " microhttpd zlib "
    may["cli"] = " cli http api io store core base "; lib["cli"] = " ini "
    split("sodium sqlite3 libpq-fe jansson microhttpd zlib xlsxwriter zip expat ini oath sha1 curl", names, " ")
    for (i in names) foreign[names[i]] = 1
}
function complain(text) { print FILENAME ": " text; failed = 1 }
FNR == 1 { split(FILENAME, path, "/"); layer = path[2]; if (lines > 500) { print last " has " lines " lines (at most 500)"; failed = 1 } }
{ lines = FNR; last = FILENAME }
/^#include "[a-z]+\// {
    split($2, part, /["\/]/)
    if (index(may[layer], " " part[2] " ") == 0) complain("includes a header of " part[2] ", which " layer " must not know")
    # http speaks to the application through handle.h alone.
    if (layer == "http" && part[2] == "api" && part[3] != "handle.h") complain("http knows api/handle.h only, not " part[3])
}
/^#include </ {
    name = $2; gsub(/[<>]|\.h/, "", name); sub(/^.*\//, "", name)
    if (name in foreign && index(lib[layer], " " name " ") == 0) complain("includes <" name ".h>, which is not for " layer)
}
layer != "store" && /"(SELECT|INSERT INTO|UPDATE [a-z_]+ SET|DELETE FROM) / { complain("SQL outside the store, line " FNR) }
END { exit failed }
' src/*/*.[ch] include/*/*.h

# Pages stay small too.
wc -l $(git ls-files 'static/*.js') | awk '$2 != "total" && $1 > 500 { print $2 " has " $1 " lines (at most 500)"; failed = 1 } END { exit failed }'
