"""Weights -> models/vocals.onnx, checked against PyTorch: python -m training.vocals.export MODEL.pt models/vocals.onnx"""
import torch

from ..export import export
from .model import BANDS, VocalNet

if __name__ == "__main__":
    torch.manual_seed(0)
    checks = [torch.rand(1, 4 * steps, BANDS) * 6 for steps in (7, 150)]
    export(VocalNet(), __doc__, ("bands", "frames"), [("voice", "steps")], checks[1], checks)
