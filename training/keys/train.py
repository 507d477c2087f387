"""Trains the key network: python -m training.keys.train DATA... --out KEY.pt

One piece in twelve is held out of each source; its whole pieces are answered as they come, without the profiles.
"""
import argparse
import json
import time
import zlib
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from ..layers import parameters
from . import dataset
from .model import NO_KEY, KeyNet

# How often pieces of each source are drawn, whatever their number.
SHARES = {"pop909": 0.34, "billboard": 0.17, "loops": 0.08, "drums": 0.05, "noise": 0.03}
COMPOSED = 0.33


def mirex(told, true):
    """MIREX's score: the key 1, a fifth away 0.5, relative 0.3, parallel 0.2."""
    if told == true:
        return 1.0
    (t, m), (u, n) = (told % 12, told // 12), (true % 12, true // 12)
    if m == n and (t - u) % 12 in (5, 7):
        return 0.5
    if m != n and (t - u) % 12 == (9 if n == 0 else 3):
        return 0.3
    return 0.2 if m != n and t == u else 0.0


def split(pieces):
    """By piece, whatever others there are: takes of one song stay together."""
    held, rest = [], []
    for p in pieces:
        name = p.name.rsplit("_", 1)[0] if p.source == "pop909" else p.name
        (held if zlib.crc32(name.encode()) % 12 == 5 else rest).append(p)
    return rest, held


def answers(model, pieces):
    model.eval()
    out = []
    with torch.no_grad():
        for piece in pieces:
            rows = model(torch.from_numpy(piece.frames)[None])[0]
            audible = piece.frames[:len(rows) * 2, 24].reshape(-1, 2).max(1) > 0
            out.append(rows[torch.from_numpy(audible)].mean(0).numpy())
    return out


def report(model, pieces):
    scores, exact, none = defaultdict(list), defaultdict(list), defaultdict(list)
    for piece, logits in zip(pieces, answers(model, pieces)):
        name = piece.source if piece.source in SHARES else "composed"
        told = int(np.argmax(logits[:24]))
        none[name].append(np.argmax(logits) == NO_KEY)
        if piece.key != NO_KEY:
            scores[name].append(mirex(told, piece.key))
            exact[name].append(told == piece.key)
    return {name: [len(said), round(float(np.mean(scores[name])), 3) if scores[name] else None,
                   round(float(np.mean(exact[name])), 3) if exact[name] else None, round(float(np.mean(said)), 3)]
            for name, said in sorted(none.items())}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="+")
    parser.add_argument("--validation", nargs="*", default=[], help="folders that are held out whole")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--batches", type=int, default=1200)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--frames", type=int, default=240)
    parser.add_argument("--rate", type=float, default=4e-3)
    parser.add_argument("--every", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--all", action="store_true", help="hold nothing out, for the weights that are shipped")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    rng = np.random.default_rng(options.seed)
    pieces, held = split(dataset.load(options.data))
    if options.all:
        pieces = pieces + held
    held += dataset.load(options.validation)
    groups = defaultdict(list)
    for piece in pieces:
        groups[piece.source if piece.source in SHARES else "composed"].append(piece)
    names = sorted(groups)
    shares = np.array([SHARES.get(name, COMPOSED) for name in names])
    shares /= shares.sum()
    model = KeyNet()
    print({name: len(groups[name]) for name in names}, len(held), "held out;", parameters(model), "parameters", flush=True)
    optimiser = torch.optim.AdamW(model.parameters(), lr=options.rate, weight_decay=2e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, options.rate, options.batches, pct_start=0.1)
    began, running = time.time(), None
    for number in range(1, options.batches + 1):
        drawn = []
        longest = options.frames // int(rng.choice([1, 1, 2, 4]))
        for name in rng.choice(names, options.batch_size, p=shares):
            group = groups[name]
            drawn.append(dataset.excerpt(group[rng.integers(len(group))], longest, rng))
        seen, masks, keys, lengths = zip(*drawn)
        seen, masks = torch.from_numpy(np.stack(seen)), torch.from_numpy(np.stack(masks))
        keys = torch.from_numpy(np.stack(keys)).flatten()
        model.train()
        rows = model(seen, torch.tensor(lengths))
        means = torch.einsum("bsr,brk->bsk", masks, rows) / masks.sum(2, keepdim=True).clamp(min=1)
        loss = functional.cross_entropy(means.flatten(0, 1), keys, ignore_index=dataset.UNKNOWN, label_smoothing=0.03)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        running = loss.item() if running is None else 0.97 * running + 0.03 * loss.item()
        if number % 50 == 0:
            print(f"{number} loss {running:.4f} {time.time() - began:.0f} s", flush=True)
        if number % options.every == 0 or number == options.batches:
            print(json.dumps({"batch": number, **report(model, held)}), flush=True)
            torch.save(model.state_dict(), options.out)


if __name__ == "__main__":
    main()
