#!/usr/bin/env python3
"""How well voices are told: bench/measuring/vocals.py STRATUM [--songs FOLDER...] [--voices FOLDER --bands FOLDER] [--none FILE...]

--songs: each folder in FOLDER holds the stems of one song; those whose names contain "vox" or "vocal" are voices.
--voices, --bands: recordings of voices alone, laid over recordings without any at three levels; every voice over
three bands, from 8 s on, in 32 s. --none: recordings without a voice, for false alarms.

The truth is where a vocal stem comes within 30 dB of its louder passages (in songs also: all voices together within
15 dB of the mix). A second counts when at least 70 % or at
most 10 % of it are sung. Area under the curve and share that is right at one half, with 95 % intervals by resampling
recordings. Needs NumPy and ffmpeg.
"""
import argparse
import base64
import json
import os
import subprocess
import tempfile
import wave
from pathlib import Path

import numpy as np

RATE = 22050
LEVELS = (-6, 0, 6)  # dB, the sung passages against the band
BURIED = -15  # dB, a song's voices against all of it: below, nobody hears them


def read(path):
    raw = subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), "-ac", "1", "-ar", str(RATE), "-f", "f32le", "-"],
                         check=True, capture_output=True).stdout
    return np.frombuffer(raw, np.float32)


def write(path, samples):
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((samples / max(1e-6, np.abs(samples).max()) * 29000).astype("<i2").tobytes())


def levels(samples, hop=441):
    return np.sqrt(np.square(samples[:len(samples) // hop * hop].reshape(-1, hop)).mean(1))


def sung(voice, hop=441):
    """For each 20 ms whether the voice sounds; gaps of a quarter of a second are breath."""
    level = levels(voice, hop)
    heard = level > 1e-4
    if not heard.any():
        return heard
    on = level > np.quantile(level[heard], 0.95) * 10 ** (-30 / 20)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], on, [0]]).astype(int)))
    for stop, start in zip(edges[1::2], edges[2::2]):
        on[stop:start] |= start - stop <= 12
    return on


def by_second(on):
    seconds = len(on) // 50
    return on[:seconds * 50].reshape(seconds, 50).mean(1)


