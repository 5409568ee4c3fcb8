#!/bin/sh
# The package in a Debian of its own: installs, serves as its unit says, upgrades with its data, is purged; and what lintian and
# systemd-analyze say. Needs root, debootstrap and a Debian mirror; without systemd at work, whose part is played by hand.
# usage: tests/package.sh OLD.deb NEW.deb FOLDER (FOLDER keeps the bare system between runs)
set -u
old=$(realpath "$1")
new=$(realpath "$2")
folder=$3
here=$(dirname "$0")
passed=0
failed=0
ok() { # what command...
    what=$1
    shift
    if "$@" > "$folder/package.log" 2>&1; then passed=$((passed + 1)); else
        failed=$((failed + 1))
        echo "FAILED $what"
        tail -n 20 "$folder/package.log"
    fi
}
mkdir -p "$folder"
root=$folder/chroot
[ -e "$folder/chroot-base/usr/bin/apt-get" ] || debootstrap --variant=minbase --include=systemd bookworm "$folder/chroot-base" > "$folder/debootstrap.log" || exit 1
umount "$root/proc" "$root/dev" 2>/dev/null
rm -rf --one-file-system "$root"
cp -a "$folder/chroot-base" "$root"
in_root() { chroot "$root" env LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"; }
server=
clean_up() {
    [ -z "$server" ] || kill "$server" 2>/dev/null
    umount "$root/proc" "$root/dev" 2>/dev/null
    rm -rf --one-file-system "$root"
}
trap clean_up EXIT
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d" # nothing is started by maintainer scripts
chmod 0755 "$root/usr/sbin/policy-rc.d"
cp "$old" "$root/tmp/old.deb"
cp "$new" "$root/tmp/new.deb"
in_root apt-get update -qq > "$folder/apt.log" 2>&1
# Its libraries first: what is listed below is the package's own doing.
in_root apt-get install -y -qq --no-install-recommends $(dpkg-deb -f "$new" Depends | tr ',' '\n' | sed 's/^ *//; s/[ (|].*//') curl adduser >> "$folder/apt.log" 2>&1
list() { (cd "$root" && find . -path ./proc -prune -o -path ./dev -prune -o -path ./tmp -prune -o -path ./var/lib/dpkg -prune -o -path ./var/cache -prune -o -path ./var/log -prune -o -print | LC_ALL=C sort); }
list > "$folder/files-before"

# Starts what the unit's ExecStart says as the unit's user, with its folder and umask; waits for the line with the address.
unit() { sed -n "s/^$1=//p" "$root/lib/systemd/system/fordela.service"; }
begin() {
    : > "$folder/serve.log"
    # Not by in_root: the process that is signalled must become the server.
    chroot "$root" env LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin setpriv --reuid="$(unit User)" --regid="$(unit Group)" --clear-groups --no-new-privs --bounding-set=-all env -C "$(unit WorkingDirectory)" \
        FORDELA_LISTEN=127.0.0.1:18765 sh -c "umask $(unit UMask); exec $(unit ExecStart)" > "$folder/serve.log" 2>&1 &
    server=$!
    for _ in $(seq 100); do
        grep -q lyssnar "$folder/serve.log" && return 0
        kill -0 $server 2>/dev/null || { cat "$folder/serve.log"; return 1; }
        sleep 0.1
    done
    return 1
}
end() {
    kill -TERM $server
    wait $server
    status=$?
    server=
    [ $status -eq 0 ]
}
ask() { in_root curl -fsS "http://127.0.0.1:18765$1"; }
says() { ask "$1" | grep -q "$2"; }
user_of() { in_root stat -c %U:%a "$1"; }
is() { [ "$1" = "$2" ] || { echo "$1 instead of $2"; return 1; }; }

ok "the old one installs" in_root dpkg -i /tmp/old.deb
ok "its folder is its own" is "$(user_of /var/lib/fordela)" fordela:700
ok "its database is its own" is "$(user_of /var/lib/fordela/fordela.db)" fordela:600
ok "its settings are not for all" is "$(in_root stat -c %U:%G:%a /etc/fordela/fordela.ini)" root:fordela:640
ok "the service is enabled, the backup is not" sh -c "[ -L '$root/etc/systemd/system/multi-user.target.wants/fordela.service' ] && ! [ -e '$root/etc/systemd/system/timers.target.wants/fordela-backup.timer' ]"
ok "it starts as its unit says" begin
ok "it is ready" ask /readyz
ok "it serves pages" says /login '<html'
ok "it drains" end
ok "a user is added" sh -c "printf 'a long enough password\n' | chroot '$root' setpriv --reuid=fordela --regid=fordela --clear-groups fordela user add kept DRIFT --config /etc/fordela/fordela.ini"
echo '# changed by hand' >> "$root/etc/fordela/fordela.ini"
ok "the new one upgrades" in_root dpkg -i --force-confdef --force-confold /tmp/new.deb
ok "settings stay" grep -q 'changed by hand' "$root/etc/fordela/fordela.ini"
ok "it is the new version" is "$(in_root dpkg-query -W -f '${Version}' fordela)" "$(dpkg-deb -f "$new" Version)"
ok "it starts again" begin
ok "the data is there" sh -c "chroot '$root' curl -fsS -H 'Content-Type: application/json' -H 'Origin: http://127.0.0.1:18765' -d '{\"username\":\"kept\",\"password\":\"a long enough password\"}' http://127.0.0.1:18765/api/v1/session"
ok "it drains again" end
ok "the same one installs again" in_root dpkg -i --force-confold /tmp/new.deb
for page in fordela.1 fordela-serve.1 fordela-migrate.1 fordela.ini.5; do
    ok "the manual has $page" sh -c "dpkg-deb -c '$new' | grep -q '/$page.gz'"
done
ok "it is purged" in_root dpkg -P fordela
cp "$folder/package.log" "$folder/package.log.purge"
ok "purging keeps the database" test -f "$root/var/lib/fordela/fordela.db"
ok "and says so" grep -q 'keeps its database' "$folder/package.log.purge"
list > "$folder/files-after"
echo "left behind by the purge:"
LC_ALL=C comm -13 "$folder/files-before" "$folder/files-after" | tee "$folder/files-left"
ok "nothing else is left" sh -c "! grep -v -E '^\./(var/lib/fordela(/fordela\.db.*)?|etc/(passwd|group|shadow|gshadow)-?|etc/\.pwd\.lock)$' '$folder/files-left'"

ok "lintian has no errors" lintian --allow-root --fail-on error "$new"
for unit in "$here"/../src/package/*.service; do
    ok "$(basename "$unit") is safe" systemd-analyze security --offline=true --threshold=15 "$unit"
    ok "$(basename "$unit") is understood" sh -c "! systemd-analyze verify --man=no '$unit' 2>&1 | grep -v -i 'not executable\|command .* is not' | grep -i 'unknown\|failed to parse\|ignoring'"
done
echo "$passed passed, $failed failed (package)"
[ "$failed" -eq 0 ]
