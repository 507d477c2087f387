"""Fits the odds that there is a key at all, without the network.

    python -m training.keys.presence cut OUT LIST... --truth FOLDER...    clips of 1 to 20 s of the files in LIST
    python -m training.keys.presence fit EVIDENCE... --truth FOLDER...    the constants for key_presence.cpp

LIST names audio files, FOLDER holds their NAME.keys or NAME.lab where they do not lie beside them (an empty file: no
key); EVIDENCE comes from `stratum-training keys` on the whole files and on OUT/clips.list.
"""
import argparse
import json
import random
import shutil
import subprocess
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

SIGNS = ["concentration", "steadiness", "peakiness", "richness", "fit", "octaves"]
FITTED = [0, 1, 2, 4, 5]  # Richness has a floor of its own.


def truth_of(audio, folders):
    for folder in [audio.parent, *folders]:
        for end in (".keys", ".lab"):
            if (folder / (audio.stem + end)).exists():
                return folder / (audio.stem + end)
    raise SystemExit(f"no truth for {audio}")


def cut(options):
    options.out.mkdir(parents=True, exist_ok=True)
    made = []
    for audio in (Path(line) for path in options.lists for line in path.read_text().split("\n") if line):
        rng = random.Random(audio.stem)
        truth = truth_of(audio, options.truth)
        probe = subprocess.run(["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", audio],
                               check=True, capture_output=True, text=True)
        whole = float(probe.stdout)
        for n in range(3):
            seconds = min(whole, 20 ** rng.random())
            out = options.out / f"{audio.stem}_clip{n}.wav"
            subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", "-ss", f"{rng.uniform(0, whole - seconds):.3f}",
                            "-t", f"{seconds:.3f}", "-i", audio, out], check=True)
            shutil.copy(truth, out.with_suffix(".keys"))
            made.append(str(out))
    (options.out / "clips.list").write_text("\n".join(made) + "\n")


def fit(signs, there, each):
    x = np.column_stack([signs[:, FITTED], np.ones(len(signs))])

    def loss(w):
        z = x @ w
        return np.average(np.logaddexp(0, z) - there * z, weights=each) + 0.0002 * np.sum(w[:-1] ** 2)

    w = minimize(loss, np.zeros(x.shape[1]), method="L-BFGS-B").x
    return w, x


def constants(options):
    rows = []
    for path in options.evidence:
        for line in path.read_text().splitlines():
            row = json.loads(line)
            if row["signs"][-1] >= 1.0:  # Two frames: less tells nothing.
                rows.append((row["signs"], bool(truth_of(Path(row["file"]), options.truth).read_text().strip()),
                             Path(row["file"]).stem.split("_clip")[0]))
    signs = np.array([r[0] for r in rows])
    there = np.array([r[1] for r in rows], float)
    each = np.where(there > 0, 0.5 / there.mean(), 0.5 / (1 - there.mean()))
    pieces = sorted({r[2] for r in rows})
    fold = np.array([pieces.index(r[2]) % 5 for r in rows])
    said = np.zeros(len(rows))
    for held in range(5):
        w, _ = fit(signs[fold != held], there[fold != held], each[fold != held])
        said[fold == held] = 1 / (1 + np.exp(-(np.column_stack([signs[:, FITTED], np.ones(len(signs))]) @ w)[fold == held]))
    print(f"{int(there.sum())} with a key, {int(len(there) - there.sum())} without; left out, under 0.3: "
          f"{np.mean(said[there > 0] < 0.3):.3f} of those with, {np.mean(said[there == 0] < 0.3):.3f} of those without")
    w, _ = fit(signs, there, each)
    print(", ".join(f"{SIGNS[i]} {v:.3f}" for i, v in zip(FITTED, w)), f"constant {w[-1]:.3f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parts = parser.add_subparsers(required=True)
    cutting = parts.add_parser("cut")
    cutting.add_argument("out", type=Path)
    cutting.add_argument("lists", nargs="+", type=Path)
    cutting.set_defaults(run=cut)
    fitting = parts.add_parser("fit")
    fitting.add_argument("evidence", nargs="+", type=Path)
    fitting.set_defaults(run=constants)
    for part in (cutting, fitting):
        part.add_argument("--truth", nargs="*", type=Path, default=[])
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
