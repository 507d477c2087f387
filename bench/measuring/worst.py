"""The worst files of an evaluation, each with what is known of its cause.

Causes lie in bench/causes.csv (set,file,cause,tried), written by people who looked; a file that nobody looked at yet says so.
"""
import csv

from . import timing

# What a file is judged by: 1 less the value, added up; a tempo that is an octave off is not forgiven by its beats.
LEAST = 0.05  # What is less wrong than this is not listed.
JUDGED = ("tempo_acc1", "beat_f", "downbeat_f", "key_mirex", "chord_majmin")


def badness(file):
    return sum(1.0 - file[name] for name in JUDGED if name in file)


def _known(root):
    path = root / "bench" / "causes.csv"
    if not path.exists():
        return {}
    with open(path, newline="", encoding="utf-8") as file:
        return {(row["set"], row["file"]): (row["cause"], row["tried"]) for row in csv.DictReader(file)}


def _heard(file):
    parts = []
    if "true_bpm" in file:
        bpm = f"{file['bpm']:.2f}" if "bpm" in file else "none"
        parts.append(f"{file['true_bpm']:.2f} BPM heard as {bpm}")
    for name, title in (("beat_f", "beat F"), ("downbeat_f", "downbeat F"), ("chord_majmin", "chords")):
        if name in file:
            parts.append(f"{title} {file[name]:.2f}")
    if "true_key" in file:
        parts.append(f"{file['true_key']} heard as {file.get('key', 'none')}")
    if "failure" in file:
        parts.append(file["failure"])
    return "; ".join(parts)


def table(root, files, count=20):
    causes = _known(root)
    worst = sorted((file for file in files if badness(file) > LEAST), key=lambda file: (-badness(file), file["set"], file["file"]))[:count]
    rows = []
    for file in worst:
        cause, tried = causes.get((file["set"], file["file"]), ("nobody looked yet", ""))
        rows.append([f"{file['set']}/{file['file'].split('/')[-1]}", f"{badness(file):.2f}", _heard(file), cause, tried])
    return timing.table(["file", "badness", "what was heard", "cause", "what was tried"], rows)
