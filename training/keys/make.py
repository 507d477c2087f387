"""Makes the key network's material: python -m training.keys.make OUT --tool build/training/stratum-training ...

Leaves NAME.chroma (rows of 25 floats, what the network sees) and NAME.keys (start, end, key; empty where there is
none) for each piece, with --audio NAME.wav too. Every piece has a seed made from its name, so that a run that is broken off goes on where it stood
and runs side by side (--part I/N) make the same as one.
"""
import argparse
import random
import shutil
import subprocess
import tempfile
import wave
from pathlib import Path

import numpy as np

from ..data import corpora, drums, render
from . import band, billboard, imagine

# Another sound font is kept for measuring: the one that the tables of docs/methods/harmony.md are made with.
FONTS = ["timgm"] * 9 + ["opl3"] * 9 + ["musescore"]
NAMES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")


def pop(song, metre, rng, excerpt=True):
    """A song of POP909, as it is (piano) or dressed: other instruments, drums, a bass."""
    plain = rng.random() < 0.4
    if song.end > 110.0 and excerpt:
        start = rng.choice([0.0, rng.uniform(0.0, song.end - 100.0), song.end - 100.0])
        song = song.excerpt(start, 100.0)
    song = song.stretched(rng.uniform(0.9, 1.12)).transposed(rng.randrange(-5, 6))
    return dress(song, metre, rng, plain), plain


def dress(song, metre, rng, plain=False):
    if plain:
        return song
    drums.play(song, metre, rng.choice([2, 4]), 0.5, rng, rng.choice([0.0, 0.006]))
    if rng.random() < 0.6:
        bass = min((n.pitch for n in song.notes if n.part == "chords"), default=48)
        for note in [n for n in song.notes if n.part == "chords" and n.pitch <= bass + 14]:
            song.notes.append(type(note)(note.time, note.length, max(28, note.pitch - 12), note.velocity, "bass"))
    return song


def noise(rng, audio):
    """20 s of what has no key: coloured noise, bursts of it, gliding tones."""
    numbers = np.random.default_rng(rng.randrange(1 << 30))
    rate, count = 22050, 22050 * 20
    spectrum = np.fft.rfft(numbers.normal(size=count))
    hz = np.fft.rfftfreq(count, 1 / rate) + 20.0
    spectrum *= hz ** rng.uniform(-1.2, 0.3)
    if rng.random() < 0.5:
        middle = rng.uniform(150, 3000)
        spectrum *= np.exp(-0.5 * (np.log2(hz / middle) / rng.uniform(0.1, 1.5)) ** 2)
    sound = np.fft.irfft(spectrum, count)
    if rng.random() < 0.5:
        sound *= np.exp(-np.mod(np.arange(count), int(rate * rng.uniform(0.1, 0.8))) / (rate * rng.uniform(0.02, 0.2)))
    sound /= np.abs(sound).max() + 1e-9
    if rng.random() < 0.35:
        glide = np.cumsum(np.exp(np.cumsum(numbers.normal(0, 0.0006, count))) * rng.uniform(80, 800)) / rate
        sound = 0.3 * sound + 0.5 * np.sin(2 * np.pi * glide)
    with wave.open(str(audio), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((sound * 20000).astype("<i2").tobytes())


def pieces(options):
    """(name, function of (random numbers, wav file) that leaves the sound and returns the keys, or None)"""
    def played(make, keep=False):
        def render_it(rng, audio):
            made = make(rng)
            song, programs = made if isinstance(made, tuple) else (made, keep)
            if song is None or not song.notes:
                return None
            if options.imagine:
                return song.keys, imagine.chroma(song, np.random.default_rng(rng.randrange(1 << 30)))
            render.play(song, audio, render.SOUNDFONTS[rng.choice(options.fonts or FONTS)], rng, programs)
            return song.keys
        return render_it

    if options.pop909:
        without = set(options.without.split(",")) if options.without else set()
        for song, metre in corpora.pop909(options.pop909, without, any_tempo=True):
            for take in range(options.takes):
                yield f"{song.name}_{take}", played(lambda rng, s=song, m=metre: pop(s, m, rng, not options.imagine))
    if options.billboard:
        for name, chords, keys in billboard.songs(options.billboard):
            yield name, played(lambda rng, n=name, c=chords, k=keys: band.over_chords(n, rng, c, k, 75.0))
    for i in range(options.loops):
        yield f"loops_{i}", played(lambda rng, n=f"loops_{i}": band.looped(n, rng, rng.uniform(25.0, 75.0)))
    if options.groove:
        for i, (song, _) in enumerate(corpora.groove(options.groove)):
            if i < options.drums:
                yield f"drums_{song.name}", played(lambda rng, s=song: s.excerpt(0.0, 30.0), True)
    for i in range(options.noises):
        yield f"noise_{i}", lambda rng, audio: noise(rng, audio) or []


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--tool", help="the program stratum-training")
    parser.add_argument("--pop909", help="the folder POP909 of its repository")
    parser.add_argument("--without", help="numbers of POP909 songs that are kept for measuring, with commas between")
    parser.add_argument("--takes", type=int, default=1, help="renderings of each song of POP909")
    parser.add_argument("--billboard", help="the folder billboard-2.0-salami_chords")
    parser.add_argument("--loops", type=int, default=0, help="how many pieces of loops by rule")
    parser.add_argument("--groove", help="the folder of the Groove MIDI Dataset that holds info.csv")
    parser.add_argument("--drums", type=int, default=100, help="how many drummers without a band")
    parser.add_argument("--noises", type=int, default=0)
    parser.add_argument("--fonts", nargs="*", help="names in data/render.py; the training ones when absent")
    parser.add_argument("--imagine", action="store_true", help="without sound: see imagine.py; for music only")
    parser.add_argument("--audio", action="store_true", help="leave the sound, too")
    parser.add_argument("--part", default="0/1")
    options = parser.parse_args()
    part, parts = map(int, options.part.split("/"))
    options.out.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp())
    try:
        for i, (name, make) in enumerate(pieces(options)):
            stem = options.out / name
            if i % parts != part or stem.with_suffix(".keys").exists():
                continue
            audio, names = work / "one.wav", work / "names"
            keys = make(random.Random(f"keys/{name}"), audio)
            seen = None
            if isinstance(keys, tuple):
                keys, seen = keys
            if keys is None or (keys and all(mode is None for *_, mode in keys)):
                continue
            if seen is None:
                names.write_text(f"{audio}\t{stem}.chroma\n")
                subprocess.run([options.tool, "chroma", names], check=True)
                if options.audio:
                    shutil.move(audio, stem.with_suffix(".wav"))
            else:
                seen.tofile(stem.with_suffix(".chroma"))
            stem.with_suffix(".keys").write_text("".join(
                f"{s:.3f}\t{e:.3f}\t{NAMES[t]}:{m}\n" for s, e, t, m in keys if m is not None))
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
