"""Fits what tells the drums without a network: python -m training.drums.fit DATA... --validation DATA... --out HEADER

A logistic model for each voice over what src/analysis/drums/drum_rises.cpp takes from the bands: how much twelve groups
of bands become louder at a frame, the one before and the one after, and how far they have died away a tenth of a second
later. Writes src/analysis/drums/drum_weights.hpp.
"""
import argparse

import numpy as np
import torch
from torch.nn import functional

from . import dataset, score
from .model import BANDS, VOICES
from .train import best_thresholds, calibrated

EDGES = (0, 2, 4, 6, 9, 13, 19, 27, 36, 46, 56, 65, 72)
GROUPS = len(EDGES) - 1
BACK, LATER = 3, 9
FEATURES = 4 * GROUPS


def _grouped(rows):
    return np.stack([rows[:, a:b].mean(1) for a, b in zip(EDGES, EDGES[1:])], axis=1)


def features(bands):
    """(frames, 72) of log(1 + 3000 m) -> (frames, 48)."""
    frames = len(bands)
    before = np.vstack([np.zeros((BACK, BANDS), np.float32), bands])[:frames]
    around = np.pad(before, ((0, 0), (1, 1)))
    before = np.maximum(before, np.maximum(around[:, :-2], around[:, 2:]))
    rise = _grouped(np.maximum(0.0, bands - before))
    level = _grouped(bands)
    last = np.zeros((1, GROUPS), np.float32)
    later = np.vstack([level, np.repeat(level[-1:], LATER, 0)])[LATER:LATER + frames]
    soon = np.vstack([level, level[-1:]])[1:1 + frames]
    return np.hstack([rise, np.vstack([last, rise])[:frames], np.vstack([rise, last])[1:1 + frames],
                      later - soon]).astype(np.float32)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="+")
    parser.add_argument("--validation", nargs="+", required=True)
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    rng = np.random.default_rng(3)
    torch.manual_seed(3)
    xs, ys = [], []
    for piece in dataset.load(options.data):
        gain = 10 ** (rng.uniform(-12.0, 6.0) / 20)  # no recording has the level of these
        bands = np.log1p(np.expm1(piece.bands.astype(np.float32) * dataset.SCALE) * gain).astype(np.float32)
        x = features(bands)
        # Frames beside a stroke are neither here nor there.
        clear = (piece.targets == 0).all(1) | (piece.targets == 1).any(1)
        busy = (x[:, :GROUPS].sum(1) > 0.5) & clear
        keep = ((piece.targets == 1).any(1) & clear) | (busy & (rng.random(len(x)) < 0.5))
        xs.append(x[keep])
        ys.append((piece.targets[keep] == 1).astype(np.float32))
    x, y = torch.from_numpy(np.vstack(xs)), torch.from_numpy(np.vstack(ys))
    print(f"{len(x)} frames, of strokes {y.sum(0).int().tolist()}", flush=True)
    model = torch.nn.Linear(FEATURES, len(VOICES))
    optimiser = torch.optim.LBFGS(model.parameters(), max_iter=200, line_search_fn="strong_wolfe")

    def closure():
        optimiser.zero_grad()
        loss = functional.binary_cross_entropy_with_logits(model(x), y) + 1e-4 * (model.weight ** 2).sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    weights, bias = model.weight.detach().numpy(), model.bias.detach().numpy()
    held = dataset.load(options.validation)
    heard = []
    for piece in held:
        logits = features(piece.bands.astype(np.float32) * dataset.SCALE) @ weights.T + bias
        heard.append((1 / (1 + np.exp(-logits)), None))
    heard, slope, offset = calibrated(heard, held)
    weights, bias = weights * slope[:, None], bias * slope + offset
    thresholds, f = best_thresholds(heard, held)
    for voice, threshold, best in zip(VOICES, thresholds, f):
        print(f"{voice}: F {best:.3f} at {threshold:.2f}")
    with open(options.out, "w") as out:
        out.write("#pragma once\n\n#include \"drums/drum_voices.hpp\"\n\n#include <array>\n\n"
                  "/// Made by training/drums/fit.py; clang-format leaves it alone.\nnamespace stratum::analysis::drums {\n\n"
                  "// clang-format off\n")
        out.write("inline constexpr std::array<float, kVoiceCount> kPlainThresholds{"
                  + ", ".join(f"{t:.2f}F" for t in thresholds) + "};\n")
        out.write("inline constexpr std::array<float, kVoiceCount> kPlainBias{"
                  + ", ".join(f"{b:.3f}F" for b in bias) + "};\n")
        out.write(f"/// For each voice {FEATURES} weights.\n"
                  f"inline constexpr std::array<std::array<float, {FEATURES}>, kVoiceCount> kPlainWeights{{{{\n")
        for row in weights:
            for start in range(0, FEATURES, GROUPS):
                text = ", ".join(f"{w:.3f}F" for w in row[start:start + GROUPS])
                out.write(("    {" if start == 0 else "     ") + text + ("},\n" if start + GROUPS == FEATURES else ",\n"))
        out.write("}};\n// clang-format on\n\n}  // namespace stratum::analysis::drums\n")


if __name__ == "__main__":
    main()
