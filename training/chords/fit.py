#!/usr/bin/env python3
"""Fits the chord model (src/analysis/chords/chord_weights.hpp) to what dump.cpp wrote.

fit.py OUT.hpp --data EVIDENCE_FOLDER:LAB_FOLDER[:WEIGHT] ... [--hold-out SHARE] [--hidden 24] [--epochs 40] [--seed 1]

EVIDENCE_FOLDER holds NAME.f32, LAB_FOLDER the chords NAME.lab (Harte). Needs numpy and torch. With --hold-out that share of
the pieces is kept from the fit, and the share of their time that comes out right is printed.
"""
import argparse
import os
import re
import zlib

import numpy as np
import torch

TYPES = ["maj", "min", "7", "maj7", "min7", "minmaj7", "dim", "dim7", "hdim7", "aug", "sus2", "sus4", "maj6", "min6", "9",
         "maj9", "min9", "11", "13"]
ALIASES = {"6": "maj6", "sus4(b7)": "sus4", "": "maj", "1": None, "5": None}
STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
DEGREES = [0, 2, 4, 5, 7, 9, 11]
ROW, GROUPS, SIGNS, PRESENCE, NONE = 122, 9, 4, 4, 12 * len(TYPES)


def parse(label):
    """(root, type, bass), or None for no chord, or False for one that the model has no name for."""
    if label in ("N", "X"):
        return None if label == "N" else False
    match = re.fullmatch(r"([A-G])([#b]*):?([^/]*)(?:/([#b]*)(\d+))?", label)
    if not match:
        return False
    letter, accidentals, kind, bend, degree = match.groups()
    root = (STEPS[letter] + accidentals.count("#") - accidentals.count("b")) % 12
    kind = ALIASES.get(kind, kind)
    if kind not in TYPES:
        return False
    bass = 0
    if degree:
        bass = (DEGREES[(int(degree) - 1) % 7] + bend.count("#") - bend.count("b")) % 12
    return root, TYPES.index(kind), bass


def load(evidence, labs, weight):
    """One entry a piece: rows, labels (index of the chord, -1 unknown), bass above the root, weights by purity."""
    pieces = []
    for name in sorted(os.listdir(evidence)):
        lab = os.path.join(labs, name[:-4] + ".lab")
        if not name.endswith(".f32") or not os.path.exists(lab):
            continue
        rows = np.fromfile(os.path.join(evidence, name), np.float32).reshape(-1, ROW)
        spans = [line.split() for line in open(lab, encoding="utf-8") if line.strip()]
        spans = [(float(a), float(b), parse(c)) for a, b, c in spans]
        label = np.full(len(rows), -1)
        bass = np.zeros(len(rows), int)
        purity = np.zeros(len(rows), np.float32)
        first = 0
        for i, row in enumerate(rows):
            best, chosen = 0.0, False
            while first < len(spans) and spans[first][1] <= row[0]:
                first += 1
            for a, b, chord in spans[first:first + 6]:
                overlap = min(b, row[1]) - max(a, row[0])
                if overlap > best:
                    best, chosen = overlap, chord
            if best <= 0 and (not spans or row[0] >= spans[-1][1] or row[1] <= spans[0][0]):
                best, chosen = row[1] - row[0], None  # before and after the annotation nothing sounds
            if chosen is None:
                label[i] = NONE
            elif chosen:
                label[i] = chosen[1] * 12 + chosen[0]
                bass[i] = chosen[2]
            share = best / max(1e-6, row[1] - row[0])
            purity[i] = weight * max(0.0, 2 * share - 1) * min(1.0, (row[1] - row[0]) / 0.25) * (chosen is not False)
        pieces.append((name[:-4], rows, label, bass, purity))
    return pieces


