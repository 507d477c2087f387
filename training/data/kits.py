"""Drums that were recorded, and drum machines: played stroke by stroke beside what FluidSynth plays.

MuldjordKit (Lars Muldjord, CC BY 4.0; its SFZ edition in sfzinstruments/DrumGizmo.MuldjordKit): one kit, many strengths,
close, overhead and room microphones, mixed anew for every piece. Samples of Sonic Pi (CC0): one stroke a drum, kits by
chance. Machines: sines that fall and noises that die, by rule.

    python -m training.data.kits MULDJORD/Samples SONIC_PI/etc/samples KITS
"""
import sys
from pathlib import Path

import numpy as np

from . import song as s

RATE = 22050
LONGEST = int(2.5 * RATE)
# Folder of the kit -> the General MIDI notes that it plays.
MULDJORD = {"KdrumL": (35, 36), "KdrumR": (), "Snare": (38, 40), "SnareRest": (37, 39), "HihatClosed": (42, 44),
            "HihatOpen": (46,), "RideL": (51, 59), "RideLBell": (53,), "CrashL": (49,), "CrashR": (57, 55),
            "China": (52,), "Tom1": (50, 48), "Tom2": (47,), "Tom3": (45,), "Tom4": (41, 43)}
CLOSE = {"KdrumL": "KdrumL", "Snare": "Snare_top", "SnareRest": "Snare_top", "HihatClosed": "Hihat",
         "HihatOpen": "Hihat", "RideL": "RideL", "RideLBell": "RideL", "CrashL": "OHL", "CrashR": "OHR", "China": "OHR",
         "Tom1": "Tom1", "Tom2": "Tom2", "Tom3": "Tom3", "Tom4": "Tom4"}
# What may stand for a drum among the single samples.
SINGLE = {s.KICK: ("bd_", "drum_bass", "drum_heavy", "elec_soft_kick", "elec_hollow"),
          s.SNARE: ("sn_", "drum_snare", "elec_snare", "elec_lo_snare", "elec_mid_snare", "elec_hi_snare"),
          s.CLAP: ("perc_snap", "sn_", "elec_filt_snare"), s.STICK: ("elec_wood", "elec_tick", "elec_pop", "perc_snap"),
          s.CLOSED: ("hat_", "drum_cymbal_closed", "elec_cymbal"), s.PEDAL: ("drum_cymbal_pedal", "hat_"),
          s.OPEN: ("drum_cymbal_open", "hat_"), s.RIDE: ("ride_", "drum_cymbal_soft"),
          s.CRASH: ("drum_splash", "drum_cymbal_hard"), 45: ("drum_tom", "elec_fuzz_tom"),
          s.COWBELL: ("drum_cowbell", "elec_triangle"), s.SHAKER: ("hat_",), s.CONGA_HIGH: ("tabla_",),
          s.CONGA_LOW: ("tabla_",), s.CLAVES: ("elec_wood", "elec_ping")}
# Drums that a kit lacks are played on another.
STAND_IN = {35: 36, 40: 38, 39: 38, 37: 39, 44: 42, 54: 42, 70: 42, 22: 42, 26: 46, 59: 51, 53: 51, 52: 49, 55: 49,
            57: 49, 41: 45, 43: 45, 47: 45, 48: 45, 50: 45, 58: 45, 63: 45, 64: 45, 56: 51, 75: 37}


def _read(path):
    import soundfile
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    mono = samples.mean(axis=1)
    if rate == 2 * RATE:  # half-band by a short sinc
        taps = np.sinc(np.arange(-24, 25) / 2) * np.hamming(49) / 2
        mono = np.convolve(mono, taps, "same")[::2]
    elif rate != RATE:
        mono = np.interp(np.arange(0, len(mono), rate / RATE), np.arange(len(mono)), mono)
    return mono[:LONGEST].astype(np.float32)


