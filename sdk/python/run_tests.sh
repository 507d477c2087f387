#!/bin/sh
# Makes the wheel from a build, installs it into a virtual environment of its own, and tests it there.
# Usage: run_tests.sh BUILD_DIR. Ends with 77 where no NumPy is to be had (neither Debian's python3-numpy nor pip).
set -eu
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cmake --install "$build" --component libraries --prefix "$work/prefix" >"$work/log" || { cat "$work/log"; exit 1; }
wheel=$(python3 "$here/make_wheel.py" "$work/prefix" "$work/dist")

if /usr/bin/python3 -c 'import numpy' 2>/dev/null; then
    /usr/bin/python3 -m venv --system-site-packages "$work/venv"
else
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install -q numpy || { echo "there is no NumPy"; exit 77; }
fi
"$work/venv/bin/pip" install -q --no-index --no-deps "$wheel"
# What is tested is the wheel alone: neither the source folder nor the build may be needed.
rm -rf "$work/prefix"
cd "$work"
"$work/venv/bin/python" -m unittest discover -s "$here/tests" -v
