"""Makes the stems that training mixes: python -m training.vocals.make OUT --tool build/training/stratum-training ...

OUT/voices/NAME.bands beside NAME.active (a byte for each second frame: whether a voice sounds), OUT/leads and OUT/backings
(.bands alone). Each stem has a seed of its own, made from its name: a run that is broken off goes on where it stood.
"""
import argparse
import random
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import soundfile

from ..data import corpora, mix
from ..data.mix import RATE
from . import leads, singers

SECONDS = 24.0
HELD_OUT = ("1.Hydrogen", "4.Potassium")  # songs of Everything is Free that are only measured
QUIET = 10 ** (-30 / 20)  # below the louder passages: not there


def active(samples):
    """For each 512 samples whether the stem sounds; gaps of a quarter of a second are breath, not silence."""
    count = len(samples) // 512 + 1
    power = np.zeros(count)
    padded = np.pad(samples, (256, 512 * 2))
    for i in range(count):
        power[i] = np.square(padded[i * 512:i * 512 + 512]).mean()
    level = np.sqrt(power)
    heard = level > 1e-4
    if not heard.any():
        return np.zeros(count, np.uint8)
    on = level > np.quantile(level[heard], 0.95) * QUIET
    edges = np.flatnonzero(np.diff(np.concatenate([[0], on, [0]]).astype(int)))
    for stop, start in zip(edges[1::2], edges[2::2]):
        if start - stop <= 11:
            on[stop:start] = True
    return on.astype(np.uint8)


def process(samples, rng):
    """What a mixing engineer does to a voice or a lead: pressure, echo, room, doubling."""
    if rng.random() < 0.5:
        envelope = np.sqrt(np.convolve(np.square(samples), np.ones(1024) / 1024, "same")) + 1e-3
        samples = samples * (envelope.max() / envelope) ** rng.uniform(0.2, 0.7) * (np.abs(samples) > 0)
    if rng.random() < 0.25:
        late = int(rng.uniform(0.012, 0.035) * RATE)
        samples = samples + np.roll(samples, late) * rng.uniform(0.4, 1)
    if rng.random() < 0.3:
        late, wet = int(rng.uniform(0.12, 0.5) * RATE), samples.copy()
        for n in range(1, 4):
            wet[late * n:] += samples[:len(samples) - late * n] * rng.uniform(0.2, 0.5) ** n
        samples = wet
    if rng.random() < 0.5:
        samples = mix.room(samples.astype(np.float32), rng)
    return samples


def melodies(options):
    """The tunes of every eighth song of POP909, of the split's part of them."""
    without = set(options.without.split(",")) if options.without else set()
    every = set(singers.part_of([f"{number:03}" for number in range(1, 910, 8)], options.split))
    for song, _ in corpora.pop909(options.pop909, without, any_tempo=True, only=every):
        song.notes = [note for note in song.notes if note.part == "melody"]
        if len(song.notes) > 60:
            yield song


def passage(song, rng):
    start = rng.uniform(song.notes[0].time, max(song.notes[0].time, song.end - SECONDS))
    part = song.excerpt(start, SECONDS).stretched(rng.uniform(0.8, 1.25))
    part.transposed(rng.randrange(-5, 6))
    return part.notes


def sung(songs, choir, rng):
    """One singer, at times with another a third above, or the same tune once more."""
    notes = passage(rng.choice(songs), rng)
    out = choir.sing(notes, SECONDS, rng)
    if rng.random() < 0.25:
        above = rng.choice([0, 0, 3, 4, 7, 12])
        for note in notes:
            note.pitch += above
        other = choir.sing(notes, SECONDS, rng)
        out = out + rng.uniform(0.4, 1.0) * other[:len(out)]
    return out


def spoken(speech, split, rng):
    """Sentences with pauses: recordings and machines in turn, as rap and speech over music."""
    out = np.zeros(int(SECONDS * RATE), np.float32)
    at, numbers = rng.uniform(0, 3), np.random.default_rng(rng.randrange(1 << 31))
    if speech and rng.random() < 0.6:
        speaker = rng.choice(singers.part_of({path.stem.rsplit("_", 1)[0] for path in speech}, split))
        pool = [path for path in speech if path.stem.rsplit("_", 1)[0] == speaker]
    else:
        speaker, pool = rng.choice(singers.part_of(singers.SPOKEN, split)), None
    size = rng.uniform(0.87, 1.15)
    while at < SECONDS - 1:
        if pool:
            line = singers.read(rng.choice(pool))
        else:
            with tempfile.NamedTemporaryFile(suffix=".wav") as file:
                singers.speak(speaker, singers.sentence(numbers), file.name, rng.randrange(120, 220))
                line = singers.read(file.name)
        line = np.interp(np.arange(0, len(line), size), np.arange(len(line)), line)
        first = int(at * RATE)
        take = line[:len(out) - first]
        out[first:first + len(take)] += take / max(1e-6, np.abs(take).max())
        at += len(line) / RATE + rng.choice([0.05, 0.1, rng.uniform(0.3, 4.0)])
    return out