def _from_onset(parts):
    """All microphones cut to the moment at which the first one hears the stroke, less two milliseconds."""
    loud = np.abs(parts[0])
    start = max(0, int(np.argmax(loud > 0.08 * loud.max())) - RATE // 500)
    return parts[:, start:]


def prepare(muldjord, sonic_pi, out):
    """Leaves what training needs of both sets in `out`, as NumPy arrays."""
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    for drum, microphone in CLOSE.items():
        strokes = []
        for close in sorted(Path(muldjord, drum).glob(f"*-{drum}-{microphone}.flac")):
            number = close.name.split("-")[0]
            mics = [[close], *(list(Path(muldjord, drum).glob(f"{number}-{drum}-{name}?.flac")) for name in ("OH", "Amb"))]
            parts = [np.mean([_read(p) for p in paths], axis=0) for paths in mics]
            length = min(map(len, parts))
            strokes.append(_from_onset(np.stack([part[:length] for part in parts])))
        strokes.sort(key=lambda stroke: float(np.abs(stroke[0]).max()))
        np.savez(out / f"muldjord_{drum}.npz", *strokes)
    for path in sorted(Path(sonic_pi).glob("*.flac")):
        if any(path.name.startswith(prefix) for names in SINGLE.values() for prefix in names):
            sample = _from_onset(_read(path)[None])[0]
            np.save(out / f"single_{path.stem}.npy", sample / max(1e-4, float(np.abs(sample).max())))


def _machine(rng):
    """A drum machine by rule: {note: samples}."""
    noise = np.random.default_rng(rng.randrange(2 ** 31))

    def time(seconds):
        return np.arange(int(seconds * RATE)) / RATE

    def fall(t, seconds):
        return np.exp(-t / seconds)

    t = time(rng.uniform(0.15, 0.7))
    low, high, speed = rng.uniform(40, 65), rng.uniform(90, 320), rng.uniform(0.008, 0.05)
    kick = np.sin(2 * np.pi * np.cumsum(low + (high - low) * fall(t, speed)) / RATE) * fall(t, rng.uniform(0.06, 0.35))
    kick = np.tanh(kick * rng.uniform(1.0, 4.0)) + rng.uniform(0, 0.4) * noise.normal(size=len(t)) * fall(t, 0.003)
    t = time(0.35)
    tone = np.sin(2 * np.pi * rng.uniform(150, 260) * t) * fall(t, rng.uniform(0.02, 0.1))
    hiss = np.diff(noise.normal(size=len(t) + 1)) * fall(t, rng.uniform(0.04, 0.18))
    snare = tone * rng.uniform(0.1, 1.0) + hiss * rng.uniform(0.3, 0.8)
    clap = sum(np.roll(hiss * fall(t, 0.05), int(k * 0.011 * RATE)) for k in range(3)) * 0.5

    def hat(seconds):
        t = time(min(1.2, seconds * 5))
        metal = sum(np.sign(np.sin(2 * np.pi * f * t)) for f in noise.uniform(3000, 9000, 5)) * rng.uniform(0, 0.3)
        return np.diff(metal + noise.normal(size=len(t)), prepend=[0.0, 0.0], n=2) * fall(t, seconds) * 0.2

    t = time(0.5)
    tom = np.sin(2 * np.pi * np.cumsum(rng.uniform(80, 160) * (1 + 0.6 * fall(t, 0.04))) / RATE) * fall(t, 0.14)
    wood = np.sin(2 * np.pi * rng.uniform(700, 2200) * t) * fall(t, rng.uniform(0.01, 0.05))
    kit = {s.KICK: kick, s.SNARE: snare, s.CLAP: clap, s.CLOSED: hat(rng.uniform(0.015, 0.05)),
           s.OPEN: hat(rng.uniform(0.12, 0.3)), s.RIDE: hat(0.35), s.CRASH: hat(0.6), 45: tom, s.STICK: wood,
           s.COWBELL: wood, s.CLAVES: wood, s.SHAKER: hat(0.03)}
    return {note: [(sample / max(1e-4, np.abs(sample).max())).astype(np.float32)] for note, sample in kit.items()}


class Kits:
    """Kits of one folder that `prepare` made. Not to be shared between threads."""

    def __init__(self, folder):
        folder = Path(folder)
        self._recorded = {}
        for path in sorted(folder.glob("muldjord_*.npz")):
            with np.load(path) as strokes:
                self._recorded[path.stem.removeprefix("muldjord_")] = [strokes[name] for name in strokes.files]
        self._single = {path.stem.removeprefix("single_"): np.load(path) for path in sorted(folder.glob("single_*.npy"))}
        if not self._recorded or not self._single:
            raise SystemExit(f"{folder} holds no kits; make them with python -m training.data.kits")

    def draw(self, rng):
        """{note: strokes from soft to loud} of a kit that is like no other."""
        kind = rng.choice(["recorded", "recorded", "single", "machine"])
        if kind == "machine":
            kit = _machine(rng)
        elif kind == "recorded":
            mix = np.array([rng.uniform(0.2, 1.0), rng.uniform(0.0, 1.5), rng.uniform(0.0, 1.2)], np.float32)
            level = {drum: 10 ** (rng.uniform(-5, 5) / 20) for drum in self._recorded}
            kit = {note: [level[drum] * (mix[:, None] * stroke).sum(0) for stroke in strokes]
                   for drum, strokes in self._recorded.items() for note in MULDJORD[drum]}
        else:
            kit = {}
            for note, prefixes in SINGLE.items():
                names = [name for name in self._single if name.startswith(tuple(prefixes))]
                kit[note] = [self._single[rng.choice(names)] * 10 ** (rng.uniform(-6, 2) / 20)]
        speed = rng.uniform(0.85, 1.18)  # as a sampler plays another pitch
        return {note: [np.interp(np.arange(0, len(x), speed), np.arange(len(x)), x).astype(np.float32) for x in strokes]
                for note, strokes in kit.items()}


def play(notes, kit, seconds):
    """The strokes of one piece as samples."""
    out = np.zeros(int((seconds + 0.1) * RATE), np.float32)
    ends = {}
    for note in sorted(notes, key=lambda n: n.time):
        pitch = note.pitch
        for _ in range(3):
            if pitch not in kit:
                pitch = STAND_IN.get(pitch, s.CLOSED)
        strokes = kit[pitch]
        strength = (note.velocity / 127) ** 1.6
        sample = strokes[min(len(strokes) - 1, int(note.velocity / 128 * len(strokes)))]
        peak = float(np.abs(sample).max())
        gain = strength / peak * float(np.abs(strokes[-1]).max()) if peak > 1e-4 and len(strokes) > 1 else strength
        start = int(note.time * RATE)
        if pitch in (s.CLOSED, s.PEDAL) and ends.get(s.OPEN, 0) > start:  # the hats close
            stop = min(len(out), ends[s.OPEN])
            begin, sound = ends["open"]
            out[start:stop] -= sound[start - begin:stop - begin]
            ends[s.OPEN] = 0
        length = min(len(sample), len(out) - start)
        if start < 0 or length <= 0:
            continue
        sound = sample[:length] * gain
        out[start:start + length] += sound
        if pitch == s.OPEN:
            ends[s.OPEN], ends["open"] = start + length, (start, sound)
    return out


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    prepare(*sys.argv[1:])
