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
# What a type checker says to users of the wheel: the package itself, and a call with and without a mistake.
if command -v mypy >/dev/null; then
    cat >uses.py <<'EOF'
import stratum

tempo = stratum.analyze_file("a.wav").rhythm
assert tempo is not None and tempo.tempo is not None
bpm: float = tempo.tempo.bpm
name: int = stratum.analyze_file("a.wav").duration  # type: ignore[assignment]

from stratum.client import Client

with Client(key="stk_") as music:
    for track in music.each_tracks(q="genre:house"):
        title: str = track["file_name"]
        wrong: int = track["file_name"]  # type: ignore[assignment]
    music.update_track("id", {"ratings": 3})  # type: ignore
EOF
    site=$("$work/venv/bin/python" -c 'import stratum; print(stratum.__path__[0])')
    mypy --strict --cache-dir "$work/mypy" --python-executable "$work/venv/bin/python" "$site" || exit 1
    mypy --strict --cache-dir "$work/mypy" --python-executable "$work/venv/bin/python" uses.py || exit 1
fi
"$work/venv/bin/python" -m unittest discover -s "$here/tests" -v
