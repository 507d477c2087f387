#!/usr/bin/env python3
"""How well drums are told: bench/measuring/drums.py STRATUM FOLDER...

A FOLDER is MDB Drums (audio/NAME_Drum.wav and _MIX.wav, annotations/class/MusicDelta_NAME_class.txt) or holds NAME.wav
beside NAME.drums (time, General MIDI number, velocity), as training.drums.make --audio leaves them. Each voice's F within
50 ms, over all strokes of all pieces, with a 95 % interval by resampling the pieces.
"""
import argparse
import csv
import io
import os
import random
import subprocess
import tempfile
from pathlib import Path

WINDOW = 0.05
# What the annotators of MDB Drums tell apart, and the same with hi-hats in two.
GROUPS = {"kick": {36}, "snare": {38}, "hi-hat": {42, 46}, "tom": {47}, "cymbal": {49, 51}}
FINE = {"closed hi-hat": {42}, "open hi-hat": {46}, "crash": {49}, "ride": {51}}
MDB = {"KD": 36, "SD": 38, "HH": 42, "TT": 47, "CY": 49}
VOICE = {35: 36, 36: 36, 37: 38, 38: 38, 39: 38, 40: 38, 42: 42, 44: 42, 46: 46, 41: 47, 43: 47, 45: 47, 47: 47, 48: 47,
         50: 47, 49: 49, 52: 49, 55: 49, 57: 49, 51: 51, 53: 51, 59: 51}


def truths(folder):
    """(audio, strokes as (time, voice))"""
    folder = Path(folder)
    if (folder / "annotations" / "class").is_dir():
        for audio in sorted((folder / "audio").glob("*.wav")):
            name = audio.stem.rsplit("_", 1)[0]
            rows = (folder / "annotations" / "class" / f"MusicDelta_{name}_class.txt").read_text().split()
            yield audio, [(float(time), MDB[kind]) for time, kind in zip(rows[::2], rows[1::2]) if kind in MDB]
        return
    for audio in sorted(folder.glob("*.wav")):
        rows = [line.split() for line in audio.with_suffix(".drums").read_text().splitlines()]
        yield audio, [(float(row[0]), VOICE[int(row[1])]) for row in rows if int(row[1]) in VOICE]


def right(told, truth):
    """Which of those told are right, most of them: both ascend, so the earliest within the window is the best."""
    found, at = set(), 0
    for time in sorted(truth):
        while at < len(told) and told[at] < time - WINDOW:
            at += 1
        if at < len(told) and told[at] <= time + WINDOW:
            found.add(at)
            at += 1
    return found


def calibration_error(judged):
    """Expected calibration error in ten bins of (confidence, whether right)."""
    bins = [[] for _ in range(10)]
    for sure, hit in judged:
        bins[min(9, int(10 * sure))].append((sure, hit))
    return sum(abs(sum(s for s, _ in b) - sum(h for _, h in b)) for b in bins) / max(1, len(judged))


def f(rows):
    hits, told, true = (sum(column) for column in zip(*rows))
    return 2 * hits / (told + true) if told + true else float("nan")


def interval(rows):
    rng = random.Random(1)
    drawn = sorted(f([rng.choice(rows) for _ in rows]) for _ in range(1000))
    return drawn[25], drawn[974]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stratum")
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--only", default="", help="names that contain this")
    parser.add_argument("--plain", action="store_true", help="without networks")
    options = parser.parse_args()
    pieces = [(audio, truth) for folder in options.folders for audio, truth in truths(folder) if options.only in audio.name]
    with tempfile.TemporaryDirectory() as library:
        base = [options.stratum, "--library", library]
        environment = {"STRATUM_NETWORKS_USE": "no"} if options.plain else {}
        subprocess.run([*base, "-q", "analyze", "--notes", "--jobs", "1", *(str(audio) for audio, _ in pieces)],
                       env={**os.environ, **environment}, check=True, stdout=subprocess.DEVNULL)
        counts = {name: [] for name in (*GROUPS, *FINE, "all")}
        judged = []
        for audio, truth in pieces:
            text = subprocess.run([*base, "midi", "--drums", "--csv", str(audio)], check=True, capture_output=True,
                                  text=True).stdout
            told = sorted((float(row["start"]), int(row["note"]), float(row["confidence"]))
                          for row in csv.DictReader(io.StringIO(text)))
            total = [0, 0, 0]
            for name, notes in {**GROUPS, **FINE}.items():
                ours = [(time, sure) for time, note, sure in told if note in notes]
                theirs = [time for time, note in truth if note in notes]
                hits = right([time for time, _ in ours], theirs)
                row = (len(hits), len(ours), len(theirs))
                counts[name].append(row)
                if name in GROUPS:
                    judged += [(sure, i in hits) for i, (_, sure) in enumerate(ours)]
                    total = [a + b for a, b in zip(total, row)]
            counts["all"].append(tuple(total))
            print(f"{audio.name}: F {f([total]):.3f} of {total[2]} strokes", flush=True)
    print(f"{len(pieces)} recordings, F within {1000 * WINDOW:.0f} ms, 95 % interval")
    coarse = any((Path(folder) / "annotations").is_dir() for folder in options.folders)
    for name, rows in counts.items():
        if coarse and name in FINE:  # its annotators did not tell these apart
            continue
        if sum(row[2] for row in rows):
            low, high = interval(rows)
            print(f"{name:14} {f(rows):.3f}  {low:.3f} to {high:.3f}  strokes {sum(row[2] for row in rows)}, "
                  f"told {sum(row[1] for row in rows)}")

    print(f"expected calibration error of the confidence {calibration_error(judged):.3f} over {len(judged)} strokes told")


if __name__ == "__main__":
    main()
