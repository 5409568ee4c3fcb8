#!/bin/sh
# Makes a Debian package of a built program. usage: build-deb.sh BINARY VERSION FOLDER: leaves FOLDER/fordela_VERSION_ARCH.deb
set -eu
binary=$1
version=$2
folder=$3
here=$(dirname "$0")
architecture=$(dpkg --print-architecture)
# The same sources give the same package: times are those of the last change of the version.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$here" log -1 --format=%ct -- ../VERSION 2>/dev/null || stat -c %Y "$here/../VERSION")}
export SOURCE_DATE_EPOCH
# Whoever builds it answers for it: DEBEMAIL and DEBFULLNAME, as for other Debian packages.
maintainer="${DEBFULLNAME:-Fördela} <${DEBEMAIL:-fordela@example.org}>"
date=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%d)
stage=$folder/deb
rm -rf "$stage"
root=$stage/root
put() { install -D -m "$1" "$2" "$root/$3"; }

sh "$here/manual.sh" "$binary" "$stage/manual" "$version" "$date"
put 0755 "$binary" usr/bin/fordela
strip --strip-unneeded --remove-section=.comment "$root/usr/bin/fordela"
for unit in fordela.service fordela-backup.service fordela-backup.timer; do put 0644 "$here/$unit" "lib/systemd/system/$unit"; done
put 0644 "$here/sysusers.conf" usr/lib/sysusers.d/fordela.conf
put 0644 "$stage/manual/fordela.ini" etc/fordela/fordela.ini
for page in "$stage"/manual/*.1; do put 0644 "$page" "usr/share/man/man1/$(basename "$page")"; done
put 0644 "$stage/manual/fordela.ini.5" usr/share/man/man5/fordela.ini.5
put 0644 "$here/copyright" usr/share/doc/fordela/copyright
put 0644 "$here/../../README.md" usr/share/doc/fordela/README.md
put 0644 "$here/nginx.conf" usr/share/doc/fordela/examples/nginx.conf
printf 'fordela (%s) stable; urgency=medium\n\n  * See README.md and the history of the sources.\n\n -- %s  %s\n' "$version" \
    "$maintainer" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")" > "$stage/changelog"
put 0644 "$stage/changelog" usr/share/doc/fordela/changelog
gzip -9n "$root/usr/share/doc/fordela/changelog" "$root"/usr/share/man/man?/*

# dpkg-shlibdeps wants a source package's control file to look at.
mkdir -p "$stage/debian" "$root/DEBIAN"
printf 'Source: fordela\n\nPackage: fordela\nArchitecture: any\n' > "$stage/debian/control"
depends=$(cd "$stage" && dpkg-shlibdeps -O root/usr/bin/fordela | sed -n 's/^shlibs:Depends=//p')
cat > "$root/DEBIAN/control" <<CONTROL
Package: fordela
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $(du -sk --apparent-size --exclude=DEBIAN "$root" | cut -f1)
Depends: $depends, init-system-helpers (>= 1.54), systemd | systemd-standalone-sysusers
Suggests: nginx, postgresql
Section: web
Priority: optional
Description: coordination of vaccines and protective equipment
 Fördela helps Sweden's county administrative boards, municipalities and
 regions to share protective equipment and vaccine doses in a crisis:
 weekly reports, a county picture, redistribution proposals that can be
 explained line by line, vaccine forecasts and allocations that every
 region can compute again. One program that serves pages and an API, with
 SQLite or PostgreSQL.
CONTROL
echo /etc/fordela/fordela.ini > "$root/DEBIAN/conffiles"
for script in postinst prerm postrm; do install -m 0755 "$here/$script" "$root/DEBIAN/$script"; done
(cd "$root" && find usr lib -type f | LC_ALL=C sort | xargs md5sum > DEBIAN/md5sums)
find "$root" -type d -exec chmod 0755 {} +
find "$stage" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Zxz --build "$root" "$folder/fordela_${version}_$architecture.deb" >/dev/null
echo "built $folder/fordela_${version}_$architecture.deb"