def songs(folders, work):
    """(group, name, audio, truth)"""
    for place in sorted(path for folder in folders for path in Path(folder).iterdir() if path.is_dir()):
        files = [path for path in sorted(place.iterdir()) if "master" not in path.name.lower()]
        voices = [path for path in files if any(word in path.name.lower() for word in ("vox", "vocal"))]
        stems = {path: read(path) for path in files}
        count = max(map(len, stems.values()))
        on = np.zeros(count // 441, bool)
        for path in voices:
            each = sung(stems[path])
            on[:len(each)] |= each
        mix = np.sum([np.pad(stem, (0, count - len(stem))) for stem in stems.values()], axis=0)
        voice = np.sum([np.pad(stems[path], (0, count - len(stems[path]))) for path in voices], axis=0)
        # Half a second around: what nobody can hear for the band is not asked.
        power, beside = (np.convolve(np.square(levels(x)), np.ones(25) / 25, "same") for x in (voice, mix))
        on &= (power > beside * 10 ** (BURIED / 10))[:len(on)]
        audio = work / f"song_{place.name}.wav"
        write(audio, mix)
        yield "songs", place.name, audio, by_second(on)


def loud(samples):
    level = np.sort(levels(samples, 2205))
    return float(level[len(level) // 2:].mean()) + 1e-6


def laid_over(voices, bands, work):
    """Each voice over three bands in turn, each at one of the levels in turn."""
    bands = sorted(path for path in Path(bands).iterdir())
    for i, path in enumerate(sorted(Path(voices).iterdir())):
        voice = read(path)
        voice = np.tile(voice, 1 + 12 * RATE // len(voice))[:16 * RATE]
        on = sung(voice)
        strength = np.sqrt(np.square(voice[:len(on) * 441].reshape(-1, 441)[on]).mean())
        for k, level in enumerate(LEVELS):
            place = bands[(i * len(LEVELS) + k) % len(bands)]
            band = read(place)
            first = max(0, len(band) // 3 - 16 * RATE)
            band = np.resize(band[first:], 32 * RATE)
            mix = band / loud(band)
            mix[8 * RATE:8 * RATE + len(voice)] += voice / strength * 10 ** (level / 20)
            truth = np.zeros(32 * 50, bool)
            truth[400:400 + len(on)] = on
            audio = work / f"laid_{i}_{k}.wav"
            write(audio, mix)
            yield f"voices at {level:+} dB", f"{path.stem} over {place.stem}", audio, by_second(truth)


def area(scores, truth):
    order = np.argsort(scores, kind="stable")
    ranks = np.empty(len(scores))
    values = np.asarray(scores)[order]
    at = 0
    while at < len(values):  # equal scores share their ranks
        to = np.searchsorted(values, values[at], side="right")
        ranks[order[at:to]] = 0.5 * (at + 1 + to)
        at = to
    n = truth.sum()
    return (ranks[truth].sum() - n * (n + 1) / 2) / (n * (len(scores) - n)) if 0 < n < len(scores) else float("nan")


def told(report):
    curve = report["structure"].get("vocals")
    if curve is None:
        return None
    values = curve["presence"]
    return np.frombuffer(base64.b64decode(values), np.uint8) / 100.0 if isinstance(values, str) else np.array(values) / 100.0


def summary(name, rows):
    """rows: (scores, truths) of recordings."""
    def of(chosen):
        scores = np.concatenate([rows[i][0] for i in chosen])
        truth = np.concatenate([rows[i][1] for i in chosen])
        return area(scores, truth), float(((scores > 0.5) == truth).mean()), len(truth), truth.mean(), scores[~truth], scores[truth]
    rng = np.random.default_rng(1)
    drawn = np.array([of(rng.integers(0, len(rows), len(rows)))[:2] for _ in range(500)])
    low, high = np.nanquantile(drawn, [0.025, 0.975], axis=0)
    auc, right, count, share, off, on = of(range(len(rows)))
    print(f"{name:22} area {auc:.3f} ({low[0]:.3f} to {high[0]:.3f})  right {right:.3f} ({low[1]:.3f} to {high[1]:.3f})  "
          f"{count} s in {len(rows)}, {share:.0%} sung  told {on.mean():.2f} where sung, {off.mean():.2f} where not")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stratum")
    parser.add_argument("--songs", nargs="+", default=[])
    parser.add_argument("--voices")
    parser.add_argument("--bands")
    parser.add_argument("--none", nargs="+", default=[])
    parser.add_argument("--plain", action="store_true", help="without networks")
    options = parser.parse_args()
    if bool(options.voices) != bool(options.bands):
        parser.error("--voices and --bands go together")
    environment = {**os.environ, **({"STRATUM_NETWORKS_USE": "no"} if options.plain else {})}
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        base = [options.stratum, "--library", folder + "/library"]
        made = list(songs(options.songs, work))
        if options.voices:
            made += laid_over(options.voices, options.bands, work)
        none = [Path(path) for path in options.none]
        files = [str(audio) for _, _, audio, _ in made] + [str(path) for path in none]
        # A recording that breaks off is heard as far as it goes, and makes the exit code 1.
        subprocess.run([*base, "-q", "analyze", "--jobs", "1", *files], env=environment, check=False,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def report(path):
            text = subprocess.run([*base, "show", "--json", "--full", str(path)], env=environment, check=True,
                                  capture_output=True, text=True).stdout
            data = json.loads(text)
            return data.get("report", data)

        groups = {}
        for group, name, audio, truth in made:
            curve = told(report(audio))
            if curve is None:
                raise SystemExit(f"{audio}: no answer about voices")
            count = min(len(curve), len(truth))
            curve, truth = curve[:count], truth[:count]
            known = (truth >= 0.7) | (truth <= 0.1)
            row = (curve[known], truth[known] >= 0.7)
            groups.setdefault(group, []).append(row)
            print(f"{name}: area {area(*row):.3f}, right {((row[0] > 0.5) == row[1]).mean():.3f}", flush=True)
        for group, rows in groups.items():
            summary(group, rows)
        mixed = [row for group, rows in groups.items() if group.startswith("voices") for row in rows]
        if mixed:
            summary("voices, all levels", mixed)
        alarms, sections, seconds = 0, 0, []
        for path in none:
            heard = report(path)
            found = [section.get("vocals") for section in heard["structure"]["sections"]]
            curve = told(heard)
            alarms += sum(x is not None and x > 0.5 for x in found)
            sections += len(found)
            seconds.append(curve)
            print(f"{path.name}: sections {' '.join(f'{x:.2f}' for x in found if x is not None)}; "
                  f"{(curve > 0.5).mean():.0%} of its seconds", flush=True)
        if none:
            all_seconds = np.concatenate(seconds)
            print(f"without voices: {alarms} of {sections} sections above 0.5, {(all_seconds > 0.5).mean():.1%} of "
                  f"{len(all_seconds)} s, mean {all_seconds.mean():.3f}; {len(none)} recordings")


if __name__ == "__main__":
    main()
