"""POP909 as a band plays it, for measuring: python -m training.keys.full_band OUT --songs LIST --pop909 FOLDER

Each song whole, in its key and tempo, with drums, bass and other instruments, in a sound font that no network was
trained with; OUT/NAME.keys, and OUT/truth.csv for `stratum eval`, with --cut also stretches of 20 to 60 s in OUT/cut.
"""
import argparse
import csv
import random
import wave
from pathlib import Path

from ..data import corpora, render
from . import make


def cut(audio, out, spans, key_of, table):
    """Stretches of 20, 45, 30 and 60 s one after the other, those in one key."""
    with wave.open(str(audio)) as source:
        rate, frames = source.getframerate(), source.getnframes()
        start = 0.0
        for n in range(100):
            seconds = (20.0, 45.0, 30.0, 60.0)[n % 4]
            if (start + seconds) * rate > frames:
                return
            key = key_of(spans, start, start + seconds)
            if key:
                name = f"{audio.stem}_{n}.wav"
                source.setpos(int(start * rate))
                with wave.open(str(out / name), "wb") as part:
                    part.setparams(source.getparams())
                    part.writeframes(source.readframes(int(seconds * rate)))
                table.writerow([name, key])
            start += seconds


def name_of(tonic, mode):
    return f"{make.NAMES[tonic]}:{mode}"


def key_in(spans, start, end):
    for s, e, tonic, mode in spans:
        if min(e, end) - max(s, start) > 0.85 * (end - start):
            return name_of(tonic, mode)
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--pop909", required=True)
    parser.add_argument("--songs", required=True, help="numbers with commas between")
    parser.add_argument("--font", default="fluid")
    parser.add_argument("--plain", action="store_true", help="as it is: three pianos")
    parser.add_argument("--cut", action="store_true")
    options = parser.parse_args()
    wanted = set(options.songs.split(","))
    (options.out / "cut").mkdir(parents=True, exist_ok=True)
    with open(options.out / "truth.csv", "w", newline="") as whole, \
            open(options.out / "cut" / "truth.csv", "w", newline="") as parts:
        table, pieces = csv.writer(whole), csv.writer(parts)
        table.writerow(["file", "key"])
        pieces.writerow(["file", "key"])
        for song, metre in corpora.pop909(options.pop909, set(), any_tempo=True, only=wanted):
            rng = random.Random(f"full band/{song.name}")
            audio = options.out / f"{song.name}.wav"
            make.dress(song, metre, rng, options.plain)
            render.play(song, audio, render.SOUNDFONTS[options.font], rng, options.plain)
            audio.with_suffix(".keys").write_text("".join(
                f"{s:.3f}\t{e:.3f}\t{name_of(t, m)}\n" for s, e, t, m in song.keys if m is not None))
            longest = {}
            for s, e, tonic, mode in song.keys:
                longest[tonic, mode] = longest.get((tonic, mode), 0.0) + e - s
            table.writerow([audio.name, name_of(*max(longest, key=longest.get))])
            if options.cut:
                cut(audio, options.out / "cut", song.keys, key_in, pieces)


if __name__ == "__main__":
    main()