class Model(torch.nn.Module):
    """The same small net for each of twelve roots, and a line for 'no chord'."""

    def __init__(self, hidden):
        super().__init__()
        self.first = torch.nn.Linear(12 * GROUPS + SIGNS, hidden)
        self.types = torch.nn.Linear(hidden, len(TYPES))
        self.bass = torch.nn.Linear(hidden, 12)
        self.none = torch.nn.Linear(SIGNS + PRESENCE + 1, 1)

    def forward(self, classes, signs):
        # classes: n x groups x 12; turned so that every root in turn stands first.
        turned = torch.stack([torch.roll(classes, -r, 2).flatten(1) for r in range(12)], 1)
        x = torch.cat([turned, signs[:, None, :SIGNS].expand(-1, 12, -1)], 2)
        h = torch.relu(self.first(x))
        scores = self.types(h).transpose(1, 2).flatten(1)  # type-major, root inside
        best = torch.logsumexp(scores, 1, keepdim=True)
        none = self.none(torch.cat([signs, 0.1 * best], 1))
        return torch.cat([scores, none], 1), self.bass(h)


def batches(pieces):
    rows = np.concatenate([p[1] for p in pieces])
    label = np.concatenate([p[2] for p in pieces])
    bass = np.concatenate([p[3] for p in pieces])
    weight = np.concatenate([p[4] for p in pieces])
    keep = weight > 0
    rows, label, bass, weight = rows[keep], label[keep], bass[keep], weight[keep]
    return (torch.tensor(rows[:, 6:6 + 12 * GROUPS]).reshape(-1, GROUPS, 12), torch.tensor(rows[:, 6 + 12 * GROUPS:]),
            torch.tensor(label), torch.tensor(bass), torch.tensor(weight))


