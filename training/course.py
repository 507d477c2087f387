"""The course of a training whose rate falls by a cosine, to the last batch or the last minute."""
import time

import numpy as np
import torch

RISE = 50  # batches until the rate is whole


def add_arguments(parser, size, frames):
    parser.add_argument("--init", help="weights to go on from")
    parser.add_argument("--batches", type=int, default=2500)
    parser.add_argument("--size", type=int, default=size)
    parser.add_argument("--frames", type=int, default=frames)
    parser.add_argument("--rate", type=float, default=0.003)
    parser.add_argument("--minutes", type=float, default=1e9, help="the rate is let down so that it ends by then")
    parser.add_argument("--seed", type=int, default=1)


def start(model, options):
    """The model on the device there is, with the weights that it goes on from."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    if options.init:
        model.load_state_dict(torch.load(options.init, map_location=device))
    return model.to(device)


def run(model, options, next_loss):
    """Learns from what `next_loss()` says of a batch; leaves the weights in `options.out` every 100 batches and at the end."""
    optimiser = torch.optim.AdamW(model.parameters(), lr=options.rate, weight_decay=0.01)
    began, seen = time.time(), []
    for step in range(options.batches):
        gone = max(step / options.batches, (time.time() - began) / (60 * options.minutes))
        if gone >= 1.0:
            break
        for group in optimiser.param_groups:
            group["lr"] = options.rate * min(1.0, (step + 1) / RISE) * 0.5 * (1 + np.cos(np.pi * gone))
        model.train()
        loss = next_loss()
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        seen.append(loss.item())
        if (step + 1) % 100 == 0:
            print(f"{step + 1} {time.time() - began:.0f} s loss {np.mean(seen[-100:]):.4f}", flush=True)
            torch.save(model.state_dict(), options.out)
    model.eval()
    torch.save(model.state_dict(), options.out)
