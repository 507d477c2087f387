"""The beat network: a temporal convolutional network over band spectra.

After Davies and Böck, "Temporal convolutional networks for musical audio beat tracking" (EUSIPCO 2019), and Böck and
Davies, "Deconstruct, analyse, reconstruct" (ISMIR 2020): a small convolutional front end folds the bands, dilated
convolutions look 12 s to both sides, and one body answers three questions: beat, downbeat, tempo.
"""
import torch
from torch import nn

from ..layers import Dilated

BANDS = 72  # as in src/analysis/rhythm/beat_bands.hpp
STEP_RATE = 22050 / 512  # steps a second
CONTEXT = 512  # steps that the network looks to either side, rounded up
TEMPO_LOW, TEMPO_BINS, TEMPO_RATIO = 40.0, 64, 2.0 ** (1 / 24)  # 40 to 246 BPM, 2.9 % a bin


class BeatNet(nn.Module):
    """(batch, steps, 144) -> beat and downbeat logits (batch, steps, 2), and what the tempo is told from
    (batch, steps, 64): its mean over the steps, as logits."""

    def __init__(self, channels=64, dropout=0.1):
        super().__init__()
        self.front = nn.Sequential(
            nn.BatchNorm2d(2),
            nn.Conv2d(2, 24, (3, 6), stride=(1, 3), padding=(1, 2), bias=False), nn.BatchNorm2d(24), nn.ReLU(),
            nn.Conv2d(24, 32, (3, 3), stride=(1, 3), padding=(1, 0), bias=False), nn.BatchNorm2d(32), nn.ReLU(),
            nn.Dropout2d(dropout),
            nn.Conv2d(32, channels, (1, 8), bias=False), nn.BatchNorm2d(channels), nn.ReLU())
        self.body = nn.ModuleList([Dilated(channels, 5, 2 ** i, dropout) for i in range(8)])
        self.beats = nn.Conv1d(channels, 2, 1)
        self.tempo = nn.Sequential(nn.Conv1d(channels, channels, 1), nn.ReLU(), nn.Conv1d(channels, TEMPO_BINS, 1))

    def forward(self, bands):
        batch, steps = bands.shape[:2]
        x = bands.reshape(batch, steps, 2, BANDS).transpose(1, 2)
        x = self.front(x).squeeze(3)
        for block in self.body:
            x = block(x)
        x = torch.relu(x)
        return self.beats(x).transpose(1, 2), self.tempo(x).transpose(1, 2)
