"""Puts the sections into bench/RESULTS.md and leaves the others as they are."""
import datetime
import os
import platform
import re
import subprocess

TITLES = {"machine": "Machine", "program": "The whole program", "peers": "Beside other programs",
          "stages": "Each stage alone", "startup": "Start", "library": "A large library",
          "server": "A server under load", "million": "A server with a million tracks", "app": "The app in a browser",
          "endurance": "A server that is cut off",
          "accuracy": "How right"}
HEAD = """# Measured speed, memory and accuracy

Written by `./dev bench` (bench/run); each section says what was measured, the machine comes first. What the measures of the
last section mean: docs/methods/evaluation.md.
"""


def _processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            for line in file:
                if line.startswith("model name"):
                    return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or "unknown"


def machine():
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.release()}"


def origin(options, part):
    """The line under a part's title: what was measured, when, and how to do it again."""
    version = subprocess.run([options.program, "--version"], capture_output=True, text=True).stdout.strip()
    commit = subprocess.run(["git", "-C", str(options.root), "rev-parse", "--short", "HEAD"], capture_output=True,
                            text=True).stdout.strip()
    load = os.getloadavg()[0]
    busy = "; others were working: times are longer than on an idle machine" if load > 1.0 else ""
    return (f"{version}, commit {commit or 'unknown'}, {datetime.date.today().isoformat()}, "
            f"`bench/run --rounds {options.rounds} --only {part}{' --quick' if options.quick else ''}`, "
            f"load before {load:.1f}{busy}\n\n")


def write(path, sections):
    old = path.read_text() if path.exists() else ""
    kept = {match[1]: match[2].strip() for match in
            re.finditer(r"<!-- (\w+) -->\n(.*?)<!-- end -->", old, re.DOTALL)}
    # A part that was measured in an earlier run keeps its figures and the machine that they come from.
    for name in TITLES:
        if name in sections:
            kept[name] = sections[name]
    text = HEAD
    for name, title in TITLES.items():
        if name in kept:
            text += f"\n## {title}\n\n<!-- {name} -->\n{kept[name]}\n<!-- end -->\n"
    path.write_text(text)
