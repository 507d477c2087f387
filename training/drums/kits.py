"""Sampled drum kits: the free kits for Hydrogen that Debian packs (hydrogen-drumkits), played by a sampler of our own.

Sound fonts hold a handful of drum sounds; these kits are recordings of real drums (and some machines) with several
layers of velocity. Only kits under the GPL or CC0 are trained on: they make the sound that is heard, and nothing of them is in a model. One
under CC BY-SA is kept for measuring.
"""
import functools
import re
import xml.etree.ElementTree as xml
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample_poly

from ..data import song as s

FOLDER = "/usr/share/hydrogen/data/drumkits"
KITS = {
    "train": ["Audiophob", "ColomboAcousticDrumkit", "ElectricEmpireKit", "ForzeeStereo", "HardElectro1",
              "Millo-Drums_v.1", "Millo_MultiLayered2", "VariBreaks"],
    "validation": ["The Black Pearl 1.0"],
    "test": ["BJA_Pacific"],
}
RATE = 22050

# First match wins: what an instrument's name says, and the General MIDI drum that it plays.
_NAMES = [
    (r"stick|click|side", s.STICK), (r"clap", s.CLAP), (r"kick|bass ?drum", s.KICK), (r"snare", s.SNARE),
    (r"(ped|pd).*(hh|hat)|(hh|hat).*(ped|pd)", s.PEDAL), (r"(op|semi|swish).*(hh|hat)|(hh|hat).*(op|semi|swish)|ohh", s.OPEN),
    (r"hh|hat", s.CLOSED), (r"tom.*(floor|low)|floor", 43), (r"tom.*mid|tom 2", 47), (r"tom", 50),
    (r"ride.?crash|crash|splash|china", s.CRASH), (r"ride|bell", s.RIDE), (r"tambourine", s.TAMBOURINE),
    (r"cowbell|agogo", s.COWBELL),
]


class Kit:
    """`play` mixes strokes into a buffer. Each drum is one of the kit's instruments of its kind, drawn by chance."""

    def __init__(self, name, rng, folder=FOLDER):
        root = xml.parse(Path(folder) / name / "drumkit.xml").getroot()
        for element in root.iter():
            element.tag = re.sub(r"{.*}", "", element.tag)
        choices = {}
        for instrument in root.iter("instrument"):
            files = [(float(layer.findtext("max", "1")), layer.findtext("filename"))
                     for layer in instrument.iter("layer")]
            if not files and instrument.findtext("filename"):
                files = [(1.0, instrument.findtext("filename"))]
            title = (instrument.findtext("name") or "").lower()
            pitch = next((pitch for pattern, pitch in _NAMES if re.search(pattern, title)), None)
            if pitch is None or not files:
                continue
            choices.setdefault(pitch, []).append(sorted(files))
        self.layers, self.speeds, self.gains = {}, {}, {}
        for pitch, instruments in choices.items():
            layers = [(top, _read(Path(folder) / name / file)) for top, file in rng.choice(instruments)]
            layers = [(top, sound) for top, sound in layers if sound is not None]
            if layers:
                self.layers[pitch] = layers
                self.speeds[pitch] = 2.0 ** rng.uniform(-0.2, 0.2)
                self.gains[pitch] = 10.0 ** (rng.uniform(-7.0, 5.0) / 20.0)
        self.choke = rng.random() < 0.9
        self.tuned = {}

    def plays(self, pitch):
        return self._nearest(pitch) is not None

    def _nearest(self, pitch):
        """The drum itself or one of its family."""
        for family in ((s.KICK, 35), (s.SNARE, 40, s.CLAP, s.STICK), (s.CLOSED, s.PEDAL), (s.OPEN,),
                       (41, 43, 45, 47, 48, 50), (49, 52, 55, 57, 51), (s.RIDE, 53, 59), (s.TAMBOURINE,), (s.COWBELL,)):
            if pitch in family:
                known = [p for p in family if p in self.layers]
                return pitch if pitch in known else min(known, key=lambda p: abs(p - pitch)) if known else None
        return None

    def _tuned(self, pitch, wanted, layer):
        key = (pitch, wanted, layer)
        if key not in self.tuned:
            speed, sound = self.speeds[pitch], self.layers[pitch][layer][1]
            if wanted in (41, 43, 45, 47, 48, 50):  # the toms of a kit are tuned apart
                speed *= 2.0 ** ((wanted - pitch) / 12.0)
            self.tuned[key] = np.interp(np.arange(0.0, len(sound) - 1, speed), np.arange(len(sound)), sound)
        return self.tuned[key]

    def play(self, notes, length):
        out = np.zeros(length, np.float32)
        hats = [note for note in notes if note.pitch in (s.CLOSED, s.PEDAL, s.OPEN)]
        for note in notes:
            pitch = self._nearest(note.pitch)
            if pitch is None:
                continue
            velocity = note.velocity / 127.0
            layers = self.layers[pitch]
            layer = next((i for i, (top, _) in enumerate(layers) if velocity <= top + 1e-6), len(layers) - 1)
            sound = self._tuned(pitch, note.pitch, layer)
            # One layer has one loudness; several have their own already.
            loud = velocity ** (1.6 if len(layers) == 1 else 0.7) * self.gains[pitch]
            start = int(note.time * RATE)
            stop = min(length, start + len(sound))
            if self.choke and note.pitch == s.OPEN:  # the foot ends what the hand let ring
                following = [other.time for other in hats if other.time > note.time + 0.02]
                if following:
                    stop = min(stop, int(min(following) * RATE))
            if stop <= start:
                continue
            piece = np.asarray(sound[:stop - start], np.float32) * loud
            fade = min(len(piece), 200)
            piece[-fade:] *= np.linspace(1.0, 0.0, fade, dtype=np.float32)
            out[start:stop] += piece
        return out


@functools.lru_cache(maxsize=None)
def _read(path):
    """Mono at RATE, from the attack on."""
    try:
        sound, rate = soundfile.read(path, always_2d=True)
    except (OSError, RuntimeError):
        return None
    sound = sound.mean(1)
    if len(sound) < 50 or not np.abs(sound).max() > 0:
        return None
    if rate != RATE:
        common = np.gcd(rate, RATE)
        sound = resample_poly(sound, RATE // common, rate // common)
    loud = np.abs(sound) > 0.03 * np.abs(sound).max()
    return sound[max(0, int(np.argmax(loud)) - 8):]
