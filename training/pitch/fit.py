"""Fits the judge of salience peaks: python -m training.pitch.fit PART FEATURES TRUTH OUT.hpp

PART is melody or bass. FEATURES holds one file a piece as `stratum-training lines` wrote it, TRUTH the notes of the same
name (start, end, MIDI number in each line). For each frame the judge chooses among a dozen peaks and "none of them": a
perceptron of two hidden layers gives each peak a number, none has 0, and the softmax of these is fitted to the truth by
maximum likelihood. Frames within 30 ms of a note's edge are left out. One piece in eight is kept for deciding when to stop.
"""
import sys
from pathlib import Path

import numpy as np
import torch

PEAKS, FEATURES, HIDDEN = 12, 34, 24
HOP = 512 / 22050
NEAR = 0.6  # semitones: singers slide and sway


def frames(features, notes):
    """(x, of each peak whether it is right, weight) of one piece."""
    rows = np.fromfile(features, np.float32).reshape(-1, 3 + FEATURES)
    index = rows[:, 0].astype(int)
    count = index.max() + 1
    x = np.zeros((count, PEAKS, FEATURES), np.float32)
    there = np.zeros((count, PEAKS), bool)
    right = np.zeros((count, PEAKS), bool)
    place = np.arange(len(rows)) - np.searchsorted(index, index)
    x[index, place] = rows[:, 3:]
    there[index, place] = True
    time = np.arange(count) * HOP
    pitch, weight = np.zeros(count), np.ones(count, np.float32)
    for line in Path(notes).read_text().splitlines():
        start, end, note = map(float, line.split())
        pitch[(time >= start) & (time < end)] = note
        for edge in (start, end):
            weight[abs(time - edge) < 0.03] = 0.0
    right[index, place] = (pitch[index] > 0) & (abs(rows[:, 1] - pitch[index]) < NEAR)
    weight[(pitch > 0) & ~right.any(1)] = 0.0  # Nothing to be learned where the line is no peak at all.
    return x, there, right, weight


def load(part, features, truth):
    for path in sorted(Path(features).glob(f"*.{part}")):
        yield path.stem, frames(path, Path(truth) / f"{path.stem}.{part}")


def stack(pieces):
    return [torch.from_numpy(np.concatenate(column)) for column in zip(*pieces)]


def loss_of(logits, there, right, weight):
    logits = logits.masked_fill(~there, -1e9)
    everything = torch.logsumexp(torch.cat([logits, torch.zeros(len(logits), 1)], 1), 1)
    voiced = right.any(1)
    good = torch.logsumexp(logits.masked_fill(~right, -1e9), 1)
    return ((everything - torch.where(voiced, good, torch.zeros_like(good))) * weight).sum() / weight.sum()


def fit(train, keep, seed=1, epochs=9):
    torch.manual_seed(seed)
    x, there, right, weight = train
    mean, scale = x[there].mean(0), x[there].std(0) + 1e-3
    net = torch.nn.Sequential(torch.nn.Linear(FEATURES, HIDDEN), torch.nn.ReLU(), torch.nn.Linear(HIDDEN, HIDDEN),
                              torch.nn.ReLU(), torch.nn.Linear(HIDDEN, 1))
    optimiser = torch.optim.AdamW(net.parameters(), 4e-3, weight_decay=1e-2)
    steps = epochs * (len(x) // 512)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, total_steps=steps + 1)
    best, state = 1e9, None
    for epoch in range(epochs):
        order = torch.randperm(len(x))
        for at in range(0, len(x) - 511, 512):
            pick = order[at:at + 512]
            seen = (x[pick] - mean) / scale
            seen = seen + 0.15 * torch.randn_like(seen)
            loss = loss_of(net(seen)[..., 0], there[pick], right[pick], weight[pick])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        with torch.no_grad():
            kept = loss_of(net((keep[0] - mean) / scale)[..., 0], *keep[1:]).item()
        print(f"epoch {epoch}: {loss.item():.4f}, kept {kept:.4f}", flush=True)
        if kept < best:
            best, state = kept, {k: v.clone() for k, v in net.state_dict().items()}
    net.load_state_dict(state)
    # The normalisation of the features goes into the first layer.
    weights = [p.detach().numpy().copy() for p in net.parameters()]
    weights[1] -= weights[0] @ (mean / scale).numpy()
    weights[0] /= scale.numpy()
    return weights


def write(part, weights, out):
    def numbers(array):
        if array.ndim == 0:
            return f"{array:.5g}F" if any(c in f"{array:.5g}" for c in ".e") else f"{array:.5g}.0F"
        return "{" + ", ".join(numbers(a) for a in array) + "}"

    def member(name, array):
        text = numbers(array)
        return f"    .{name} = {{{text}}},\n" if array.ndim == 2 else f"    .{name} = {text},\n"

    text = "#pragma once\n\n// Written by training/pitch/fit.py, which see. docs/methods/pitch.md has what it was fitted on.\n\n"
    text += '#include "pitch/line_judge.hpp"\n\nnamespace stratum::analysis {\n\n'
    text += f"inline constexpr LineWeights k{part.capitalize()}Weights{{\n"
    names = ["first", "first_bias", "second", "second_bias", "last", "last_bias"]
    weights[4], weights[5] = weights[4][0], weights[5][0]
    text += "".join(member(n, np.asarray(w)) for n, w in zip(names, weights))
    text += "};\n\n}  // namespace stratum::analysis\n"
    Path(out).write_text(text)


def main():
    part, features, truth, out = sys.argv[1:5]
    torch.set_num_threads(1)
    pieces = list(load(part, features, truth))
    # Neighbouring frames say nearly the same: every other one is enough.
    train = [column[::2] for column in stack([p for i, (_, p) in enumerate(pieces) if i % 8 != 0])]
    keep = stack([p for i, (_, p) in enumerate(pieces) if i % 8 == 0])
    voiced = [float((p[2].any(1)).sum()) for _, p in pieces]
    print(f"{len(pieces)} pieces, {len(train[0])} + {len(keep[0])} frames, {sum(voiced):.0f} with the line among the peaks")
    write(part, fit(train, keep), out)


if __name__ == "__main__":
    main()
