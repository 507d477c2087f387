#!/usr/bin/env python3
"""Fits chord_confidence.cpp: a logistic regression from the path's probability and length to being right.

calibrate.py REPORT.jsonl LAB_FOLDER ...: pairs of what `stratum analyze --harmony --json` printed, made with
chord_confidence() at 0, 1, 0 (bias, logit, length), and the folder with the true NAME.lab. A chord is right when for most of its
time the truth has its root and its type, ninths and above left aside.
"""
import json
import os
import sys

import numpy as np

from fit import parse, TYPES

SEVENTHS = {"9": "7", "11": "7", "13": "7", "maj9": "maj7", "min9": "min7"}


def simple(kind):
    return SEVENTHS.get(TYPES[kind], TYPES[kind])


def cases(report, labs):
    for line in open(report, encoding="utf-8"):
        track = json.loads(line)
        lab = os.path.join(labs, os.path.splitext(os.path.basename(track["path"]))[0] + ".lab")
        truth = [x.split() for x in open(lab, encoding="utf-8")]
        truth = [(float(a), float(b), parse(c)) for a, b, c in truth]
        for span in track["report"]["chords"]["spans"]:
            chord = span.get("chord")
            right = known = 0.0
            for a, b, true in truth:
                seconds = min(b, span["end"]) - max(a, span["start"])
                if seconds <= 0 or true is False:
                    continue
                known += seconds
                if chord is None or true is None:
                    right += seconds * (chord is None and true is None)
                elif chord["root"] == true[0] and simple(TYPES.index(chord["type"])) == simple(true[1]):
                    right += seconds
            if known >= 0.5 * (span["end"] - span["start"]):
                yield span["confidence"], span["end"] - span["start"], right >= 0.5 * known


def error(said, right):
    bins = np.minimum((said * 10).astype(int), 9)
    return sum(abs((said[bins == b] - right[bins == b]).sum()) for b in range(10)) / len(said)


def main():
    rows = [c for i in range(1, len(sys.argv) - 1, 2) for c in cases(sys.argv[i], sys.argv[i + 1])]
    said, seconds, right = (np.array(x, float) for x in zip(*rows))
    p = np.clip(said, 1e-4, 1 - 1e-4)
    x = np.stack([np.ones_like(p), np.log(p / (1 - p)), np.log(np.maximum(seconds, 0.25))], 1)
    w = np.zeros(3)
    for _ in range(50):  # Newton
        q = 1 / (1 + np.exp(-x @ w))
        hessian = (x * (q * (1 - q))[:, None]).T @ x + 1e-3 * np.eye(3)
        w += np.linalg.solve(hessian, x.T @ (right - q) - 1e-3 * w)
    q = 1 / (1 + np.exp(-x @ w))
    print(f"{len(p)} chords, {right.mean():.3f} right; expected calibration error {error(said, right):.3f} before, "
          f"{error(q, right):.3f} after")
    print("bias {:.4f}, logit {:.4f}, length {:.4f} (natural logarithm of seconds)".format(*w))


if __name__ == "__main__":
    main()
