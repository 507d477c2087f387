"""The network for voices: convolutions over the engine's band spectrum, then over time, an answer for each tenth of a second.

After Schlüter and Grill, "Exploring data augmentation for improved singing voice detection with neural networks" (ISMIR 2015):
small convolutions that see how partials move, pooling over frequency alone, and more than a second of context; dilated
convolutions in place of their dense layers.
"""
import torch
from torch import nn

from ..layers import Dilated

BANDS = 72  # as in src/analysis/rhythm/beat_bands.hpp
SKIP = 2  # every second frame of the spectrum
STEP = 4  # such frames that share an answer
FRAME_RATE = 22050 / 256 / SKIP


class VocalNet(nn.Module):
    """(batch, frames, 72), frames a multiple of 4 -> logits (batch, frames / 4, 1)."""

    def __init__(self, channels=40, dropout=0.1):
        super().__init__()
        self.front = nn.Sequential(
            nn.BatchNorm2d(1),
            nn.Conv2d(1, 8, (5, 3), padding=(2, 1), bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d((1, 3)),
            nn.Conv2d(8, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d((1, 3)),
            nn.Dropout2d(dropout),
            nn.Conv2d(16, channels, (STEP, 8), stride=(STEP, 1), bias=False), nn.BatchNorm2d(channels), nn.ReLU())
        self.body = nn.ModuleList([Dilated(channels, 3, 2 ** i, dropout) for i in range(5)])
        self.voice = nn.Conv1d(channels, 1, 1)

    def forward(self, bands):
        x = self.front(bands.unsqueeze(1)).squeeze(3)
        for block in self.body:
            x = block(x)
        return self.voice(torch.relu(x)).transpose(1, 2)
