"""Fits how the network and the profiles vote about the key: python -m training.keys.votes EVIDENCE... --truth FOLDER...

EVIDENCE comes from `stratum-training keys` on files that the network was not trained on; FOLDER holds their NAME.keys
(start, end, key; an empty file: no key) or NAME.lab, where they do not lie beside them. Printed are, for src/analysis/harmony/key_weights.hpp and
key_presence.cpp: the weights of the opinions and the sharpness (maximum likelihood with a weak penalty, over whole
pieces and stretches of 20 to 60 s that lie in one key), and the odds that there is a key at all.
"""
import argparse
import json
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from .dataset import key_index
from .train import mirex

PROFILES = ["krumhansl-kessler", "temperley", "shaath", "albrecht-shanahan", "registers", "chords"]
NO_KEY = -1


def truth_of(path):
    return [(float(s), float(e), key_index(name)) for s, e, name in
            (line.split() for line in path.read_text().splitlines())]


def key_in(spans, start, end):
    """The one key of a stretch, or None where it lies in two."""
    if not spans:
        return NO_KEY
    inside = {}
    for s, e, key in spans:
        inside[key] = inside.get(key, 0.0) + max(0.0, min(e, end) - max(s, start))
    best = max(inside, key=inside.get)
    return best if inside[best] > 0.85 * (end - start) else None


def log_softmax(x):
    x = x - x.max(-1, keepdims=True)
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


def cases(evidence, folders):
    """(stretch number, opinions (methods, 24), audible frames, key, signs, rows' logits), and the piece's number"""
    out = []
    for number, line in enumerate(evidence):
        row = json.loads(line)
        stem = Path(row["file"]).stem
        found = [f / (stem + end) for f in [Path(row["file"]).parent, *folders] for end in (".keys", ".lab") if (f / (stem + end)).exists()]
        if not found:
            raise SystemExit(f"no truth for {row['file']}")
        spans = truth_of(found[0])
        whole = max({k for *_, k in spans}, key=lambda k: sum(e - s for s, e, x in spans if x == k)) if spans else NO_KEY
        for i, stretch in enumerate(row["stretches"]):
            key = whole if i == 0 else key_in(spans, stretch["from"], stretch["to"])
            if key is None or "rows" not in stretch or stretch["audible"] < 8:
                continue
            opinions = np.array([stretch[name] for name in PROFILES + ["network"]])
            out.append((i, opinions, stretch["audible"], key, row["signs"], np.array(stretch["rows"]), number))
    return out


def fit(chosen, with_network):
    told = np.stack([c[1] for c in chosen])[:, :7 if with_network else 6]
    octaves = np.log2(np.clip([c[2] for c in chosen], 1, 1024))
    keys = np.array([c[3] for c in chosen])
    each = np.array([0.5 if c[0] else 1.0 for c in chosen])

    def loss(x):
        weights, bias, slope = x[:-2], x[-2], x[-1]
        pooled = log_softmax(np.einsum("m,nmk->nk", weights, told))
        said = log_softmax(np.exp(bias + slope * octaves)[:, None] * pooled)
        return -np.average(said[np.arange(len(keys)), keys], weights=each) + 0.003 * np.sum(weights ** 2)

    start = np.concatenate([np.full(told.shape[1], 0.2), [0.0, 0.0]])
    bounds = [(0.02, 3)] * told.shape[1] + [(-3, 1.5), (0.0, 0.5)]
    return minimize(loss, start, method="L-BFGS-B", bounds=bounds).x


def judged(x, chosen):
    """MIREX, exact and calibration error on `chosen`."""
    scores, exact, said = [], [], []
    for _, opinions, audible, key, *_ in chosen:
        pooled = log_softmax(x[:-2] @ opinions[:len(x) - 2])
        p = np.exp(log_softmax(np.exp(x[-2] + x[-1] * np.log2(np.clip(audible, 1, 1024))) * pooled))
        told = int(p.argmax())
        scores.append(mirex(told, key))
        exact.append(told == key)
        said.append(p[told])
    said, exact = np.array(said), np.array(exact, float)
    bins = np.minimum((said * 10).astype(int), 9)
    error = sum(abs((said - exact)[bins == b].sum()) for b in range(10)) / len(said)
    return float(np.mean(scores)), float(exact.mean()), float(error)


def fit_presence(chosen):
    """Odds of a key: the signs of key_presence.hpp and, where it listened, what the network says of none."""
    signs = np.array([c[4] for c in chosen])
    none = np.array([c[5][24] - np.logaddexp.reduce(c[5][:24]) for c in chosen])
    there = np.array([c[3] != NO_KEY for c in chosen], float)
    x = np.column_stack([np.ones(len(signs)), np.delete(signs, 3, 1), none])
    each = np.where(there > 0, 0.5 / there.mean(), 0.5 / (1 - there.mean()))

    def loss(w):
        z = x @ w
        return np.average(np.logaddexp(0, z) - there * z, weights=each) + 0.002 * np.sum(w[1:] ** 2)

    w = minimize(loss, np.zeros(x.shape[1]), method="L-BFGS-B").x
    z = x @ w
    return w, float(np.mean((z > 0) == there)), 1 / (1 + np.exp(-z)), there


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("evidence", nargs="+", type=Path)
    parser.add_argument("--truth", nargs="*", type=Path, default=[])
    options = parser.parse_args()
    rows = [c for i, path in enumerate(options.evidence)
            for c in [(*c[:6], (i, c[6])) for c in cases(path.read_text().splitlines(), options.truth)]]
    music = [c for c in rows if c[3] != NO_KEY]
    pieces = sorted({c[6] for c in music})
    order = np.random.default_rng(0).permutation(len(pieces))
    for name, with_network in (("without the network", False), ("with the network", True)):
        folds = []
        for fold in range(5):
            held = {pieces[i] for i in order[fold::5]}
            x = fit([c for c in music if c[6] not in held], with_network)
            folds.append((x, [c for c in music if c[6] in held]))
        figures = [(judged(x, some), len(some)) for x, some in folds]
        print(name, "in cross-validation: MIREX {:.3f}, exact {:.3f}, calibration error {:.3f}".format(
            *np.average([f for f, _ in figures], axis=0, weights=[n for _, n in figures])))
        for source in range(len(options.evidence)):
            some = [(judged(x, part), len(part)) for x, held in folds
                    if (part := [c for c in held if c[6][0] == source and c[0] == 0])]
            if some:
                print("   whole pieces of", options.evidence[source].name, "{:.3f} {:.3f}".format(
                    *np.average([f[:2] for f, _ in some], axis=0, weights=[n for _, n in some])))
        x = fit(music, with_network)
        print("   weights", " ".join(f"{w:.3f}" for w in x[:-2]), "bias {:.3f} per octave {:.4f}".format(*x[-2:]))
    if any(c[3] == NO_KEY for c in rows):
        w, right, said, there = fit_presence(rows)
        print("there is a key: right", f"{right:.3f};", "bias, concentration, steadiness, peakiness, fit, octaves, none:")
        print("   ", " ".join(f"{v:.3f}" for v in w))
        print("    under 0.3:", f"{np.mean(said[there > 0] < 0.3):.3f} of music, {np.mean(said[there == 0] < 0.3):.3f} of "
              f"what has none")


if __name__ == "__main__":
    main()
