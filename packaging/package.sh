#!/bin/sh
# Makes what others install, in dist/: a Debian package, a Python wheel and a tarball. Called by ./dev package.
#
# All three come from one `cmake --install` of the release build. BUILD_DIR (build) is used as it is when it holds a built
# program and PACKAGE_NO_BUILD is set; otherwise it is brought up to date first.
set -eu
cd "$(dirname "$0")/.."
root=$PWD
build=${BUILD_DIR:-build}
dist=$root/dist

if [ -z "${PACKAGE_NO_BUILD:-}" ]; then
    cmake --preset release >/dev/null
    # Tests and benchmarks are no part of a package, so only what is shipped is built.
    cmake --build "$build" -j "${STRATUM_BUILD_JOBS:-$(nproc)}" --target stratum stratum_reference stratum_shared stratum_media_shared
fi
version=$(sed -n 's/^CMAKE_PROJECT_VERSION:STATIC=//p' "$build/CMakeCache.txt")
arch=$(dpkg --print-architecture)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$dist"

# One tree for all: stripped, with everything in it.
tree=$work/tree
cmake --install "$build" --prefix "$tree" --strip >"$work/install.log" || { cat "$work/install.log"; exit 1; }

# The tarball unpacks anywhere; the libraries that it links must be installed there. NOTICE names them; where it is made,
# ./dev package has installed them.
name=stratum-$version-linux-$arch
cp -r "$tree" "$work/$name"
tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner -czf "$dist/$name.tar.gz" "$name"

# The wheel.
rm -f "$dist"/stratum_audio-"$version"-*.whl
python3 sdk/python/make_wheel.py "$tree" "$dist" >/dev/null

# The Debian package: the same tree under /usr, with the documents where Debian keeps them.
deb=$work/deb
mkdir -p "$deb/DEBIAN" "$deb/usr/share/doc"
cp -r "$tree/." "$deb/usr/"
doc=$deb/usr/share/doc/stratum
cat >"$doc/copyright" <<COPYRIGHT
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: stratum

Files: *
Copyright: The Stratum authors
License: Apache-2.0
 On Debian systems the full text is in /usr/share/common-licenses/Apache-2.0.
COPYRIGHT
rm -f "$doc/LICENSE"
if [ -f "$doc/CHANGELOG.md" ]; then
    gzip -9nc "$doc/CHANGELOG.md" >"$doc/changelog.gz"  # under Debian's name; README links the other
fi
find "$deb/usr/share/man" -type f -exec gzip -9n {} +
mkdir -p "$deb/usr/share/zsh"
mv "$deb/usr/share/zsh/site-functions" "$deb/usr/share/zsh/vendor-completions"
# Which packages hold what the binaries link, from the binaries themselves.
mkdir -p "$work/shlibs/debian"
printf 'Source: stratum\n\nPackage: stratum\nArchitecture: %s\n' "$arch" >"$work/shlibs/debian/control"
binaries=$(find "$deb/usr/bin" "$deb/usr/lib" -type f \( -name stratum -o -name '*.so.*' \))
# shellcheck disable=SC2086
depends=$(cd "$work/shlibs" && dpkg-shlibdeps -O -l"$deb/usr/lib" $binaries 2>"$work/shlibs.log" |
    sed -n 's/^shlibs:Depends=//p') || { cat "$work/shlibs.log"; exit 1; }
[ -n "$depends" ] || { echo "package.sh: no dependencies were found" >&2; cat "$work/shlibs.log" >&2; exit 1; }
cat >"$deb/DEBIAN/control" <<CONTROL
Package: stratum
Version: $version
Architecture: $arch
Maintainer: The Stratum authors <maintainers@stratum.invalid>
Section: sound
Priority: optional
Installed-Size: $(du -sk --exclude=DEBIAN "$deb" | cut -f 1)
Depends: $depends
Recommends: ffmpeg, libcairo2
Suggests: python3-numpy
Description: hears music as a trained musician does
 Stratum analyses folders of music: tempo, beat grid, key, loudness, waveform,
 acoustic fingerprint, energy and more, kept in a library of its own.
 .
 The package holds the program, the libraries libstratum and libstratum-media
 with their headers for C and C++, and the documentation.
CONTROL
cat >"$deb/DEBIAN/triggers" <<'TRIGGERS'
activate-noawait ldconfig
TRIGGERS
(cd "$deb" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$deb/DEBIAN/md5sums"
chmod -R u=rwX,go=rX "$deb"
dpkg-deb --root-owner-group --build "$deb" "$dist/stratum_${version}_$arch.deb" >/dev/null

# The documents must lead somewhere (floors_test.py reads links), and the program run, where dpkg would put them.
dpkg-deb -x "$dist/stratum_${version}_$arch.deb" "$work/root"
python3 tests/floors_test.py "$work/root/usr/share/doc/stratum" >"$work/links.log" || { cat "$work/links.log" >&2; exit 1; }
LD_LIBRARY_PATH=$work/root/usr/lib "$work/root/usr/bin/stratum" --version >/dev/null
(cd "$dist" && ls -l "stratum_${version}_$arch.deb" "$name.tar.gz" stratum_audio-"$version"-*.whl)
