"""Weights -> models/key.onnx: python -m training.keys.export MODEL.pt models/key.onnx"""
import torch

from ..export import export
from .model import INPUTS, KeyNet

if __name__ == "__main__":
    export(KeyNet(), __doc__, ("chroma", "frames"), [("keys", "rows")], torch.rand(1, 600, INPUTS),
           [torch.rand(1, frames, INPUTS) for frames in (2, 77, 1310)])
