"""Stems to a master: balance, room, pumping, saturation, the narrow band of a bad recording."""
import numpy as np
from scipy.signal import butter, fftconvolve, sosfilt

RATE = 22050


def _level(stem):
    """Loudness enough for a balance: root mean square of the louder half."""
    if not len(stem):
        return 0.0
    power = np.square(stem[:len(stem) // 2205 * 2205].reshape(-1, 2205)).mean(1)
    return float(np.sqrt(np.sort(power)[len(power) // 2:].mean())) if len(power) else 0.0


def room(stem, rng):
    """A room whose echo is noise that dies away."""
    seconds = rng.choice([0.15, 0.3, 0.5, 0.8, 1.3])
    count = int(seconds * 2 * RATE)
    noise = np.random.default_rng(rng.randrange(2 ** 31)).normal(size=count)
    tail = noise * np.exp(-np.arange(count) / RATE * 6.9 / seconds)
    tail[:int(rng.uniform(0.002, 0.03) * RATE)] = 0.0
    wet = fftconvolve(stem, tail / np.sqrt(np.square(tail).sum()))[:len(stem)]
    return stem + rng.uniform(0.05, 0.6) * wet.astype(np.float32)


def _pump(stem, strokes, rng):
    """Side-chain: all but the drums goes down with every kick."""
    gain = np.ones(len(stem), np.float32)
    length = int(rng.uniform(0.12, 0.35) * RATE)
    shape = 1 - rng.uniform(0.3, 0.95) * (1 - np.linspace(0, 1, length)) ** 1.5
    for time in strokes:
        at = int(time * RATE)
        part = gain[at:at + length]
        part[:] = np.minimum(part, shape[:len(part)])
    return stem * gain


def master(stems, kicks, rng):
    """One mono master of a dictionary of stems ("music", "drums", "voice"), peaks within 1."""
    count = max(map(len, stems.values()))
    ready = {}
    for name, stem in stems.items():
        level = _level(stem)
        if level <= 1e-6:
            continue
        stem = np.pad(stem, (0, count - len(stem))) / level
        if rng.random() < 0.6 and name != "music":
            stem = room(stem, rng)
        ready[name] = stem * 10 ** (rng.uniform(*{"drums": (-7, 7), "voice": (-6, 6), "music": (-3, 3)}[name]) / 20)
    if "music" in ready and kicks and rng.random() < 0.25:
        ready["music"] = _pump(ready["music"], kicks, rng)
    out = np.sum(list(ready.values()), axis=0) if ready else np.zeros(count)
    if rng.random() < 0.4:
        drive = rng.uniform(0.2, 1.2)
        out = np.tanh(out * drive) / drive
    if rng.random() < 0.1:
        low, high = rng.uniform(60, 300), rng.uniform(2500, 7000)
        out = sosfilt(butter(2, [low, high], "bandpass", fs=RATE, output="sos"), out)
    if rng.random() < 0.15:
        out = room(out.astype(np.float32), rng)
    return (out / max(1e-6, np.abs(out).max()) * rng.uniform(0.25, 0.98)).astype(np.float32)
