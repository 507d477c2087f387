#!/usr/bin/env python3
"""How well changes of metre are followed: bench/measuring/metre_changes.py STRATUM FOLDER [--make N --seed WORD]

With --make, N pieces by rule whose bars change their length once are rendered into the FOLDER first (training.data.invent;
FluidSynth and three free sound fonts). Told are the F of downbeats within 70 ms, and in how many pieces the report has both
metres and the change within one bar.
"""
import argparse
import csv
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
FONTS = ("opl3", "timgm", "fluid")


def make(folder, count, seed):
    from training.data import invent, render
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "changes.csv", "w", newline="") as out:
        for i in range(count):
            rng = random.Random(f"{seed}/changing_{i}")
            song = invent.changing(rng, f"changing_{i}", 60.0)
            render.play(song, folder / f"{song.name}.wav", render.SOUNDFONTS[rng.choice(FONTS)], rng)
            render.write_truth(song, folder / song.name)
            (time, before, after), = song.changes
            csv.writer(out).writerow([f"{song.name}.wav", f"{time:.4f}", before, after])


def matched(told, truth, window=0.07):
    left, hits = list(told), 0
    for time in truth:
        near = [t for t in left if abs(t - time) <= window]
        if near:
            left.remove(near[0])
            hits += 1
    return 2.0 * hits / max(1, len(told) + len(truth))


def heard(stratum, files):
    """{name of the file: rhythm}"""
    with tempfile.TemporaryDirectory() as library:
        done = subprocess.run([stratum, "--library", library, "analyze", "--json", *map(str, files)], check=True,
                              stdout=subprocess.PIPE, text=True)
    tracks = [json.loads(line) for line in done.stdout.splitlines()]
    return {Path(track["path"]).name: track["report"]["rhythm"] for track in tracks}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stratum")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--make", type=int, default=0)
    parser.add_argument("--seed", default="test")
    options = parser.parse_args()
    if options.make:
        make(options.folder, options.make, options.seed)
    with open(options.folder / "changes.csv", newline="") as rows:
        pieces = [(name, float(time), int(before), int(after)) for name, time, before, after in csv.reader(rows)]
    told = heard(options.stratum, [options.folder / name for name, *_ in pieces])
    scores, found, invented = [], 0, 0
    for name, time, before, after in pieces:
        rhythm = told[name]
        truth = [float(line) for line in (options.folder / name).with_suffix(".downbeats").read_text().split()]
        scores.append(matched(rhythm.get("grid", {}).get("downbeats", []), truth))
        changes = rhythm.get("metre", {}).get("changes", [])
        bar = 60.0 / rhythm["tempo"]["bpm"] * max(before, after) if "tempo" in rhythm else 0.0
        right = [c["beats_per_bar"] for c in changes] == [before, after] and abs(changes[1]["time"] - time) <= bar
        found += right
        invented += len(changes) > 2
        print(f"{name}\t{before} -> {after} at {time:.1f}\tF {scores[-1]:.2f}\t"
              f"{[(c['beats_per_bar'], round(c['time'], 1)) for c in changes]}{' right' if right else ''}")
    print(f"{len(pieces)} pieces: downbeat F {sum(scores) / len(scores):.3f}, change right in {found}, "
          f"more than one change told in {invented}")


if __name__ == "__main__":
    main()
