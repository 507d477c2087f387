"""Trains the drum network: python -m training.drums.train DATA... --validation DATA... --out MODEL.pt"""
import argparse

import numpy as np
import torch
from torch.nn import functional

from .. import course
from ..layers import parameters
from . import dataset, score
from .model import VOICES, DrumNet


def loss_of(model, bands, targets, velocity, mask):
    strokes, loud = model(bands)
    # Strokes are rare: those that are missed weigh more.
    weight = 1.0 + 1.5 * (targets >= 1.0)
    each = functional.binary_cross_entropy_with_logits(strokes, targets, reduction="none") * weight
    judged = (each.sum(2) * mask).sum() / mask.sum()
    struck = (targets > 0.0).float()
    off = ((torch.sigmoid(loud) - velocity) ** 2 * struck).sum() / struck.sum().clamp(min=1.0)
    return judged + 0.5 * off


def activations(model, piece):
    with torch.no_grad():
        strokes, loud = model(torch.from_numpy(piece.bands.astype(np.float32) * dataset.SCALE)[None])
    return torch.sigmoid(strokes)[0].numpy(), torch.sigmoid(loud)[0].numpy()


def counts(heard, pieces, thresholds):
    """For each voice right, told and true strokes."""
    sums = np.zeros((len(VOICES), 3))
    for (curves, _), piece in zip(heard, pieces):
        for voice in range(len(VOICES)):
            told = [at for at, _ in score.peaks(curves[:, voice], thresholds[voice])]
            truth = [at for at, _ in piece.strokes[voice]]
            sums[voice] += len(score.matched(told, truth)), len(told), len(truth)
    return sums


def best_thresholds(heard, pieces, steps=np.arange(0.3, 0.71, 0.05)):
    """For each voice the threshold with the best F; strokes that are none disturb more than those that are missed."""
    table = np.stack([counts(heard, pieces, [step] * len(VOICES)) for step in steps])
    f = 2 * table[:, :, 0] / np.maximum(1, table[:, :, 1] + table[:, :, 2])
    return steps[f.argmax(0)], f.max(0)


def calibrated(heard, pieces):
    """The activations as probabilities, and each voice's slope and offset."""
    lines = []
    for voice in range(len(VOICES)):
        truths = [[at for at, _ in piece.strokes[voice]] for piece in pieces]
        lines.append(score.calibration([curves[:, voice] for curves, _ in heard], truths))
    slope, offset = np.array(lines, np.float32).T
    out = []
    for curves, loud in heard:
        sure = np.clip(curves, 1e-7, 1 - 1e-7)
        out.append((1 / (1 + np.exp(-(slope * np.log(sure / (1 - sure)) + offset))), loud))
    return out, slope, offset


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="+")
    parser.add_argument("--validation", nargs="+", required=True)
    parser.add_argument("--out", required=True)
    course.add_arguments(parser, size=12, frames=512)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    rng = np.random.default_rng(options.seed)
    pieces, held = dataset.load(options.data), dataset.load(options.validation)
    model = course.start(DrumNet(), options)
    device = next(model.parameters()).device
    print(f"{len(pieces)} pieces, {len(held)} to validate, {parameters(model)} parameters, {device}", flush=True)

    def next_loss():
        drawn = [dataset.mixed(pieces, options.frames, rng) for _ in range(options.size)]
        return loss_of(model, *(torch.from_numpy(np.stack(part)).to(device) for part in zip(*drawn)))

    course.run(model, options, next_loss)
    model.cpu()
    heard = [activations(model, piece) for piece in held]
    heard, slope, offset = calibrated(heard, held)
    # The last layer answers with probabilities from now on.
    with torch.no_grad():
        model.strokes.weight *= torch.from_numpy(slope)[:, None, None]
        model.strokes.bias.copy_(model.strokes.bias * torch.from_numpy(slope) + torch.from_numpy(offset))
    torch.save(model.state_dict(), options.out + ".calibrated")
    thresholds, f = best_thresholds(heard, held)
    for voice, threshold, best in zip(VOICES, thresholds, f):
        print(f"{voice}: F {best:.3f} at {threshold:.2f}")


if __name__ == "__main__":
    main()
