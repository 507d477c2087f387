"""What several networks are built of."""
import torch
from torch import nn


class Dilated(nn.Module):
    """(batch, channels, steps) -> the same and what lies `dilation` apart to both sides, as in the temporal convolutional network
    of Davies and Böck (EUSIPCO 2019)."""

    def __init__(self, channels, width, dilation, dropout):
        super().__init__()
        self.wide = nn.Conv1d(channels, channels, width, padding=width // 2 * dilation, dilation=dilation, bias=False)
        self.norm = nn.BatchNorm1d(channels)
        self.drop = nn.Dropout1d(dropout)
        self.narrow = nn.Conv1d(channels, channels, 1)

    def forward(self, x):
        return x + self.narrow(self.drop(torch.relu(self.norm(self.wide(x)))))


def parameters(model):
    return sum(p.numel() for p in model.parameters())
