#!/usr/bin/env python3
"""Walks what the shipped files link, directly and through others, and refuses code under the GPL and its like; then looks
at the names that the shared libraries show.

Usage: ldd_test.py FILE...  The files are the program, the shared libraries, or anything else that is shipped.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

# Libraries by the beginning of their soname, and why they must not be loaded with our code. Debian's FFmpeg is configured
# with --enable-gpl, so all of it counts as GPL, as does what links it.
REFUSED = {
    r"libav(codec|format|util|filter|device|resample)": "FFmpeg, a GPL build in Debian",
    r"libsw(resample|scale)": "FFmpeg, a GPL build in Debian",
    r"libpostproc": "FFmpeg, GPL",
    r"libx26[45]": "GPL",
    r"libxvidcore": "GPL",
    r"libfftw3": "GPL",
    r"libchromaprint": "links FFmpeg",
    r"libaubio": "GPL",
    r"librubberband": "GPL",
    r"libvidstab": "GPL",
    r"libopencv": "links FFmpeg",
    r"libQt[0-9]": "LGPL with parts under the GPL; no toolkit belongs here",
    r"libreadline": "GPL",
    r"libgsl": "GPL",
    r"libgdbm": "GPL",
    r"libessentia": "AGPL",
    r"libvamp|libqm-dsp": "GPL plugins",
    r"libSoundTouch.*gpl|libmad\b|libid3tag": "GPL",
    r"libfluidsynth": "a test tool only",
    r"libebur128": "a test tool only",
    r"libsamplerate_gpl|libcdparanoia|libsox\.": "GPL or a test tool only",
}


def output_of(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def loaded_by(file: Path) -> list[str]:
    """The sonames of all libraries that the loader would bring in."""
    text = output_of("ldd", str(file))
    missing = re.findall(r"(\S+) => not found", text)
    if missing:
        sys.exit(f"{file}: cannot judge, not found: {', '.join(missing)}")
    return re.findall(r"^\s*(\S+?)(?: =>| \()", text, re.MULTILINE)


def offences_of(file: Path) -> list[str]:
    found = []
    for library in loaded_by(file):
        name = Path(library).name
        found += [f"{file.name} loads {name}: {reason}" for rule, reason in REFUSED.items() if re.match(rule, name)]
    return found


def foreign_names_of(file: Path) -> list[str]:
    """What a shared library of ours shows besides our own names."""
    ours = re.compile(r"stratum_|STRATUM_|stratum::|(vtable|typeinfo|typeinfo name) for stratum::")
    names = [line.split(maxsplit=2)[2] for line in output_of("nm", "-D", "-C", "--defined-only", str(file)).splitlines()]
    return [f"{file.name} shows {name}" for name in names if not ours.match(name)]


def main() -> None:
    files = [Path(name) for name in sys.argv[1:]]
    if not files:
        sys.exit(__doc__)
    bad = []
    for file in files:
        bad += offences_of(file)
        if ".so" in file.name:
            bad += foreign_names_of(file)
        print(f"{file.name}: {len(loaded_by(file))} libraries")
    # A check that finds nothing anywhere would prove nothing: these programs do link what is refused here.
    for program in ("ffmpeg", "fpcalc"):
        path = shutil.which(program)
        if path and not offences_of(Path(path)):
            bad.append(f"the rules do not notice that {program} links FFmpeg's libraries")
    for line in bad:
        print(line)
    sys.exit(1 if bad else 0)


main()
