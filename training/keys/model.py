"""The key network: convolutions that turn with the tonic.

Every layer runs around the circle of twelve pitch classes, so that a piece and its transposition get the same answer
twelve steps apart by construction (equivariance, after Lattner, Dörfler and Arzt, ISMIR 2019, and Korzeniowski and
Widmer, ISMIR 2018, who train one network for all genres). What is said of a stretch is the mean of what is said of its
rows, so that one run answers for the recording, for windows and for stretches.
"""
import torch
from torch import nn

INPUTS = 25  # as in src/analysis/harmony/key_listener.hpp: treble, bass, weight
FRAMES_PER_ROW = 2
FRAME_SECONDS = 4096 / 11025
NO_KEY = 24


class Turn(nn.Module):
    """A convolution over time that hears all twelve pitch classes from each one's place."""

    def __init__(self, inputs, outputs, steps):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, (steps, 12), padding=(steps // 2, 0), bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return torch.relu(self.norm(self.conv(torch.cat([x, x[..., :11]], 3))))


class Walk(nn.Module):
    """A convolution over time alone."""

    def __init__(self, channels, dilation, dropout):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, (3, 1), padding=(dilation, 0), dilation=(dilation, 1), bias=False)
        self.norm = nn.BatchNorm2d(channels)
        self.drop = nn.Dropout(dropout)

    def forward(self, x):
        return x + self.drop(torch.relu(self.norm(self.conv(x))))


class KeyNet(nn.Module):
    """(batch, frames, 25) -> (batch, frames / 2, 25): what speaks for the twelve major keys, the twelve minor ones and
    for none, as logits that are averaged over the rows in question before they are compared."""

    def __init__(self, channels=32, dropout=0.15):
        super().__init__()
        self.first = nn.Sequential(Turn(4, channels, 3), Walk(channels, 1, dropout), Turn(channels, channels, 1))
        self.then = nn.Sequential(Walk(channels, 2, dropout), Walk(channels, 4, dropout), Walk(channels, 8, dropout))
        self.last = Turn(channels, channels, 1)
        self.keys = nn.Conv2d(channels, 2, 1)
        self.none = nn.Sequential(nn.Linear(2 * channels, 16), nn.ReLU(), nn.Linear(16, 1))

    def forward(self, x, lengths=None):
        """`lengths`: frames of each piece of the batch that are there; what follows is as if it were not."""
        treble, bass, weight = x[:, :, :12], x[:, :, 12:24], x[:, :, 24:]
        there = torch.ones_like(treble[:, :, :1])
        if lengths is not None:
            there = (torch.arange(x.shape[1])[None] < lengths[:, None]).float()[:, :, None]
        x = torch.stack([3 * torch.sqrt(treble), 3 * torch.sqrt(bass), weight.expand_as(treble),
                         there.expand_as(treble)], 1)
        for layer in self.first:
            x = layer(x) if lengths is None else layer(x) * there[:, None]
        x = nn.functional.avg_pool2d(x, (FRAMES_PER_ROW, 1))
        for layer in self.then:
            x = layer(x) if lengths is None else layer(x) * there[:, None, FRAMES_PER_ROW - 1::FRAMES_PER_ROW]
        x = x + self.last(x)
        both = torch.cat([x.mean(3), x.amax(3)], 1).transpose(1, 2)
        keys = self.keys(x).transpose(1, 2).flatten(2)
        return torch.cat([keys, self.none(both)], 2)
