"""Trains the beat network: python -m training.beats.train DATA... --validation DATA... --out MODEL.pt"""
import argparse
import json
import math
import threading
import time
from pathlib import Path
from queue import Queue

import numpy as np
import torch
from torch.nn import functional

from ..layers import parameters
from . import dataset
from .model import STEP_RATE, BeatNet


def batches(pieces, size, steps, count, seed):
    """`count` batches, made by a thread beside the training."""
    queue = Queue(maxsize=6)

    def work():
        rng = np.random.default_rng(seed)
        for _ in range(count):
            drawn = [dataset.excerpt(pieces[rng.integers(len(pieces))], steps, rng) for _ in range(size)]
            queue.put([torch.from_numpy(np.stack(part)) for part in zip(*drawn)])

    threading.Thread(target=work, daemon=True).start()
    for _ in range(count):
        yield queue.get()


def loss_of(model, bands, targets, mask, tempo):
    beats, votes = model(bands)
    # The very ends lack context; they are judged all the same, as they are in use.
    each = functional.binary_cross_entropy_with_logits(beats.float(), targets, reduction="none").sum(2)
    judged = (each * mask).sum() / mask.sum()
    mean = (votes.float() * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
    told = tempo.sum(1) > 0
    if told.any():
        judged = judged - 0.05 * (tempo[told] * functional.log_softmax(mean[told], 1)).sum(1).mean()
    return judged


def peaks(logits, threshold):
    """Steps that are local maxima over 7 steps and above the threshold."""
    top = functional.max_pool1d(logits[None, None], 7, 1, 3)[0, 0]
    return torch.nonzero((logits == top) & (logits > threshold)).flatten().numpy()


def f_measure(told, truth, window=0.07):
    used, hits = set(), 0
    for t in truth:
        near = [i for i in np.nonzero(np.abs(told - t) <= window)[0] if i not in used]
        if near:
            used.add(near[0])
            hits += 1
    return 2 * hits / max(1, len(told) + len(truth))


def evaluate(model, pieces):
    model.eval()
    beat_f, down_f, tempo_right = [], [], []
    with torch.no_grad():
        for piece in pieces:
            bands = torch.from_numpy(piece.bands.astype(np.float32) * dataset.SCALE)[None]
            logits, votes = (part.float().cpu() for part in model(bands.to(next(model.parameters()).device)))
            for column, times, out in ((0, piece.beats, beat_f), (1, piece.downbeats, down_f)):
                if len(times) > 3:
                    told = (peaks(logits[0, :, column], -0.85) + dataset.OFFSET) / STEP_RATE
                    out.append(f_measure(told, times))
            soft = piece.tempo(0, len(piece.bands))
            if soft.sum() > 0:
                tempo_right.append(abs(int(votes[0].mean(0).argmax()) - int(soft.argmax())) <= 1)
    return float(np.mean(beat_f)), float(np.mean(down_f)), float(np.mean(tempo_right))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="+")
    parser.add_argument("--validation", nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--batches", type=int, default=6000)
    parser.add_argument("--batch-size", type=int, default=16)
    parser.add_argument("--steps", type=int, default=1024)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--every", type=int, default=500, help="batches between evaluations")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    pieces, checked = dataset.load(options.data), dataset.load(options.validation)
    model = BeatNet().to(device)
    if options.start:
        model.load_state_dict(torch.load(options.start, map_location=device))
    hours = sum(len(p.bands) for p in pieces) / STEP_RATE / 3600
    print(f"{len(pieces)} pieces, {hours:.1f} h; {len(checked)} to check; {parameters(model)} parameters", flush=True)
    optimiser = torch.optim.AdamW(model.parameters(), lr=options.rate, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, options.rate, options.batches, pct_start=0.1)
    began, running = time.time(), None
    for number, batch in enumerate(
            batches(pieces, options.batch_size, options.steps, options.batches, options.seed), 1):
        model.train()
        with torch.autocast(device, dtype=torch.bfloat16):
            loss = loss_of(model, *(part.to(device) for part in batch))
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        running = loss.item() if running is None else 0.98 * running + 0.02 * loss.item()
        if not math.isfinite(running):
            raise SystemExit("the loss is no number any more; lower --rate")
        if number % 50 == 0:
            print(f"{number} loss {running:.4f} {time.time() - began:.0f} s", flush=True)
        if number % options.every == 0 or number == options.batches:
            scores = evaluate(model, checked)
            print(json.dumps({"batch": number, "beat_f": scores[0], "downbeat_f": scores[1], "tempo": scores[2]}),
                  flush=True)
            torch.save(model.state_dict(), options.out)


if __name__ == "__main__":
    main()