def train(pieces, hidden, epochs, seed, held):
    torch.manual_seed(seed)
    model = Model(hidden)
    classes, signs, label, bass, weight = batches(pieces)
    optimizer = torch.optim.AdamW(model.parameters(), lr=4e-3, weight_decay=1e-3)
    steps = epochs * (len(label) // 512 + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 8e-3, total_steps=steps)
    for epoch in range(epochs):
        order = torch.randperm(len(label))
        total = 0.0
        for at in range(0, len(order), 512):
            pick = order[at:at + 512]
            x = classes[pick]
            if epoch:  # a little forgetfulness, so that no single group is relied upon
                x = x * (torch.rand(len(pick), GROUPS, 1) > 0.05)
            scores, basses = model(x, signs[pick])
            loss = torch.nn.functional.cross_entropy(scores, label[pick], reduction="none", label_smoothing=0.02)
            chord = label[pick] != NONE
            at_root = basses[torch.arange(len(pick)), label[pick] % 12]
            low = torch.nn.functional.cross_entropy(at_root, bass[pick], reduction="none")
            loss = (weight[pick] * (loss + 0.5 * low * chord)).sum() / weight[pick].sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(pick)
        if held and (epoch % 5 == 4 or epoch == epochs - 1):
            print(f"epoch {epoch + 1}: loss {total / len(order):.4f}  {judge(model, held)}", flush=True)
    return model


def judge(model, pieces):
    classes, signs, label, bass, weight = batches(pieces)
    with torch.no_grad():
        scores, basses = model(classes, signs)
    best = scores.argmax(1)
    total = weight.sum()
    exact = (weight * (best == label)).sum() / total
    root = (weight * torch.where(label == NONE, best == NONE, (best != NONE) & (best % 12 == label % 12))).sum() / total
    chord = label != NONE
    low = basses[torch.arange(len(label)), label % 12].argmax(1)
    return (f"slices right {exact:.3f}, root {root:.3f}, bass given the root "
            f"{(weight * chord * (low == bass)).sum() / (weight * chord).sum():.3f}")


def priors(pieces):
    """What chords do, from pieces of full weight: how often they change where, which follow, which belong to a key.

    Change: share of slices that begin a chord, for off-beats, beats, downbeats. Keys: log-probability of type and degree
    among the chords of major and of minor keys as the analyser hears them, and without any key. Motion: how much oftener
    the root moves by an interval than chords of the same piece drawn by chance would.
    """
    change = np.ones((3, 2))
    keys = np.zeros((3, len(TYPES), 12))
    motion, chance = np.ones(12), np.ones(12)
    used = np.zeros(len(TYPES) + 1)
    none = np.ones(2)
    rng = np.random.default_rng(1)
    for _, rows, label, _, weight in pieces:
        known = weight > 0
        np.add.at(used, np.where(label[known] == NONE, len(TYPES), label[known] // 12), weight[known])
        if weight.max() < 0.99:
            continue
        chords = []
        for i in range(1, len(rows)):
            if label[i] < 0 or label[i - 1] < 0:
                continue
            place = 2 if rows[i, 3] else 1 if rows[i, 2] else 0
            moved = label[i] != label[i - 1]
            change[place, int(moved)] += 1
            if not moved:
                continue
            none[int(label[i] == NONE)] += 1
            if label[i] == NONE:
                continue
            kind, root = divmod(label[i], 12)
            keys[2, kind, :] += 1 / 12
            if rows[i, 4] >= 0:
                keys[int(rows[i, 5]), kind, (root - int(rows[i, 4])) % 12] += 1
            if chords:
                motion[(root - chords[-1]) % 12] += 1
            chords.append(root)
        for _ in range(len(chords)):
            a, b = rng.choice(chords, 2)
            chance[(a - b) % 12] += 1
    for table in keys:
        kinds = keys[2].sum(1) + 2.0
        table += 0.05 * table.sum() * (kinds / kinds.sum())[:, None] / 12 + 0.2
        table /= table.sum()
    used += 1
    return [("kChangeShare", change[:, 1] / change.sum(1)), ("kKeyPrior", np.log(keys)),
            ("kMotion", np.log(motion / motion.sum()) - np.log(chance / chance.sum())),
            ("kNonePrior", np.log(none[1:] / none.sum())), ("kFittedShare", np.log(used / used.sum()))]


def write(model, path, sources, tables):
    def lines(values):
        text = [f"{v:.4g}F" if "." in f"{v:.4g}" or "e" in f"{v:.4g}" else f"{v:.4g}.0F" for v in values]
        return "".join(text[i] + ("," if i + 1 < len(text) else "") + ("\n" if i % 14 == 13 else " ") for i in range(len(text)))

    with open(path, "w", encoding="utf-8") as file:
        file.write("#pragma once\n\n#include <array>\n\n"
                   f"// Fitted by training/chords/fit.py to {sources}; never edited.\n// clang-format off\n"
                   "namespace stratum::analysis::chord_weights {\n\n")
        file.write(f"inline constexpr int kHidden = {model.first.out_features};\n")
        for name, tensor in (("kHiddenWeights", model.first.weight), ("kHiddenBias", model.first.bias),
                             ("kTypeWeights", model.types.weight), ("kTypeBias", model.types.bias),
                             ("kBassWeights", model.bass.weight), ("kBassBias", model.bass.bias),
                             ("kNoneWeights", model.none.weight), ("kNoneBias", model.none.bias)):
            values = tensor.detach().flatten().tolist()
            file.write(f"inline constexpr std::array<float, {len(values)}> {name}{{\n{lines(values)}}};\n")
        for name, table in tables:
            values = np.asarray(table).flatten().tolist()
            file.write(f"inline constexpr std::array<float, {len(values)}> {name}{{\n{lines(values)}}};\n")
        file.write("\n}  // namespace stratum::analysis::chord_weights\n// clang-format on\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("--data", nargs="+", required=True)
    parser.add_argument("--hold-out", type=float, default=0.0)
    parser.add_argument("--hidden", type=int, default=24)
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sources", default="the material that docs/methods/chords.md names")
    args = parser.parse_args()
    torch.set_num_threads(1)
    fitted, held = [], []
    for entry in args.data:
        evidence, labs, *weight = entry.split(":")
        for piece in load(evidence, labs, float(weight[0]) if weight else 1.0):
            (held if zlib.crc32(piece[0].encode()) % 1000 < 1000 * args.hold_out else fitted).append(piece)
    print(f"{len(fitted)} pieces fitted to, {len(held)} held out")
    model = train(fitted, args.hidden, args.epochs, args.seed, held)
    write(model, args.out, args.sources, priors(fitted))
    torch.save(model.state_dict(), args.out + ".pt")


if __name__ == "__main__":
    main()
