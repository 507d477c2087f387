"""Excerpts of pieces with their truth, bent as recordings are."""
from pathlib import Path

import numpy as np

from .model import BANDS, STEP_RATE, TEMPO_BINS, TEMPO_LOW, TEMPO_RATIO

SCALE = 1 / 31.75  # 8-bit features -> log(1 + 3000 m)
OFFSET = 0.25  # a step's middle lies a quarter of a step after its first frame's


def read_times(path):
    return np.array([float(line) for line in path.read_text().split()]) if path.exists() else np.array([])


class Piece:
    def __init__(self, bands):
        stem = bands.with_suffix("")
        self.name = stem.name
        self.bands = np.fromfile(bands, np.uint8).reshape(-1, 2 * BANDS)
        self.beats = read_times(stem.with_suffix(".beats"))
        self.downbeats = read_times(stem.with_suffix(".downbeats"))
        self.targets = np.zeros((len(self.bands), 2), np.float32)
        for column, times in enumerate((self.beats, self.downbeats)):
            at = np.round(times * STEP_RATE - OFFSET).astype(int)
            for shift, value in ((-1, 0.5), (1, 0.5), (0, 1.0)):
                inside = at[(at + shift >= 0) & (at + shift < len(self.bands))] + shift
                self.targets[inside, column] = np.maximum(self.targets[inside, column], value)

    def tempo(self, start, stop):
        """Soft tempo classes of an excerpt in steps; zeros where there is no one tempo."""
        soft = np.zeros(TEMPO_BINS, np.float32)
        inside = self.beats[(self.beats * STEP_RATE >= start) & (self.beats * STEP_RATE < stop)]
        if len(inside) < 8:
            return soft
        gaps = np.diff(inside)
        period = np.median(gaps)
        if np.mean(np.abs(gaps / period - 1) < 0.1) < 0.8:
            return soft
        place = np.log(60 / period / TEMPO_LOW) / np.log(TEMPO_RATIO)
        soft[:] = np.exp(-0.5 * (np.arange(TEMPO_BINS) - place) ** 2)
        return soft / soft.sum() if soft.sum() > 0.5 else np.zeros(TEMPO_BINS, np.float32)


def load(folders, limit=None):
    files = sorted(path for folder in folders for path in Path(folder).glob("*.bands")
                   if path.with_suffix(".beats").exists() and path.stat().st_size >= 2 * BANDS * 200)
    return [Piece(path) for path in files[:limit]]


def augment(log_bands, rng):
    """Another level, colour, noise floor and some holes. (steps, 144) of log(1 + 3000 m)."""
    magnitude = np.expm1(log_bands)
    colour = np.interp(np.arange(BANDS), np.linspace(0, BANDS - 1, 5), rng.normal(0.0, 4.0, 5))
    gain = rng.uniform(-14.0, 6.0)
    factor = 10 ** ((gain + colour) / 20)
    if rng.random() < 0.15:
        factor[rng.integers(40, BANDS):] *= 0.03
    if rng.random() < 0.1:
        factor[:rng.integers(2, 10)] *= 0.1
    magnitude *= np.tile(factor, 2).astype(np.float32)
    if rng.random() < 0.3:
        floor = 10 ** rng.uniform(-1.5, 1.0)
        magnitude += np.abs(rng.normal(0.0, floor, magnitude.shape)).astype(np.float32)
    if rng.random() < 0.25:  # a pressed master: everything loud is equally loud
        loud = magnitude.max(axis=1, keepdims=True) + 1.0
        magnitude *= (np.quantile(loud, 0.9) / loud) ** rng.uniform(0.2, 0.7)
    out = np.log1p(magnitude)
    if rng.random() < 0.3:
        start, length = rng.integers(0, len(out)), rng.integers(20, 120)
        out[start:start + length] *= rng.uniform(0.0, 0.4)
    if rng.random() < 0.3:
        band, width = rng.integers(0, BANDS), rng.integers(4, 16)
        out.reshape(len(out), 2, BANDS)[:, :, band:band + width] = 0.0
    return out


def excerpt(piece, steps, rng, bend=True):
    spare = len(piece.bands) - steps
    start = int(rng.integers(0, spare + 1)) if spare > 0 else 0
    bands = piece.bands[start:start + steps].astype(np.float32) * SCALE
    if bend:
        bands = augment(bands, rng).astype(np.float32)
    targets, mask = piece.targets[start:start + steps], np.ones(len(bands), np.float32)
    short = steps - len(bands)
    if short:
        bands, targets = np.pad(bands, ((0, short), (0, 0))), np.pad(targets, ((0, short), (0, 0)))
        mask = np.pad(mask, (0, short))
    return bands, targets, mask, piece.tempo(start, start + steps)
