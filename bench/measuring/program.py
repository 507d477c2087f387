"""The whole program: `stratum analyze` on a track, everything in one report, decoding and storing included."""
import os
import shutil
import wave

from . import timing, tracks


def _analyze(options, paths, jobs):
    """A run with an empty library, so that nothing is known before."""
    library = options.work / "library"
    shutil.rmtree(library, ignore_errors=True)
    cost = timing.run([options.program, "--library", str(library), "--quiet", "analyze", "--jobs", str(jobs),
                       *map(str, paths)])
    if cost.code != 0:
        raise SystemExit(f"stratum analyze ended with {cost.code} on {paths[0]}")
    return cost


def measure(options):
    made = tracks.make(options)
    rows = []
    for (length, form), path in made.items():
        count = options.rounds if length == "3 min" else max(1, options.rounds // 2)
        costs = timing.rounds(count, {"one": lambda path=path: _analyze(options, [path], 1)})["one"]
        cpu = timing.median(costs, "cpu")
        rows.append([f"{length} {form}", f"{cpu:.3f}", f"{tracks.seconds_of(length) / cpu:.0f}",
                     f"{timing.median(costs, 'wall'):.3f}", f"{timing.median(costs, 'peak_mib'):.0f}", len(costs)])
    text = timing.table(["track, one job", "CPU s", "times real time", "wall s", "peak MiB of one process", "rounds"], rows)

    # All cores: copies of different length, so that each is a content of its own.
    cores = os.cpu_count() or 1
    folder = options.work / "many"
    folder.mkdir(exist_ok=True)
    paths = []
    with wave.open(str(made["3 min", "WAV"])) as source:
        shape = source.getparams()
        frames = source.readframes(shape.nframes)
    for i in range(4 * cores):
        path = folder / f"{i:03}.wav"
        with wave.open(str(path), "wb") as copy:
            copy.setparams(shape)
            copy.writeframes(frames[: len(frames) - 4410 * shape.nchannels * shape.sampwidth * i])
        paths.append(path)
    del frames
    costs = timing.rounds(options.rounds, {n: (lambda n=n: _analyze(options, paths, n)) for n in sorted({1, 2, cores})})
    base = [cost.wall for cost in costs[1]]
    rows = []
    for jobs, runs in costs.items():
        gains = sorted(b / cost.wall for b, cost in zip(base, runs))
        wall = timing.median(runs, "wall")
        rows.append([f"{jobs} job{'s' if jobs > 1 else ''}", f"{wall:.2f}", f"{len(paths) * 180 / wall:.0f}",
                     f"{gains[len(gains) // 2]:.2f}"])
    text += f"\n\n{len(paths)} tracks of three minutes, WAV:\n\n"
    return text + timing.table(["", "wall s", "times real time", "times one job (paired)"], rows)
