#!/bin/sh
# Installs into a folder of its own and builds every example against that, as a stranger would; reads the documents there.
# Usage: package_test.sh BUILD_DIR SOURCE_DIR
set -eu
build=$1
source=$2
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
cc=${CC:-cc}
cxx=${CXX:-c++}

cmake --install "$build" --component libraries --prefix "$stage/usr" >"$stage/install.log" || { cat "$stage/install.log"; exit 1; }
libdir=$(dirname "$(find "$stage/usr" -name 'libstratum.so' | head -n 1)")
# A tree that was moved must work as well: nothing may point to where it was made.
mv "$stage/usr" "$stage/moved"
libdir=$stage/moved${libdir#"$stage/usr"}
export LD_LIBRARY_PATH="$libdir"
export PKG_CONFIG_PATH="$libdir/pkgconfig"
cp -r "$source/examples" "$stage/examples"
cd "$stage/examples"

echo "== CMake, C++"
cmake -S cmake-consumer -B cmake-build -DCMAKE_PREFIX_PATH="$stage/moved" -DCMAKE_CXX_COMPILER="$cxx" \
    -DCMAKE_CXX_FLAGS="-Wall -Wextra -Werror" >cmake.log || { cat cmake.log; exit 1; }
cmake --build cmake-build
# Ten seconds of a 440 Hz tone, written with nothing but Python's own library.
python3 - tone.wav <<'PYTHON'
import math, struct, sys, wave
with wave.open(sys.argv[1], "wb") as f:
    f.setnchannels(1); f.setsampwidth(2); f.setframerate(44100)
    f.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(2 * math.pi * 440 * n / 44100))) for n in range(441000)))
PYTHON
cmake-build/hear tone.wav | tee heard.txt
grep -q '^duration 10.000 s$' heard.txt
grep -q '^fingerprint AQAA' heard.txt
if cmake-build/hear missing.wav 2>reason.txt; then echo "a missing file was no error"; exit 1; fi
grep -q 'missing.wav' reason.txt

echo "== pkg-config, C++"
CXXFLAGS=-Werror make -C pkgconfig-consumer CXX="$cxx"
pkgconfig-consumer/same

echo "== pkg-config, C"
CFLAGS="-Werror -pedantic" make -C c-consumer CC="$cc"
c-consumer/report >report.json
python3 -c 'import json; r = json.load(open("report.json")); assert abs(r["duration"] - 10) < 1e-6, r["duration"]'

# What a stranger includes must stand alone and compile without a warning, as C++20 too.
echo "== every installed header alone"
find "$stage/moved/include" -name '*.hpp' -o -name '*.h' | sort | while read -r header; do
    printf '#include "%s"\n' "${header#"$stage/moved/include/"}" >one.cpp
    "$cxx" -std=c++20 -Wall -Wextra -Werror -fsyntax-only -I"$stage/moved/include" one.cpp
done
echo "== no link of an installed document leads nowhere"
test -f "$stage/moved/share/doc/stratum/README.md"
python3 "$source/tests/floors_test.py" "$stage/moved/share/doc/stratum"
echo "all examples were built and run"
