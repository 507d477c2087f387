"""Other people's analysers on the same track in the same rounds, each as far as it is installed."""
import shutil
import subprocess
import sys

from . import program, timing, tracks


def build(options):
    """Compiles the small programs in bench/peers whose libraries are here: {name: path}, and what is missing."""
    built, missing = {}, []
    folder = options.work / "peers"
    folder.mkdir(exist_ok=True)
    for source in sorted((options.root / "bench" / "peers").glob("*.cpp")):
        notes = dict(line[3:].split(": ", 1) for line in source.read_text().splitlines()
                     if line.startswith(("// needs: ", "// flags: ")))
        found = subprocess.run(["pkg-config", "--cflags", "--libs", *notes.get("needs", "").split()],
                               capture_output=True, text=True)
        out = folder / source.stem
        compiler = shutil.which("g++") or shutil.which("c++")
        if found.returncode == 0 and compiler:
            made = subprocess.run([compiler, "-std=c++20", "-O2", "-o", str(out), str(source),
                                   *notes.get("flags", "").split(), *found.stdout.split()], capture_output=True)
            if made.returncode == 0:
                built[source.stem] = out
                continue
        missing.append(source.stem)
    return built, missing


def python_with(options, name):
    """The first of the Pythons that were named, or else this one, that has the package; None when none has."""
    for python in options.python or [sys.executable]:
        if subprocess.run([python, "-c", f"import {name}"], capture_output=True).returncode == 0:
            return python
    return None


def _shell(command):
    return lambda: timing.run(["sh", "-c", command])


def _competitors(options, track):
    built, missing = build(options)
    all_of = {name: (lambda path=path: timing.run([str(path), str(track)])) for name, path in built.items()}
    quoted = "'" + str(track).replace("'", "'\\''") + "'"
    if shutil.which("fpcalc"):
        all_of["fpcalc (120 s only)"] = _shell(f"fpcalc {quoted} >/dev/null")
    else:
        missing.append("fpcalc")
    if shutil.which("bpm") and shutil.which("sox"):
        all_of["bpm-tools"] = _shell(f"sox {quoted} -t raw -r 44100 -e float -c 1 - 2>/dev/null | bpm >/dev/null")
    else:
        missing.append("bpm-tools")
    if shutil.which("ffmpeg"):
        all_of["ffmpeg decoding alone"] = _shell(f"ffmpeg -v error -nostdin -threads 1 -i {quoted} -f null -")
    for tool in ("essentia", "librosa", "madmom"):
        command = [python_with(options, tool) or sys.executable, str(options.root / "bench" / "peers" / "python_peers.py"), tool, str(track)]
        threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
        if timing.run(command, threads).code == 0:  # also warms caches that a first run fills
            all_of[tool] = lambda command=command: timing.run(command, threads)
        else:
            missing.append(tool)
    return all_of, missing


def measure(options):
    track = tracks.make(options)["3 min", "WAV"]
    competitors, missing = _competitors(options, track)
    everything = {"stratum": lambda: program._analyze(options, [track], 1), **competitors}
    costs = timing.rounds(options.rounds, everything)
    ours = [cost.cpu for cost in costs["stratum"]]
    rows = []
    for name, runs in costs.items():
        if any(cost.code != 0 for cost in runs):
            missing.append(f"{name} (failed)")
            continue
        ratios = sorted(cost.cpu / own for cost, own in zip(runs, ours))
        cpu = timing.median(runs, "cpu")
        parts = [run.output.split("\t") for run in runs if run.output.count("\t") == 3]
        alone = sorted(float(part[3]) for part in parts)
        rows.append([parts[0][0] if parts else name, f"{cpu:.3f}", f"{alone[len(alone) // 2]:.3f}" if alone else "",
                     f"{180 / cpu:.0f}", f"{ratios[len(ratios) // 2]:.2f}", f"{timing.median(runs, 'peak_mib'):.0f}"])
    text = f"Three minutes of WAV, CPU seconds, medians of {options.rounds} rounds; decoding included but for the third column.\n"
    text += "Stratum's row is everything in one report, stored in a library; each peer does its own part only.\n\n"
    text += timing.table(["", "CPU s", "of it analysis", "times real time", "times Stratum (paired)", "peak MiB"], rows)
    if missing:
        text += "\n\nNot installed here: " + ", ".join(missing) + "."
    return text
