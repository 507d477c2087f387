"""Excerpts of pieces with their strokes, bent as recordings are."""
from pathlib import Path

import numpy as np

from .model import BANDS, FRAME_RATE, GENERAL_MIDI, VOICES

SCALE = 1 / 31.75  # 8-bit features -> log(1 + 3000 m)


class Piece:
    def __init__(self, bands):
        stem = bands.with_suffix("")
        self.name = stem.name
        self.bands = np.fromfile(bands, np.uint8).reshape(-1, BANDS)
        frames = len(self.bands)
        self.strokes = [[] for _ in VOICES]  # (time, velocity 0 to 1)
        for line in Path(f"{stem}.drums").read_text().splitlines():
            time, pitch, velocity = line.split()
            voice = GENERAL_MIDI.get(int(pitch))
            if voice is not None and float(time) * FRAME_RATE < frames:
                self.strokes[voice].append((float(time), int(velocity) / 127.0))
        self.targets = np.zeros((frames, len(VOICES)), np.float32)
        self.velocity = np.zeros((frames, len(VOICES)), np.float32)
        for voice, strokes in enumerate(self.strokes):
            for time, velocity in strokes:
                at = int(round(time * FRAME_RATE))
                for shift, value in ((0, 1.0), (1, 0.6), (-1, 0.6)):
                    if 0 <= at + shift < frames:
                        self.targets[at + shift, voice] = max(self.targets[at + shift, voice], value)
                        self.velocity[at + shift, voice] = max(self.velocity[at + shift, voice], velocity)


def load(folders, limit=None):
    files = sorted(path for folder in folders for path in Path(folder).glob("*.bands")
                   if path.with_suffix(".drums").exists() and path.stat().st_size >= BANDS * 400)
    return [Piece(path) for path in files[:limit]]


def augment(log_bands, rng):
    """Another level, colour and pitch of the drums, noise floor, band limits and pressure."""
    magnitude = np.expm1(log_bands)
    if rng.random() < 0.5:  # everything a little higher or lower; single bins below leave the bass as it is
        shift = int(rng.integers(-3, 4))
        upper = magnitude[:, 16:]
        magnitude[:, 16:] = np.roll(upper, shift, axis=1)
        if shift > 0:
            magnitude[:, 16:16 + shift] = upper[:, :1]
        elif shift < 0:
            magnitude[:, BANDS + shift:] = upper[:, -1:]
    colour = np.interp(np.arange(BANDS), np.linspace(0, BANDS - 1, 6), rng.normal(0.0, 4.5, 6))
    factor = 10 ** ((rng.uniform(-14.0, 8.0) + colour) / 20)
    if rng.random() < 0.12:
        factor[rng.integers(56, BANDS):] *= 0.03
    magnitude *= factor.astype(np.float32)
    if rng.random() < 0.3:
        floor = 10 ** rng.uniform(-1.5, 0.9)
        magnitude += np.abs(rng.normal(0.0, floor, magnitude.shape)).astype(np.float32)
    if rng.random() < 0.25:  # a pressed master: everything loud is equally loud
        loud = magnitude.max(axis=1, keepdims=True) + 1.0
        magnitude *= (np.quantile(loud, 0.9) / loud) ** rng.uniform(0.2, 0.6)
    return np.log1p(magnitude)


def excerpt(piece, frames, rng, bend=True):
    spare = len(piece.bands) - frames
    start = int(rng.integers(0, spare + 1)) if spare > 0 else 0
    inside = slice(start, start + frames)
    bands = piece.bands[inside].astype(np.float32) * SCALE
    if bend:
        bands = augment(bands, rng).astype(np.float32)
    out = [bands, piece.targets[inside], piece.velocity[inside], np.ones(len(bands), np.float32)]
    short = frames - len(bands)
    if short:
        out = [np.pad(part, ((0, short),) + ((0, 0),) * (part.ndim - 1)) for part in out]
    return out


def mixed(pieces, frames, rng):
    """An excerpt; at times with another one under it, so that no sound always comes alone."""
    one = excerpt(pieces[rng.integers(len(pieces))], frames, rng)
    if rng.random() < 0.25:
        two = excerpt(pieces[rng.integers(len(pieces))], frames, rng)
        one[0] = np.log1p(np.expm1(one[0]) + np.expm1(two[0])).astype(np.float32)
        one[1], one[2] = np.maximum(one[1], two[1]), np.maximum(one[2], two[2])
        one[3] = np.maximum(one[3], two[3])
    return one
