"""Fits the two linear models of keys, registers and chords: python -m training.keys.fit EVIDENCE... [--truth FOLDER...]

EVIDENCE as for training.keys.votes. Each is a softmax regression over 24 keys that is the same in all twelve transpositions
(src/analysis/harmony/key_methods.cpp), with a weak penalty, over whole pieces and stretches in one key; printed are the
constants for src/analysis/harmony/key_weights.hpp and how right each is on pieces that were left out.
"""
import argparse
import json
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from .train import mirex
from .votes import NO_KEY, key_in, log_softmax, truth_of

PENALTY = 0.003
FEATURES = {
    "registers": lambda s: np.concatenate([4 * np.sqrt(s["treble"]), 4 * np.sqrt(s["bass"])]),
    "chords": lambda s: 12 * np.array(s["triads"]),
}


def cases(evidence, folders):
    """(stretch, its key, weight, piece)"""
    out = []
    for number, line in enumerate(evidence):
        row = json.loads(line)
        stem = Path(row["file"]).stem
        found = [f / (stem + end) for f in [Path(row["file"]).parent, *folders] for end in (".keys", ".lab")
                 if (f / (stem + end)).exists()]
        if not found:
            raise SystemExit(f"no truth for {row['file']}")
        spans = truth_of(found[0])
        if not spans:
            continue
        whole = max({k for *_, k in spans}, key=lambda k: sum(e - s for s, e, x in spans if x == k))
        for i, stretch in enumerate(row["stretches"]):
            key = whole if i == 0 else key_in(spans, stretch["from"], stretch["to"])
            if key is not None and key != NO_KEY and stretch["audible"] >= 8:
                out.append((stretch, key, 1.0 if i == 0 else 0.5, number))
    return out


def turned(features):
    """(n, 24) -> (n, 12, 24): from each tonic up."""
    order = (np.arange(12)[:, None] + np.arange(12)[None, :]) % 12
    return np.concatenate([features[:, order], features[:, 12 + order]], axis=2)


def scores(x, seen):
    major, minor = seen @ x[:24], seen @ x[24:48] + x[48]
    return log_softmax(np.concatenate([major, minor], axis=1))


def fit(features, keys, weights):
    seen = turned(features)

    def loss(x):
        said = scores(x, seen)
        rest = np.exp(said)
        rest[np.arange(len(keys)), keys] -= 1.0
        rest *= (weights / weights.sum())[:, None]
        value = -np.average(said[np.arange(len(keys)), keys], weights=weights) + PENALTY * np.sum(x[:48] ** 2)
        slope = np.concatenate([np.einsum("nt,ntf->f", rest[:, :12], seen), np.einsum("nt,ntf->f", rest[:, 12:], seen),
                                [rest[:, 12:].sum()]])
        slope[:48] += 2 * PENALTY * x[:48]
        return value, slope

    return minimize(loss, np.zeros(49), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x


def constants(name, x):
    def rows(values):
        return ",\n      ".join(", ".join(f"{v:.4f}" for v in values[i:i + 8]) for i in (0, 8, 16))
    title = {"registers": "kRegisterModel", "chords": "kChordModel"}[name]
    return (f"inline constexpr LinearKeyModel {title}{{\n    {{{{{rows(x[:24])}}}}},\n    {{{{{rows(x[24:48])}}}}},\n"
            f"    {x[48]:.4f}}};")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("evidence", nargs="+", type=Path)
    parser.add_argument("--truth", nargs="*", type=Path, default=[])
    options = parser.parse_args()
    rows = [(*c[:3], (i, c[3])) for i, path in enumerate(options.evidence)
            for c in cases(path.read_text().splitlines(), options.truth)]
    keys = np.array([key for _, key, *_ in rows])
    weights = np.array([weight for *_, weight, _ in rows])
    pieces = sorted({piece for *_, piece in rows})
    fold = {piece: i % 5 for i, piece in enumerate(pieces)}
    folds = np.array([fold[piece] for *_, piece in rows])
    print(f"// {len(pieces)} pieces, {len(rows)} stretches")
    for name, make in FEATURES.items():
        features = np.stack([make(stretch) for stretch, *_ in rows])
        right = []
        for left_out in range(5):
            x = fit(features[folds != left_out], keys[folds != left_out], weights[folds != left_out])
            judged = (folds == left_out) & (weights == 1.0)
            told = scores(x, turned(features[judged])).argmax(1)
            right += [mirex(int(a), int(b)) for a, b in zip(told, keys[judged])]
        print(f"// {name}: MIREX {np.mean(right):.3f} on whole pieces that were left out")
        print(constants(name, fit(features, keys, weights)))


if __name__ == "__main__":
    main()
