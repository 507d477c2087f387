"""The drum network: convolutions over the engine's band spectrum, frame by frame.

After Vogl, Widmer and Knees, "Towards multi-instrument drum transcription" (DAFx 2018): a convolutional front end and
context in time, an activation for each drum; dilated convolutions in place of their recurrent layer, and a second answer
that tells how hard each stroke was.
"""
import torch
from torch import nn

from ..layers import Dilated

BANDS = 72  # as in src/analysis/rhythm/beat_bands.hpp
FRAME_RATE = 22050 / 256
# In the order of kVoices in src/analysis/drums/drum_voices.hpp.
VOICES = ("kick", "snare", "closed_hi_hat", "open_hi_hat", "tom", "crash", "ride")
GENERAL_MIDI = {35: 0, 36: 0, 37: 1, 38: 1, 39: 1, 40: 1, 42: 2, 44: 2, 46: 3, 41: 4, 43: 4, 45: 4, 47: 4, 48: 4, 50: 4,
                49: 5, 52: 5, 55: 5, 57: 5, 51: 6, 53: 6, 59: 6}


class DrumNet(nn.Module):
    """(batch, frames, 72) -> logits (batch, frames, 7) and velocities as logits (batch, frames, 7)."""

    def __init__(self, channels=56, dropout=0.1):
        super().__init__()
        self.front = nn.Sequential(
            nn.BatchNorm2d(1),
            nn.Conv2d(1, 12, (3, 6), stride=(1, 3), padding=(1, 2), bias=False), nn.BatchNorm2d(12), nn.ReLU(),
            nn.Conv2d(12, 24, (3, 3), stride=(1, 3), padding=(1, 0), bias=False), nn.BatchNorm2d(24), nn.ReLU(),
            nn.Dropout2d(dropout),
            nn.Conv2d(24, channels, (3, 8), padding=(1, 0), bias=False), nn.BatchNorm2d(channels), nn.ReLU())
        self.body = nn.ModuleList([Dilated(channels, 3, 2 ** i, dropout) for i in range(5)])
        self.strokes = nn.Conv1d(channels, len(VOICES), 1)
        self.velocity = nn.Conv1d(channels, len(VOICES), 1)

    def forward(self, bands):
        x = self.front(bands.unsqueeze(1)).squeeze(3)
        for block in self.body:
            x = block(x)
        x = torch.relu(x)
        return self.strokes(x).transpose(1, 2), self.velocity(x).transpose(1, 2)
