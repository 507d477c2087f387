"""The whole program: `stratum analyze` on a track, everything in one report, decoding and storing included."""
import os
import shutil
import wave

from . import timing, tracks


# What the project holds itself to, from MP3 on one core: times real time, and MiB for ten hours.
BARS = {(): 220, ("--harmony",): 150, ("--notes",): 50}
MEMORY_BAR = 400


def _analyze(options, paths, jobs, *more):
    """A run with an empty library, so that nothing is known before."""
    library = options.work / "library"
    shutil.rmtree(library, ignore_errors=True)
    cost = timing.run([options.program, "--library", str(library), "--quiet", "analyze", *more, "--jobs", str(jobs),
                       *map(str, paths)])
    if cost.code != 0:
        raise SystemExit(f"stratum analyze ended with {cost.code} on {paths[0]}")
    return cost


def _by_report(options, made):
    track = made["3 min", "MP3 320k"]
    costs = timing.rounds(options.rounds, {more: (lambda more=more: _analyze(options, [track], 1, *more)) for more in BARS})
    rows = []
    for more, runs in costs.items():
        cpu = timing.median(runs, "cpu")
        rows.append([" ".join(more) or "default", f"{cpu:.3f}", f"{tracks.SHORT / cpu:.0f}", f"at least {BARS[more]}",
                     f"{timing.median(runs, 'peak_mib'):.0f}", "", len(runs)])
    longest = None if options.quick else tracks.ten_hours(options, made)
    if longest:
        cost = _analyze(options, [longest], 1, "--notes")
        rows.append(["10 h --notes", f"{cost.cpu:.0f}", f"{tracks.LONGEST / cost.cpu:.0f}", "", f"{cost.peak_mib:.0f}",
                     f"under {MEMORY_BAR}", 1])
    return timing.table(["3 min", "CPU s", "times real time", "bar", "peak MiB of one process", "bar", "rounds"], rows)


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

    if ("3 min", "MP3 320k") in made:
        text += "\n\nWhat the report holds, from MP3, one job:\n\n" + _by_report(options, made)

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
