#!/usr/bin/env python3
"""What Essentia says about keys: key_peers.py FOLDER [SECONDS] with FOLDER/truth.csv (file,key as C:maj).

Prints for each of its profiles MIREX's score and the share that is exact, over the first SECONDS of each file or all of it. Ends
with 77 when essentia (pip install essentia) is not there. It is run as a separate program; nothing of it is part of Stratum.
"""
import csv
import sys
from pathlib import Path

PROFILES = ["bgate", "edma", "temperley"]
NAMES = {"C": 0, "C#": 1, "Db": 1, "D": 2, "D#": 3, "Eb": 3, "E": 4, "F": 5, "F#": 6, "Gb": 6, "G": 7, "G#": 8, "Ab": 8, "A": 9,
         "A#": 10, "Bb": 10, "B": 11}


def mirex(told, true):
    if told == true:
        return 1.0
    (t, m), (u, n) = told, true
    if m == n and (t - u) % 12 in (5, 7):
        return 0.5
    if m != n and (t - u) % 12 == (9 if n == "maj" else 3):
        return 0.3
    return 0.2 if m != n and t == u else 0.0


def main():
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        import essentia
        import essentia.standard as es
    except ImportError as missing:
        print(f"essentia is not installed: {missing}", file=sys.stderr)
        return 77
    essentia.log.infoActive = essentia.log.warningActive = False
    folder = Path(sys.argv[1])
    scores = {profile: [] for profile in PROFILES}
    with open(folder / "truth.csv", newline="") as table:
        rows = [row for row in csv.DictReader(table) if row["key"]]
    for row in rows:
        audio = es.MonoLoader(filename=str(folder / row["file"]), sampleRate=44100)()
        if len(sys.argv) > 2:
            audio = audio[:int(float(sys.argv[2]) * 44100)]
        tonic, mode = row["key"].split(":")
        for profile in PROFILES:
            key, scale, _ = es.KeyExtractor(profileType=profile)(audio)
            scores[profile].append(mirex((NAMES[key], scale[:3]), (NAMES[tonic], mode[:3])))
    for profile, all_of in scores.items():
        print(f"{profile}\t{len(all_of)}\tMIREX {sum(all_of) / len(all_of):.3f}\t"
              f"exact {sum(x == 1.0 for x in all_of) / len(all_of):.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
