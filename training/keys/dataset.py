"""Excerpts of pieces with their keys, bent as recordings are."""
from pathlib import Path

import numpy as np

from ..data.corpora import pitch_class
from .model import FRAME_SECONDS, FRAMES_PER_ROW, INPUTS, NO_KEY

UNKNOWN = -1


def key_index(name):
    tonic, mode = name.split(":")
    return pitch_class(tonic) + (12 if mode.startswith("min") else 0)


class Piece:
    """`labels`: the key of each row, NO_KEY throughout where the piece has none, UNKNOWN beside what is annotated."""

    def __init__(self, path):
        self.path = path
        self.name = path.stem
        self.source = path.stem.split("_")[0]
        self.frames = np.fromfile(path, np.float32).reshape(-1, INPUTS)
        lines = path.with_suffix(".keys").read_text().splitlines()
        rows = len(self.frames) // FRAMES_PER_ROW
        self.labels = np.full(rows, UNKNOWN if lines else NO_KEY)
        middles = (np.arange(rows) + 0.5) * FRAMES_PER_ROW * FRAME_SECONDS
        sums = {}
        for line in lines:
            start, end, name = line.split()
            start, end, key = float(start), float(end), key_index(name)
            self.labels[(middles >= start) & (middles < end)] = key
            sums[key] = sums.get(key, 0.0) + end - start
        self.key = max(sums, key=sums.get) if sums else NO_KEY


def load(folders):
    files = sorted(path for folder in folders for path in Path(folder).glob("*.chroma") if path.with_suffix(".keys").exists())
    pieces = [Piece(path) for path in files]
    return [p for p in pieces if len(p.labels) >= 8 and (p.labels != UNKNOWN).any()]


def bend(frames, rng):
    """Other balances, passing notes, leaks and holes. (frames, 25)"""
    out = frames.copy()
    chroma = out[:, :24].reshape(-1, 2, 12)
    chroma *= np.exp(rng.normal(0.0, rng.uniform(0.0, 0.5), chroma.shape)).astype(np.float32)
    for register in range(2):
        if rng.random() < 0.3:
            chroma[:, register] += rng.uniform(0.0, 0.06) * rng.random(chroma[:, register].shape, dtype=np.float32)
    if rng.random() < 0.25:  # third and fifth partials
        share = rng.uniform(0.05, 0.3)
        chroma += share * np.roll(chroma, 7, 2) + 0.4 * share * np.roll(chroma, 4, 2)
    if rng.random() < 0.12:
        chroma[:, 1] = 0.0
    elif rng.random() < 0.1:
        chroma[:, 1] = chroma[:, 0]
    total = chroma.sum(2, keepdims=True)
    np.divide(chroma, total, out=chroma, where=total > 1e-6)
    if rng.random() < 0.3 and len(out) > 40:
        start = rng.integers(0, len(out) - 20)
        out[start:start + rng.integers(4, 20), :] = 0.0
    out[:, 24] *= rng.uniform(0.6, 1.0)
    return out


def excerpt(piece, frames, rng):
    """Frames, two masks over rows and their two keys: the longest stretch in one key, and the next one or a part of
    the first."""
    length = int(rng.integers(24, frames + 1))
    spare = len(piece.frames) - length
    start = 0
    if spare > 0:  # beginnings and ends are heard more often than by chance: they tell most
        start = int(rng.choice([0, spare, rng.integers(0, spare + 1), rng.integers(0, spare + 1)]))
        start -= start % FRAMES_PER_ROW
    seen = bend(piece.frames[start:start + length], rng)
    rows = len(seen) // FRAMES_PER_ROW
    labels = piece.labels[start // FRAMES_PER_ROW:][:rows]
    edges = np.flatnonzero(np.diff(labels)) + 1
    runs = [(b - a, a, b, labels[a]) for a, b in zip([0, *edges], [*edges, rows]) if labels[a] != UNKNOWN]
    runs.sort(reverse=True)
    masks, keys = np.zeros((2, frames // FRAMES_PER_ROW), np.float32), np.full(2, UNKNOWN)
    if runs:
        _, a, b, keys[0] = runs[0]
        masks[0, a:b] = 1
        if len(runs) > 1 and runs[1][0] >= 12:
            _, a, b, keys[1] = runs[1]
            masks[1, a:b] = 1
        elif b - a > 24:
            width = int(rng.integers(14, b - a))
            a += int(rng.integers(0, b - a - width + 1))
            keys[1] = keys[0]
            masks[1, a:a + width] = 1
    audible = seen[:rows * FRAMES_PER_ROW, 24].reshape(rows, FRAMES_PER_ROW).max(1) > 0
    masks[:, :rows] *= audible
    keys[masks.sum(1) < 3] = UNKNOWN
    return np.pad(seen, ((0, frames - len(seen)), (0, 0))), masks, keys, len(seen)
