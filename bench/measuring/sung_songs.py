#!/usr/bin/env python3
"""Voices and melody in real songs: bench/measuring/sung_songs.py STRATUM FOLDER [--plain]

Each folder in FOLDER holds audio.mp3 or audio.ogg and song.txt, the notes that are sung, in the UltraStar format, as in
the public repository UltraStar-Deluxe/songs. Its songs are Creative Commons, most of them not for commercial use: for
measuring only. Octaves are not to be relied on in this format, so pitch is judged by its class alone.

Voices: as vocals.py judges them, by seconds. Melody: the share of the sung 23 ms frames for which a melody is told, those of
them with the right pitch class within 50 cents (and within 100: singers slide, notes are written in semitones), and the share
of the frames without singing for which a melody is told (instruments have melodies, too). Needs NumPy.
"""
import argparse
import json
import os
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from vocals import area, by_second, summary, told


def notes_of(path):
    """(start, end, semitones above C) of each sung note, in seconds."""
    head, notes = {}, []
    for line in path.read_text(encoding="utf-8", errors="replace").lstrip("\ufeff").splitlines():
        if line.startswith("#") and ":" in line:
            name, value = line[1:].split(":", 1)
            head[name.strip().upper()] = value.strip().replace(",", ".")
        elif line[:1] in (":", "*"):
            at, length, pitch = (int(part) for part in line[1:].split()[:3])
            beat = 15.0 / float(head["BPM"])
            gap = float(head.get("GAP", 0)) / 1000
            notes.append((gap + at * beat, gap + (at + length) * beat, pitch))
    if head.get("RELATIVE", "").upper() == "YES":
        raise SystemExit(f"{path}: times relative to lines are not read")
    return notes


def presence(notes, seconds):
    """For each 20 ms whether somebody sings; gaps of a quarter of a second are breath."""
    on = np.zeros(int(seconds * 50), bool)
    for (start, end, _), following in zip(notes, [*notes[1:], None]):
        if following and following[0] - end < 0.25:
            end = following[0]
        on[int(start * 50):int(end * 50)] = True
    return on


def melody(report, notes, seconds):
    curve = report["melody"]
    values, hop = np.array(curve["curve_hz"]), curve["curve_hop"]
    true = np.full(len(values), np.nan)
    for start, end, pitch in notes:
        true[int(np.ceil(start / hop)):int(end / hop)] = pitch
    sung, heard = ~np.isnan(true), values > 0
    both = sung & heard
    off = np.abs((12 * np.log2(values[both] / 261.6256) - true[both] + 6) % 12 - 6)
    return {"told": both.sum() / sung.sum(), "within 50 cents": (off <= 0.5).mean(), "within 100 cents": (off <= 1.0).mean(),
            "told where nobody sings": (heard & ~sung).sum() / max(1, (~sung).sum())}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stratum")
    parser.add_argument("songs", type=Path)
    parser.add_argument("--plain", action="store_true", help="without networks")
    options = parser.parse_args()
    environment = {**os.environ, **({"STRATUM_NETWORKS_USE": "no"} if options.plain else {})}
    places = sorted(path for path in options.songs.iterdir() if (path / "song.txt").exists())
    rows, tunes = [], []
    with tempfile.TemporaryDirectory() as folder:
        for place in places:
            audio = next(place.glob("audio.*"))
            text = subprocess.run([options.stratum, "--library", folder + "/library", "-q", "analyze", "--notes", "--json", "--full",
                                   str(audio)], env=environment, check=True, capture_output=True, text=True).stdout
            report = json.loads(text)
            report = report.get("report", report)
            notes = notes_of(place / "song.txt")
            curve, truth = told(report), by_second(presence(notes, report["duration"]))
            count = min(len(curve), len(truth))
            curve, truth = curve[:count], truth[:count]
            known = (truth >= 0.7) | (truth <= 0.1)
            rows.append((curve[known], truth[known] >= 0.7))
            tunes.append(melody(report, notes, report["duration"]))
            print(f"{place.name}: area {area(*rows[-1]):.3f}, melody " + ", ".join(f"{name} {value:.2f}" for name, value in tunes[-1].items()),
                  flush=True)
    summary("sung songs", rows)
    for name in tunes[0]:
        values = np.array([tune[name] for tune in tunes])
        drawn = np.random.default_rng(1).choice(values, (2000, len(values))).mean(1)
        print(f"melody {name:24} {values.mean():.3f} ({np.quantile(drawn, 0.025):.3f} to {np.quantile(drawn, 0.975):.3f})  {len(values)} songs")


if __name__ == "__main__":
    main()
