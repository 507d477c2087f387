"""Weights -> models/drums.onnx, checked against PyTorch: python -m training.drums.export MODEL.pt models/beats.onnx"""
import argparse

import numpy as np
import onnx
import onnxruntime
import torch

from .model import BANDS, DrumNet


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights")
    parser.add_argument("onnx")
    options = parser.parse_args()
    model = DrumNet()
    model.load_state_dict(torch.load(options.weights, map_location="cpu"))
    model.eval()
    bands = torch.rand(1, 700, BANDS) * 6
    torch.onnx.export(model, (bands,), options.onnx, input_names=["bands"], output_names=["strokes", "velocity"],
                      dynamic_axes={"bands": {1: "frames"}, "strokes": {1: "frames"}, "velocity": {1: "frames"}},
                      opset_version=17, dynamo=False)
    slim = onnx.load(options.onnx)
    for node in slim.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    slim.producer_name, slim.producer_version = "", ""
    onnx.checker.check_model(slim)
    onnx.save(slim, options.onnx)
    other = torch.rand(1, 1311, BANDS) * 6
    with torch.no_grad():
        wanted = [part.numpy() for part in model(other)]
    told = onnxruntime.InferenceSession(options.onnx).run(None, {"bands": other.numpy()})
    worst = max(float(np.abs(a - b).max()) for a, b in zip(wanted, told))
    print(f"{options.onnx}: differs from PyTorch by {worst:.2g} at most")
    if worst > 1e-3:
        raise SystemExit("too much")


if __name__ == "__main__":
    main()