def stem(path, speed=1.0):
    """A stem of a song, `speed` times as fast and as high; they come at 24 and at 48 kHz."""
    raw = subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-i", str(path), "-ac", "1", "-af",
                          f"aresample=48000,asetrate=48000*{speed:.4f}", "-ar", str(RATE), "-f", "f32le", "-"],
                         check=True, capture_output=True).stdout
    return np.frombuffer(raw, np.float32)


class Writer:
    def __init__(self, out, tool):
        self._out, self._tool = out, tool

    def write(self, kind, name, samples, sounding=None):
        folder = self._out / kind
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as work:
            audio = Path(work) / "one.wav"
            soundfile.write(audio, samples / max(1e-6, np.abs(samples).max()) * 0.7, RATE, subtype="PCM_16")
            (Path(work) / "names").write_text(f"{audio}\t{folder / name}.bands\n")
            subprocess.run([self._tool, "bands", Path(work) / "names"], check=True)
        if sounding is not None:
            (folder / f"{name}.active").write_bytes(sounding.tobytes())

    def has(self, kind, name):
        return (self._out / kind / f"{name}.bands").exists()


def songs_of(options):
    for place in sorted(Path(options.songs).iterdir()):
        if place.is_dir() and place.name not in HELD_OUT:
            files = [path for path in sorted(place.glob("*.m4a")) if "Master" not in path.name]
            yield place.name, [path for path in files if "VOX" in path.name], [p for p in files if "VOX" not in p.name]


def take_apart(options, writer):
    """The songs' own voices, instruments and bands."""
    for song, voices, instruments in songs_of(options):
        for number, speed in enumerate((1.0, 0.86, 1.15)):
            rng = random.Random(f"{song}/{number}")
            ready = {path: stem(path, speed) for path in [*voices, *instruments]}
            leading = [path for path in voices if "LEAD" in path.name or "MAIN" in path.name]
            for name, chosen in (("all", voices), ("lead", leading)):
                if not writer.has("voices", f"{song}_{name}_{number}"):
                    parts = [ready[path] for path in chosen]
                    count = max(map(len, parts))
                    on = np.max([np.pad(active(part), (0, count // 512 + 2))[:count // 512 + 1] for part in parts], axis=0)
                    total = np.sum([np.pad(part, (0, count - len(part))) for part in parts], axis=0)
                    writer.write("voices", f"{song}_{name}_{number}", total, on)
            for take in range(3):
                name = f"{song}_{number}_{take}"
                if not writer.has("backings", name):
                    chosen = instruments if take == 0 else rng.sample(instruments, max(2, len(instruments) * 2 // 3))
                    count = max(len(ready[path]) for path in chosen)
                    total = np.zeros(count, np.float32)
                    for path in chosen:
                        total[:len(ready[path])] += ready[path] * 10 ** (rng.uniform(-4, 4) * (take > 0) / 20)
                    writer.write("backings", name, total)
            if number == 0:
                for path in instruments:
                    tonal = any(word in path.name for word in ("SYNTH", "PLUCK", "KEYS", "MALLET", "STAB", "PAD", "ARP", "MELODY",
                                                               "SINE", "PIANO", "ORGAN", "BASS"))
                    if tonal and not writer.has("leads", path.stem.replace(" ", "_")) and np.abs(ready[path]).max() > 0.003:
                        writer.write("leads", path.stem.replace(" ", "_"), ready[path])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--tool", required=True, help="the program stratum-training")
    parser.add_argument("--voices", help="the folder that training.vocals.singers made")
    parser.add_argument("--speech", help="recordings of speech, as for training.vocals.singers")
    parser.add_argument("--pop909", help="the folder POP909 of its repository")
    parser.add_argument("--without", help="numbers of POP909 songs that are kept for measuring, with commas between")
    parser.add_argument("--songs", help="the folder with the songs' stems of Everything is Free")
    parser.add_argument("--sung", type=int, default=0, help="how many stems of singing made of speech")
    parser.add_argument("--spoken", type=int, default=0)
    parser.add_argument("--leads", type=int, default=0)
    parser.add_argument("--split", choices=("train", "validation"), default="train",
                        help="every fifth tune, singer and speaker is for validation")
    options = parser.parse_args()
    writer = Writer(options.out, options.tool)
    songs = list(melodies(options)) if options.pop909 else []
    choir = singers.Choir(options.voices, options.split) if options.sung else None
    speech = sorted(Path(options.speech).glob("*_*.*")) if options.speech else []
    for i in range(max(options.sung, options.spoken, options.leads)):
        for kind, wanted in (("sung", options.sung), ("spoken", options.spoken), ("lead", options.leads)):
            name, folder = f"{kind}_{options.split}_{i}", "leads" if kind == "lead" else "voices"
            if i >= wanted or writer.has(folder, name):
                continue
            rng = random.Random(name)
            if kind == "lead":
                notes = passage(rng.choice(songs), rng)
                if notes:
                    writer.write(folder, name, process((leads.sampled if i % 5 < 3 else leads.synthetic)(notes, SECONDS, rng), rng))
                continue
            dry = sung(songs, choir, rng) if kind == "sung" else spoken(speech, options.split, rng)
            writer.write(folder, name, process(dry, rng), active(dry))
    if options.songs:
        take_apart(options, writer)


if __name__ == "__main__":
    main()
