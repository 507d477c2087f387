"""A singer by rule, for want of recordings that may be trained on: a glottal wave through formants, with glides, vibrato,
breath and consonants. Nobody takes it for a person, but it does to a mix what a voice does: it slides, starts softly and
lies over the beat.

Formant frequencies after Peterson and Barney, "Control methods used in a study of the vowels" (1952).
"""
import numpy as np
from scipy.signal import lfilter

RATE = 22050
VOWELS = ((730, 1090, 2440), (530, 1840, 2480), (270, 2290, 3010), (570, 840, 2410), (300, 870, 2240), (640, 1190, 2390))
WIDTHS = (80, 100, 140, 200)


def _resonate(wave, formants):
    for frequency, width in zip((*formants, 3600), WIDTHS):
        radius = np.exp(-np.pi * width / RATE)
        angle = 2 * np.pi * frequency / RATE
        wave = lfilter([1 - radius], [1, -2 * radius * np.cos(angle), radius * radius], wave)
    return wave


def sing(notes, seconds, rng):
    """The notes (one at a time: of two that overlap the first ends early) as samples, and the spans in which it sounds."""
    noise = np.random.default_rng(rng.randrange(2 ** 31))
    out = np.zeros(int((seconds + 0.3) * RATE), np.float32)
    size = rng.uniform(0.95, 1.22)  # of the throat: formants scale
    depth, rate, breath, late = rng.uniform(0.1, 0.7), rng.uniform(4.5, 6.5), rng.uniform(0.01, 0.08), rng.uniform(0, 0.03)
    notes = sorted(notes, key=lambda note: note.time)
    spans, before = [], None
    for note, following in zip(notes, [*notes[1:], None]):
        end = min(note.time + note.length, following.time if following else np.inf)
        start = max(0.0, note.time + rng.gauss(late, 0.012))
        count = int((end - start) * RATE)
        if count < RATE // 20:
            continue
        t = np.arange(count) / RATE
        pitch = note.pitch + rng.gauss(0, 0.12) + depth * np.sin(2 * np.pi * rate * t) * np.clip((t - 0.15) / 0.3, 0, 1)
        tied = before is not None and start - before[1] < 0.12
        pitch = pitch + ((before[0] - note.pitch) if tied else rng.uniform(-2, 0)) * np.exp(-t / rng.uniform(0.015, 0.06))
        before = (note.pitch, end)
        phase = np.cumsum(440 * 2 ** ((pitch - 69) / 12)) / RATE % 1.0
        glottis = np.where(phase < 0.6, 0.5 - 0.5 * np.cos(np.pi * phase / 0.6), 0.5 + 0.5 * np.cos(np.pi * (phase - 0.6) / 0.25))
        glottis = np.where(phase > 0.85, 0.0, glottis)
        source = np.diff(glottis, prepend=0.0) + breath * noise.normal(size=count)
        first, second = (np.array(rng.choice(VOWELS)) * size for _ in range(2))
        wave = _resonate(source, first)
        if rng.random() < 0.4:  # the vowel moves
            share = np.clip(t / max(t[-1], 1e-3) * 1.5, 0, 1)
            wave = wave * (1 - share) + _resonate(source, second) * share
        wave = wave / max(1e-6, np.abs(wave).max())
        attack = rng.uniform(0.02, 0.08)
        wave *= np.clip(t / attack, 0, 1) * np.clip((t[-1] - t) / 0.04, 0, 1) * (note.velocity / 127) ** 1.3
        at = int(start * RATE)
        if rng.random() < 0.55:  # a consonant before the vowel
            length = int(rng.uniform(0.02, 0.09) * RATE)
            hiss = np.diff(noise.normal(size=length + 1)) * np.hanning(length) * rng.uniform(0.05, 0.35)
            begin = max(0, at - length)
            out[begin:begin + length] += hiss[:len(out[begin:begin + length])]
        stop = min(len(out), at + count)
        out[at:stop] += wave[:stop - at]
        spans.append((start, end))
    return out, spans
