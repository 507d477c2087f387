"""Fits what tells voices without a network: python -m training.vocals.fit DATA --backings FOLDER... --validation DATA --out HEADER

A logistic model of one second, over what src/analysis/vocals/vocal_signs.cpp takes from the bands: how far the spectrum's
envelope moves (after the vocal variance of Lehner, Widmer and Sonnleitner, ICASSP 2014), whether partials slide (after
their fluctogram), how peaky and how unsteady the spectrum is. Writes src/analysis/vocals/vocal_weights.hpp.
"""
import argparse

import numpy as np
import torch
from torch.nn import functional

from . import dataset
from .model import FRAME_RATE, STEP
from .train import area, fit, pools

LOW, HIGH = 16, 66  # bands that are looked at
GROUPS = ((20, 36), (32, 50), (46, 64))
CURVES = 8
COSINES = np.cos(np.pi * (np.arange(HIGH - LOW)[:, None] + 0.5) * np.arange(1, CURVES + 1) / (HIGH - LOW)) / (HIGH - LOW)


def _unit(x):
    x = x - x.mean(1, keepdims=True)
    return x / (np.sqrt(np.square(x).sum(1, keepdims=True)) + 1e-3)


def frames_of(bands):
    """(frames, 72) of log(1 + 3000 m) -> (frames, 19)."""
    middle = bands[:, LOW:HIGH]
    curves = middle @ COSINES
    moved = np.abs(np.diff(curves, axis=0, prepend=curves[:1]))[:, :4]
    slides = []
    earlier = np.vstack([bands[:1], bands[:1], bands])[:len(bands)]
    for a, b in GROUPS:
        here = _unit(bands[:, a:b])
        same, down, up = ((here * _unit(earlier[:, a + s:b + s])).sum(1) for s in (0, -1, 1))
        slides.append(np.maximum(0.0, np.maximum(down, up) - same))
    peaky = np.abs(middle[:, 2:] - 2 * middle[:, 1:-1] + middle[:, :-2]).mean(1)
    rise = np.maximum(0.0, np.diff(middle, axis=0, prepend=middle[:1])).mean(1)
    level = middle.mean(1)
    return np.column_stack([curves, moved, *slides, peaky, rise, bands[:, :LOW].mean(1) - level, bands[:, HIGH:].mean(1) - level])


def seconds_of(bands):
    """One row of 27 a whole second."""
    values, out = frames_of(bands.astype(np.float64)), []
    second = (np.arange(len(values)) / FRAME_RATE).astype(int)
    for n in range(second[-1] + 1 if len(second) else 0):
        part = values[second == n]
        out.append(np.concatenate([part.mean(0), np.log(part[:, :CURVES].std(0) + 0.01)]))
    return np.array(out, np.float32)


def smooth(logits):
    """Over the neighbours, as the engine does."""
    around = np.pad(logits, 1, mode="edge")
    return 0.25 * around[:-2] + 0.5 * around[1:-1] + 0.25 * around[2:]


def draw(stems, count, rng, frames=520):
    """Excerpts as (seconds' features, how much of each is sung or -1 where that is not asked)."""
    for _ in range(count):
        bands, sung, counts = dataset.mixed(*stems, frames, rng)
        rows = seconds_of(bands)
        centre = ((np.arange(len(sung)) * STEP + 1.5) / FRAME_RATE).astype(int)
        truth = np.array([sung[centre == n].mean() if counts[centre == n].mean() > 0.9 else -1.0 for n in range(len(rows) - 1)])
        yield rows[:len(truth)], truth


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data")
    parser.add_argument("--backings", nargs="+", default=[])
    parser.add_argument("--validation", required=True)
    parser.add_argument("--validation-backings", nargs="+", default=[])
    parser.add_argument("--out", required=True)
    parser.add_argument("--excerpts", type=int, default=1000)
    options = parser.parse_args()
    rng = np.random.default_rng(3)
    xs, ys = zip(*draw(pools(options.data, options.backings, 200), options.excerpts, rng))
    x, y = np.vstack(xs), np.concatenate(ys)
    clear = (y > 0.8) | ((y >= 0) & (y < 0.05))
    x, y = x[clear], (y[clear] > 0.5).astype(np.float32)
    middle, spread = x.mean(0), x.std(0) + 1e-6
    model = torch.nn.Linear(x.shape[1], 1)
    optimiser = torch.optim.LBFGS(model.parameters(), max_iter=200, line_search_fn="strong_wolfe")
    inputs, truth = torch.from_numpy((x - middle) / spread), torch.from_numpy(y)

    def closure():
        optimiser.zero_grad()
        loss = functional.binary_cross_entropy_with_logits(model(inputs)[:, 0], truth) + 1e-3 * (model.weight ** 2).sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    weights = model.weight.detach().numpy()[0] / spread
    bias = float(model.bias.detach()) - float((weights * middle).sum())
    logits, truths = [], []
    for rows, sung in draw(pools(options.validation, options.validation_backings, 200), options.excerpts // 3, rng):
        logits.append(smooth(rows @ weights + bias))
        truths.append(sung)
    logits, truths = np.concatenate(logits), np.concatenate(truths)
    clear = (truths > 0.8) | ((truths >= 0) & (truths < 0.05))
    logits, truths = logits[clear], (truths[clear] > 0.5).astype(np.float32)
    slope, offset = fit(torch.from_numpy(logits.astype(np.float32)), torch.from_numpy(truths))
    weights, bias = weights * slope, bias * slope + offset
    print(f"held out: area {area(logits, truths):.3f}, slope {slope:.2f}, of {len(logits)} seconds")
    with open(options.out, "w") as out:
        out.write("#pragma once\n\n#include <array>\n\n/// Made by training/vocals/fit.py; clang-format leaves it alone.\n"
                  "namespace stratum::analysis::vocals {\n\n// clang-format off\n"
                  f"inline constexpr float kSignsBias = {bias:.4f}F;\n"
                  f"inline constexpr std::array<float, {len(weights)}> kSignsWeights{{\n")
        for start in range(0, len(weights), 9):
            out.write("    " + ", ".join(f"{w:.4f}F" for w in weights[start:start + 9])
                      + ("};\n" if start + 9 >= len(weights) else ",\n"))
        out.write("// clang-format on\n\n}  // namespace stratum::analysis::vocals\n")


if __name__ == "__main__":
    main()
