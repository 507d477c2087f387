"""Chord sequences of real songs: the McGill Billboard annotations (Burgoyne, Wild and Fujinaga, ISMIR 2011; CC0).

They name the tonic, and where it changes; whether the key is major or minor is told by the third of the chords that
stand on the tonic. A section without such a chord, or with both about equally, gets no key and is not learned from.
"""
import re
from pathlib import Path

from ..data.corpora import pitch_class
from ..data.harmony import QUALITIES

SHORT = {"maj": "maj", "min": "min", "7": "7", "maj7": "maj7", "min7": "min7", "dim": "dim", "aug": "aug",
         "sus4": "sus4", "sus2": "sus2", "hdim7": "hdim7", "dim7": "dim", "maj6": "maj", "min6": "min", "9": "7",
         "maj9": "maj7", "min9": "min7", "11": "7", "13": "7", "minmaj7": "min", "5": "5", "1": "5"}


def chord(text):
    """(root, quality, bass above the root) of a label in Harte's manner; None where no chord is named."""
    found = re.match(r"([A-G][#b]*):([a-z0-9]+)", text)
    if not found:
        return None
    quality = SHORT.get(found[2], "maj" if found[2].startswith("maj") else "min" if found[2].startswith("min") else "5")
    return pitch_class(found[1]), quality


def bars_of(line):
    """The bars of one line of an annotation, each a list of chords (None: as before)."""
    parts = line.split("|")
    if len(parts) < 3:
        return []
    bars = []
    for text in parts[1:-1]:
        bars.append([w for w in text.split() if not w.startswith(("(", "&"))])
    again = re.match(r"\s*x(\d+)", parts[-1])
    return bars * min(32, int(again[1])) if again else bars


def song_of(path):
    """[(start, end, root, quality or None)], [(start, end, tonic)]: chords and tonics over time."""
    tonic, chords, tonics, lines = None, [], [], []
    for text in path.read_text(encoding="utf-8").splitlines():
        if text.startswith("# tonic:"):
            tonic = pitch_class(text.split(":")[1].strip())
        elif text and text[0].isdigit() and "\t" in text:
            time, rest = text.split("\t", 1)
            lines.append((float(time), rest, tonic))
    for (start, rest, now), (end, _, _) in zip(lines, lines[1:]):
        bars = bars_of(rest)
        if not bars or now is None or end <= start:
            continue
        if tonics and tonics[-1][2] == now and abs(tonics[-1][1] - start) < 0.01:
            tonics[-1] = (tonics[-1][0], end, now)
        else:
            tonics.append((start, end, now))
        length = (end - start) / len(bars)
        before = None
        for i, words in enumerate(bars):
            for j, word in enumerate(words or ["."]):
                if word != ".":
                    before = chord(word)
                step = length / max(1, len(words))
                at = start + i * length + j * step
                if before and chords and chords[-1][2:] == before and abs(chords[-1][1] - at) < 0.01 and j:
                    chords[-1] = (chords[-1][0], at + step, *before)
                elif before:
                    chords.append((at, at + step, *before))
    return chords, tonics


def key_of(chords, start, end, tonic):
    """"maj", "min" or None for a stretch that has the tonic."""
    major = minor = 0.0
    for a, b, root, quality in chords:
        inside = min(b, end) - max(a, start)
        if inside > 0 and root == tonic:
            third = QUALITIES.get(quality, ())
            major += inside * (4 in third)
            minor += inside * (3 in third)
    if major + minor < 0.05 * (end - start) or 0.4 < major / (major + minor) < 0.6:
        return None
    return "maj" if major > minor else "min"


def songs(folder):
    """(name, chords, keys) of each song; those with equal chords come once."""
    seen = set()
    for path in sorted(Path(folder).glob("[0-9]*/salami_chords.txt")):
        chords, tonics = song_of(path)
        mark = tuple(c[2:] for c in chords)
        if len(chords) < 12 or mark in seen:
            continue
        seen.add(mark)
        keys = [(s, e, t, key_of(chords, s, e, t)) for s, e, t in tonics]
        yield f"billboard_{path.parent.name}", chords, keys
