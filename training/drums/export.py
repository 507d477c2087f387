"""Weights -> models/drums.onnx: python -m training.drums.export MODEL.pt models/drums.onnx"""
import torch

from ..export import export
from .model import BANDS, DrumNet

if __name__ == "__main__":
    export(DrumNet(), __doc__, ("bands", "frames"), [("strokes", "frames"), ("velocity", "frames")],
           torch.rand(1, 700, BANDS) * 6, [torch.rand(1, 1311, BANDS) * 6])
