"""Makes the material for the drum network: python -m training.drums.make OUT --tool build/training/stratum-training ...

Drummers of the Groove MIDI Dataset, alone or with a band by rule over the same click, and drums by rule in songs of
POP909 and in whole pieces by rule, played by sound fonts or by sampled kits. Beside each NAME.bands lies NAME.drums: a
line for each stroke with its time, General MIDI number and velocity.
"""
import argparse
import random
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import oaconvolve

from ..data import corpora, drums, harmony, invent, render
from ..data.song import Song
from .kits import FOLDER, KITS, RATE, Kit

FONTS = {"train": ["fluid", "timgm"], "validation": ["opl3"], "test": ["opl3"]}
# What the electronic kit of the recordings sends beyond General MIDI.
ROLAND = {22: 42, 26: 46, 58: 43}


def _with_band(song, rng):
    if len(song.downbeats) > 2:
        scale = harmony.SCALES[rng.choice(list(harmony.SCALES))]
        chords = harmony.progression(rng, scale, rng.random() < 0.4, len(song.downbeats))
        parts = {p for p in ("bass", "chords", "pad", "arp", "melody") if rng.random() < 0.6} or {"bass"}
        harmony.accompany(song, rng, rng.randrange(12), chords, parts, 0.5, rng.choice([0.0, 0.008]))
    return song


def _groove(song, rng):
    spare = max(0.0, song.end - 26.0)
    song = song.excerpt(rng.uniform(0.0, spare), 26.0).stretched(rng.uniform(0.85, 1.18))
    for note in song.notes:
        note.pitch = ROLAND.get(note.pitch, note.pitch)
    return _with_band(song, rng) if rng.random() < 0.6 else song


def _pop(song, metre, rng):
    song = song.excerpt(rng.uniform(0.0, max(0.0, song.end - 30.0)), 26.0).stretched(rng.uniform(0.82, 1.2))
    song.transposed(rng.randrange(-5, 6))
    song.notes = [note for note in song.notes if note.part != "drums"]
    if rng.random() < 0.8:
        drums.play(song, metre, rng.choice([2, 4]), 0.5, rng, rng.choice([0.0, 0.006]))
    return song


def pieces(options):
    if options.groove:
        test = options.split == "test"
        for i, (song, _) in enumerate(corpora.groove(options.groove, 6.0, "test" if test else "train")):
            if test or (i % 12 == 0) == (options.split == "validation"):
                for turn in range(options.turns):
                    yield f"{song.name}_{turn}", lambda rng, s=song: _groove(s, rng)
    if options.pop909:
        measured = set(options.without.split(",")) if options.without else set()
        for i, (song, metre) in enumerate(corpora.pop909(options.pop909, measured)):
            if (i % 12 == 0) == (options.split == "validation") and i % options.pop_step == 0:
                yield song.name, lambda rng, s=song, m=metre: _pop(s, m, rng)
    for i in range(options.invented):
        name = f"invented_{options.split}_{i}"
        yield name, lambda rng, n=name: invent.piece(rng, n, 26.0)


def play(song, audio, split, kits, rng):
    """A sound font plays the band and, for a part of the pieces, the drums too; otherwise a sampled kit does."""
    font = render.SOUNDFONTS[rng.choice(FONTS[split])]
    stroke = [note for note in song.notes if note.part == "drums"]
    if not stroke or (split != "test" and rng.random() < 0.4):
        return render.play(song, audio, font, rng)
    kit = Kit(rng.choice(KITS[split]), rng, kits)
    song.notes = [note for note in song.notes if note.part != "drums" or kit.plays(note.pitch)]
    stroke = [note for note in song.notes if note.part == "drums"]
    band = Song(song.name, [note for note in song.notes if note.part != "drums"], programs=song.programs)
    length = int((song.end + 1.0) * RATE)
    mix = kit.play(stroke, length)
    mix *= 0.5 / max(1e-6, float(np.sqrt((mix[np.abs(mix) > 0] ** 2).mean())) * 4.0)
    if rng.random() < 0.6:  # a room: noise that dies away
        seconds = rng.uniform(0.08, 0.9)
        tail = int(seconds * RATE)
        random_numbers = np.random.default_rng(rng.randrange(1 << 30))
        noise = random_numbers.normal(0.0, 1.0, tail) * np.exp(-6.0 * np.arange(tail) / tail)
        wet = oaconvolve(mix, noise)[:length]
        wet *= np.abs(mix).max() / max(1e-9, np.abs(wet).max())
        mix = mix + rng.uniform(0.03, 0.4) * wet
    if band.notes:
        render.play(band, audio, font, rng)
        other, _ = soundfile.read(audio, always_2d=True)
        other = other.mean(1)[:length]
        level = float(np.sqrt((other ** 2).mean()))
        drive = float(np.sqrt((mix ** 2).mean()))
        if level > 0:
            mix[:len(other)] += other * (drive / level * 10.0 ** (rng.uniform(-8.0, 8.0) / 20.0))
    mix *= rng.uniform(0.3, 0.98) / max(1e-6, np.abs(mix).max())
    if rng.random() < 0.2:  # driven into the ceiling
        mix = np.tanh(mix * rng.uniform(1.5, 4.0)) * 0.8
    soundfile.write(audio, mix.astype(np.float32), RATE)
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--tool", required=True, help="the program stratum-training")
    parser.add_argument("--split", choices=list(FONTS), default="train")
    parser.add_argument("--groove", help="the folder of the Groove MIDI Dataset that holds info.csv")
    parser.add_argument("--turns", type=int, default=1, help="how often each performance is played")
    parser.add_argument("--pop909", help="the folder POP909 of its repository")
    parser.add_argument("--pop-step", type=int, default=1, help="every nth song only")
    parser.add_argument("--without", help="numbers of POP909 songs that are kept for measuring, with commas between")
    parser.add_argument("--invented", type=int, default=0, help="how many pieces by rule")
    parser.add_argument("--kits", default=FOLDER, help="the folder of the sampled kits")
    parser.add_argument("--audio", action="store_true", help="keep the sound beside the bands")
    parser.add_argument("--part", default="0/1")
    options = parser.parse_args()
    part, parts = map(int, options.part.split("/"))
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        names = Path(work) / "names"
        for i, (name, make) in enumerate(pieces(options)):
            stem = options.out / name
            if i % parts != part or stem.with_name(name + ".drums").exists():
                continue
            audio = stem.with_name(name + ".wav") if options.audio else Path(work) / "one.wav"
            rng = random.Random(f"drums/{options.split}/{name}")
            song = make(rng)
            if not song.notes:
                continue
            play(song, audio, options.split, options.kits, rng)
            names.write_text(f"{audio}\t{stem}.bands\n")
            subprocess.run([options.tool, "bands", names], check=True)
            lines = [f"{note.time:.6f}\t{note.pitch}\t{note.velocity}\n" for note in song.notes if note.part == "drums"]
            stem.with_name(name + ".drums").write_text("".join(lines))


if __name__ == "__main__":
    main()
