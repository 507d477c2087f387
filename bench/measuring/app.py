"""The app in Chromium: when it can be used on a phone, and what a frame costs while somebody scrolls and zooms."""
import os
import pathlib
import subprocess
import sys


def measure(options):
    tool = pathlib.Path(options.program).parent / "src" / "library" / "stratum_sample_library"
    done = subprocess.run(["node", options.root / "tests/web/measure.mjs", str(min(options.rounds, 3))], text=True, stdout=subprocess.PIPE,
                          env={**os.environ, "STRATUM": options.program, "STRATUM_SAMPLE_LIBRARY": str(tool)})
    if done.returncode != 0:
        raise RuntimeError("tests/web/measure.mjs failed; what it said stands above")
    print(done.stdout, file=sys.stderr)
    return ("A library of 100,000 tracks, Chromium without a graphics card. Loading is Lighthouse's mobile profile by hand (slow 4G, a "
            "processor four times slower). Each figure is the best of the rounds; `clock` counts what other programs took from the "
            "page's main thread, `cpu` is its own.\n\n" + done.stdout)
