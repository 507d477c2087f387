"""Weights -> models/beats.onnx: python -m training.beats.export MODEL.pt models/beats.onnx"""
import torch

from ..export import export
from .model import BANDS, BeatNet

if __name__ == "__main__":
    export(BeatNet(), __doc__, ("bands", "steps"), [("beats", "steps"), ("tempo", "steps")],
           torch.rand(1, 700, 2 * BANDS) * 6, [torch.rand(1, 1311, 2 * BANDS) * 6])
