"""Excerpts that are mixed anew each time: a voice, a lead that is none, both or neither over a band that knows nothing of them."""
from pathlib import Path

import numpy as np

from .model import BANDS, SKIP, STEP

SCALE = 1 / 31.75  # 8-bit features -> log(1 + 3000 m)
VOICED = slice(16, 66)  # bands from 345 Hz to 7 kHz: where a voice is told from what plays with it
HIDDEN = 10 ** (-16 / 10)  # of the power of all: nobody would hear it


class Stem:
    def __init__(self, path):
        self.name = path.stem
        raw = np.fromfile(path, np.uint8)
        self.bands = raw[:len(raw) // (SKIP * BANDS) * SKIP * BANDS].reshape(-1, BANDS)[::SKIP].copy()
        sounding = path.with_suffix(".active")
        frames = len(self.bands)
        if sounding.exists():
            on = np.fromfile(sounding, np.uint8)[:frames]
            self.active = np.pad(on, (0, frames - len(on))).astype(bool)
        else:
            self.active = None
        audible = self.active if self.active is not None and self.active.any() else None
        power = np.square(np.expm1(self.bands[audible][:, VOICED].astype(np.float32) * SCALE)).mean(1) if audible is not None \
            else np.square(np.expm1(self.bands[:, VOICED].astype(np.float32) * SCALE)).mean(1)
        self.level = float(np.sqrt(np.sort(power)[len(power) // 2:].mean())) + 1e-6


def load(folders, limit=None, seed=5):
    """The stems of the folders, `limit` of each at most."""
    out = []
    for folder in folders:
        files = sorted(path for path in Path(folder).glob("*.bands") if path.stat().st_size >= 2 * SKIP * BANDS * 200)
        if limit and len(files) > limit:
            files = [files[i] for i in sorted(np.random.default_rng(seed).permutation(len(files))[:limit])]
        out += [Stem(path) for path in files]
    return out


def cut(stem, frames, rng, sounding=False):
    """Magnitudes and whether a voice sounds; where there is one, twice as often a passage with it."""
    for _ in range(3 if sounding else 1):
        start = int(rng.integers(0, max(1, len(stem.bands) - frames + 1)))
        bands = stem.bands[start:start + frames]
        if not sounding or stem.active[start:start + frames].any():
            break
    magnitude = np.expm1(bands.astype(np.float32) * SCALE) / stem.level
    active = stem.active[start:start + frames] if stem.active is not None else np.zeros(len(bands), bool)
    short = frames - len(bands)
    return np.pad(magnitude, ((0, short), (0, 0))), np.pad(active, (0, short))


def coloured(magnitude, rng, depth):
    """Another tone: a few decibels up and down over the bands."""
    curve = np.interp(np.arange(BANDS), np.linspace(0, BANDS - 1, 7), rng.normal(0.0, depth, 7))
    return magnitude * (10 ** (curve / 20)).astype(np.float32)


def moved(magnitude, rng):
    """All partials a little higher or lower; the single bins of the bass stay."""
    shift = int(rng.integers(-2, 3))
    if shift:
        upper = magnitude[:, 16:]
        magnitude = magnitude.copy()
        magnitude[:, 16:] = np.roll(upper, shift, axis=1)
        if shift > 0:
            magnitude[:, 16:16 + shift] = upper[:, :1]
        else:
            magnitude[:, BANDS + shift:] = upper[:, -1:]
    return magnitude


def mixed(voices, leads, backings, frames, rng):
    """Log bands, how much of each step is sung, and how much each step counts."""
    power, voice, active = np.zeros((frames, BANDS), np.float32), np.zeros((frames, BANDS), np.float32), np.zeros(frames, bool)
    alone = rng.random() < 0.08
    if not alone:
        band, _ = cut(backings[rng.integers(len(backings))], frames, rng)
        power += np.square(coloured(band, rng, 3.0))
        if rng.random() < 0.12:
            band, _ = cut(backings[rng.integers(len(backings))], frames, rng)
            power += np.square(band) * 10 ** (rng.uniform(-10, 3) / 10)
    for pool, share in ((leads, 0.45), (voices, 0.55)):
        if rng.random() >= share:
            continue
        one, sounding = cut(pool[rng.integers(len(pool))], frames, rng, pool is voices)
        level = rng.uniform(-10, 9) if pool is leads else rng.uniform(-11, 9)
        one = np.square(moved(coloured(one, rng, 3.0), rng)) * 10 ** (level / 10)
        if rng.random() < 0.15:  # the band makes room for it
            power /= 1 + rng.uniform(0.2, 1.0) * one.mean(1, keepdims=True)
        power += one
        if pool is voices:
            voice, active = one, sounding
    if rng.random() < 0.12:  # all of it pumps with the kick
        period, depth = rng.uniform(15, 30), rng.uniform(0.4, 0.9)
        phase = (np.arange(frames) + rng.uniform(0, 30)) % period / period
        gain = np.square(1 - depth * np.clip(1 - 2 * phase, 0, 1))[:, None].astype(np.float32)
        power, voice = power * gain, voice * gain
    heard = voice[:, VOICED].sum(1) / (power[:, VOICED].sum(1) + 1e-9)
    counts = (~active | (heard > HIDDEN)).astype(np.float32)
    magnitude = np.sqrt(power) * 10 ** (rng.uniform(-8, 22) / 20)
    if rng.random() < 0.3:
        magnitude += np.abs(rng.normal(0.0, 10 ** rng.uniform(-1.5, 0.7), magnitude.shape)).astype(np.float32)
    if rng.random() < 0.3:  # a pressed master: everything loud is equally loud
        loud = magnitude.max(axis=1, keepdims=True) + 1.0
        magnitude = magnitude * (np.quantile(loud, 0.9) / loud) ** rng.uniform(0.2, 0.6)
    magnitude = coloured(magnitude, rng, 3.0)
    if rng.random() < 0.12:
        magnitude[:, rng.integers(54, BANDS):] *= 0.03
    bands = np.round(np.log1p(magnitude) / SCALE).clip(0, 255) * SCALE
    steps = frames // STEP
    sung = active.reshape(steps, STEP).mean(1).astype(np.float32)
    return bands.astype(np.float32), sung, counts.reshape(steps, STEP).mean(1)
