"""Makes the training material: python -m training.data.make OUT --tool build/training/stratum-training ...

Every piece has a seed of its own, made from its name: a run that is broken off goes on where it stood, and any number
of runs side by side (--part I/N) make the same pieces as one.
"""
import argparse
import random
from pathlib import Path

from . import corpora, drums, harmony, invent, kits, render

FONTS = {"train": ["fluid"] * 5 + ["timgm"] * 4 + ["musescore"], "validation": ["opl3"]}


def _dressed_pop(song, metre, rng):
    """A POP909 song as it is (piano), or with other instruments, drums and bass, at another speed and key."""
    start = rng.uniform(0.0, max(0.0, song.end - 50.0))
    song = song.excerpt(start, 45.0).stretched(rng.uniform(0.82, 1.2))
    plain = rng.random() < 0.3
    song.transposed(rng.randrange(-5, 6))
    if not plain:
        drums.play(song, metre, rng.choice([2, 4]), 0.5, rng, rng.choice([0.0, 0.006]))
        if rng.random() < 0.5:
            bass = min((n.pitch for n in song.notes if n.part == "chords"), default=48)
            for note in [n for n in song.notes if n.part == "chords" and n.pitch <= bass + 14]:
                song.notes.append(type(note)(note.time, note.length, max(28, note.pitch - 12), note.velocity, "bass"))
    return song, plain or rng.random() < 0.3


def _dressed_groove(song, metre, rng, length=50.0):
    """A drummer alone, or with a band over the same click."""
    spare = max(0.0, song.end - length)
    start = 0.0 if rng.random() < 0.3 or spare < 2.0 else rng.uniform(0.0, spare)
    song = song.excerpt(start, length).stretched(rng.uniform(0.85, 1.18))
    if rng.random() < 0.6 and len(song.downbeats) > 2:
        scale = harmony.SCALES[rng.choice(list(harmony.SCALES))]
        chords = harmony.progression(rng, scale, rng.random() < 0.4, len(song.downbeats))
        parts = {p for p in ("bass", "chords", "pad", "arp", "melody") if rng.random() < 0.55} or {"bass"}
        harmony.accompany(song, rng, rng.randrange(12), chords, parts, 0.5, rng.choice([0.0, 0.008]))
    return song, False


def pieces(options):
    """(name, function that makes the song with its own random numbers)"""
    measured = set(options.without.split(",")) if options.without else set()
    if options.pop909:
        songs = list(corpora.pop909(options.pop909, measured))
        for i, (song, metre) in enumerate(songs):
            if (i % 12 == 0) == (options.split == "validation"):
                yield song.name, lambda rng, s=song, m=metre: _dressed_pop(s, m, rng)
    if options.groove:
        for i, (song, metre) in enumerate(corpora.groove(options.groove)):
            if (i % 12 == 0) == (options.split == "validation"):
                for take in range(options.takes):
                    yield f"{song.name}{f'_take{take}' if take else ''}", \
                        lambda rng, s=song, m=metre, t=take: _dressed_groove(s, m, rng, 36.0 if t else 50.0)
    for i in range(options.invented):
        name = f"invented_{options.split}_{i}"
        yield name, lambda rng, n=name: (invent.piece(rng, n, 45.0), False)
    for i in range(options.styled):
        name = f"styled_{options.split}_{i}"
        yield name, lambda rng, n=name: (invent.styled(rng, n, 36.0), False)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--tool", required=True, help="the program stratum-training")
    parser.add_argument("--split", choices=list(FONTS), default="train")
    parser.add_argument("--pop909", help="the folder POP909 of its repository")
    parser.add_argument("--without", help="numbers of POP909 songs that are kept for measuring, with commas between")
    parser.add_argument("--groove", help="the folder of the Groove MIDI Dataset that holds info.csv")
    parser.add_argument("--invented", type=int, default=0, help="how many pieces by rule")
    parser.add_argument("--styled", type=int, default=0, help="how many pieces in known drum styles")
    parser.add_argument("--takes", type=int, default=1, help="excerpts of each drummer's performance")
    parser.add_argument("--kits", type=Path, help="drum kits as training.data.kits prepares them")
    parser.add_argument("--part", default="0/1")
    options = parser.parse_args()
    part, parts = map(int, options.part.split("/"))

    def songs():
        for i, (name, make) in enumerate(pieces(options)):
            if i % parts == part and not (options.out / f"{name}.chords").exists():
                rng = random.Random(f"{options.split}/{name}")
                song, keep = make(rng)
                song.name = name
                if song.notes:
                    yield song, keep, rng

    render.hear(songs(), options.out, options.tool, FONTS[options.split], options.kits and kits.Kits(options.kits))


if __name__ == "__main__":
    main()
