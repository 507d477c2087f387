"""Chroma of notes without rendering them: what harmony/chroma.cpp would see, near enough to learn from, a hundred times
as fast. Renderings in sound fonts are learned from beside it.

Each note sounds with partials whose strengths and decay are drawn for its part; a frame's spectrum on semitones is
weighed and folded as there: local peaks, over the root of the level around them, into treble and bass.
"""
import numpy as np

from .model import FRAME_SECONDS, INPUTS

LOW, HIGH = 24, 102  # MIDI numbers that are kept: 33 Hz to 3 kHz
HARMONICS = np.array([0, 12, 19.02, 24, 27.86, 31.02, 33.69, 36])


def _rise(hz, start, stop):
    return np.clip(np.log2(hz / start) / np.log2(stop / start), 0, 1)


NUMBERS = np.arange(LOW, HIGH)
HZ = 440.0 * 2.0 ** ((NUMBERS - 69) / 12)
TREBLE = _rise(HZ, 92, 184) * (1 - _rise(HZ, 1414, 2828)) * (HZ < 2150)
BASS = _rise(HZ, 22.5, 45) * (1 - _rise(HZ, 156, 311))


def _loudness(frames, start, length, decay):
    """How much of a note falls into each frame's window (Hann, two hops wide): first frame, amplitudes."""
    first = max(0, int(start / FRAME_SECONDS))
    last = min(frames, int((start + length) / FRAME_SECONDS) + 2)
    if last <= first:
        return first, np.zeros(0)
    fine = start + (np.arange(16 * (last - first)) + 0.5) / 16 * length / max(1, last - first)
    envelope = np.exp(-(fine - start) / decay)
    middles = np.arange(first, last) * FRAME_SECONDS
    away = (fine[None] - middles[:, None]) / FRAME_SECONDS
    window = np.where(np.abs(away) < 1, 0.5 + 0.5 * np.cos(np.pi * away), 0)
    return first, (window * envelope).sum(1) * (fine[1] - fine[0]) / FRAME_SECONDS


def chroma(song, rng):
    """Rows of 25 for a Song; `rng` is numpy's."""
    frames = int(song.end / FRAME_SECONDS) + 2
    level = np.zeros((frames, HIGH - LOW))
    parts = {}
    for note in song.notes:
        if note.part == "drums":
            continue
        if note.part not in parts:
            slope, odd = rng.uniform(0.4, 2.2), rng.uniform(0.5, 1.0)
            partials = (1 + np.arange(8)) ** -slope * np.exp(rng.normal(0, 0.3, 8))
            partials[1::2] *= odd if rng.random() < 0.3 else 1.0
            parts[note.part] = partials, rng.choice([0.4, 0.8, 1.5, 6.0]), np.exp(rng.normal(0, 0.4))
        partials, decay, gain = parts[note.part]
        first, loud = _loudness(frames, note.time, note.length, decay)
        loud = loud * gain * (note.velocity / 90) ** 1.5
        for above, strength in zip(HARMONICS, partials):
            at = note.pitch + above - LOW
            nearest = int(round(at))
            if 0 <= nearest < HIGH - LOW and abs(at - nearest) < 0.4:
                level[first:first + len(loud), nearest] += loud * strength
    if any(note.part == "drums" for note in song.notes):
        level += rng.uniform(0.0, 0.15) * level.mean() * np.abs(rng.normal(size=level.shape))
    level += 1e-5 * np.abs(rng.normal(size=level.shape))
    # A third of an octave to both sides; between notes the spectrum holds little.
    padded = np.pad(level, ((0, 0), (4, 4)))
    squares = np.cumsum(np.pad(padded ** 2, ((0, 0), (1, 0))), 1)
    around = np.sqrt(np.maximum(squares[:, 9:] - squares[:, :-9], 1e-12) / 27)
    means = np.cumsum(np.pad(padded, ((0, 0), (1, 0))), 1)
    mean = (means[:, 9:] - means[:, :-9]) / 20
    weight = np.where(level > 1.5 * mean, level / np.sqrt(around), 0)
    out = np.zeros((frames, INPUTS), np.float32)
    for column, register in ((0, TREBLE), (12, BASS)):
        for p in range(12):
            out[:, column + p] = (weight * register)[:, NUMBERS % 12 == p].sum(1)
        total = out[:, column:column + 12].sum(1, keepdims=True)
        np.divide(out[:, column:column + 12], total, out=out[:, column:column + 12], where=total > 1e-4)
    whole = np.sqrt((level ** 2).sum(1))
    out[:, 24] = np.where(whole > 1e-3 * whole.max(), np.sqrt(whole / max(1e-9, whole.max())), 0)
    return out
