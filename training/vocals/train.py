"""Trains the network for voices: python -m training.vocals.train DATA --backings FOLDER... --validation DATA --out MODEL.pt"""
import argparse
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from .. import course
from ..layers import parameters
from . import dataset
from .model import VocalNet


def area(scores, truth):
    """Area under the receiver operating characteristic: how often a sung step scores higher than one that is not."""
    order = np.argsort(scores, kind="stable")
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    sung = truth > 0.5
    n = sung.sum()
    return (ranks[sung].sum() - n * (n + 1) / 2) / max(1, n * (len(scores) - n))


def fit(logits, truth):
    """Slope and offset that make probabilities of logits."""
    slope, offset = torch.ones(1, requires_grad=True), torch.zeros(1, requires_grad=True)
    optimiser = torch.optim.LBFGS([slope, offset], max_iter=60)

    def loss():
        optimiser.zero_grad()
        value = functional.binary_cross_entropy_with_logits(slope * logits + offset, truth)
        value.backward()
        return value
    optimiser.step(loss)
    return slope.item(), offset.item()


def pools(folder, backings, limit):
    folder = Path(folder)
    own = [folder / "backings"] if (folder / "backings").is_dir() else []
    return (dataset.load([folder / "voices"]), dataset.load([folder / "leads"]), dataset.load([*backings, *own], limit))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("--backings", nargs="+", default=[], help="folders of bands without voices, as training.data.make leaves")
    parser.add_argument("--validation", required=True)
    parser.add_argument("--validation-backings", nargs="+", default=[])
    parser.add_argument("--limit", type=int, default=400, help="bands of each folder of backings")
    parser.add_argument("--out", required=True)
    course.add_arguments(parser, size=16, frames=320)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    rng = np.random.default_rng(options.seed)
    known = pools(options.data, options.backings, options.limit)
    held = pools(options.validation, options.validation_backings, options.limit)
    model = course.start(VocalNet(), options)
    device = next(model.parameters()).device
    print(f"voices, leads, backings {[len(p) for p in known]}, to validate {[len(p) for p in held]}, "
          f"{parameters(model)} parameters, {device}", flush=True)

    def batch(stems, generator):
        drawn = [dataset.mixed(*stems, options.frames, generator) for _ in range(options.size)]
        return [torch.from_numpy(np.stack(part)).to(device) for part in zip(*drawn)]

    def next_loss():
        bands, sung, counts = batch(known, rng)
        each = functional.binary_cross_entropy_with_logits(model(bands)[:, :, 0], 0.02 + 0.96 * sung, reduction="none")
        return (each * counts).sum() / counts.sum()

    course.run(model, options, next_loss)
    generator, logits, truth = np.random.default_rng(7), [], []
    with torch.no_grad():
        for _ in range(40):
            bands, sung, counts = batch(held, generator)
            known_steps = (counts > 0.9) & ((sung < 0.1) | (sung > 0.9))
            logits.append(model(bands)[:, :, 0][known_steps].cpu())
            truth.append((sung[known_steps] > 0.5).float().cpu())
    logits, truth = torch.cat(logits), torch.cat(truth)
    slope, offset = fit(logits, truth)
    with torch.no_grad():  # the last layer answers with probabilities from now on
        model.voice.weight *= slope
        model.voice.bias.copy_(model.voice.bias * slope + offset)
    torch.save(model.state_dict(), options.out)
    right = ((slope * logits + offset > 0).float() == truth).float().mean()
    print(f"held out: area {area(logits.numpy(), truth.numpy()):.4f}, right {right:.4f} of {len(truth)} steps, "
          f"slope {slope:.2f}, offset {offset:.2f}")


if __name__ == "__main__":
    main()
