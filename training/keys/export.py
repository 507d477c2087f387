"""Weights -> models/key.onnx, checked against PyTorch: python -m training.keys.export MODEL.pt models/key.onnx"""
import argparse

import numpy as np
import onnx
import onnxruntime
import torch

from .model import INPUTS, KeyNet


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights")
    parser.add_argument("onnx")
    options = parser.parse_args()
    model = KeyNet()
    model.load_state_dict(torch.load(options.weights, map_location="cpu"))
    model.eval()
    torch.onnx.export(model, (torch.rand(1, 600, INPUTS),), options.onnx, input_names=["chroma"], output_names=["keys"],
                      dynamic_axes={"chroma": {1: "frames"}, "keys": {1: "rows"}}, opset_version=17, dynamo=False)
    slim = onnx.load(options.onnx)
    for node in slim.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    slim.producer_name, slim.producer_version = "", ""
    onnx.checker.check_model(slim)
    onnx.save(slim, options.onnx)
    worst = 0.0
    session = onnxruntime.InferenceSession(options.onnx)
    for frames in (2, 77, 1310):
        other = torch.rand(1, frames, INPUTS)
        with torch.no_grad():
            wanted = model(other).numpy()
        worst = max(worst, float(np.abs(wanted - session.run(None, {"chroma": other.numpy()})[0]).max()))
    print(f"{options.onnx}: differs from PyTorch by {worst:.2g} at most")
    if worst > 1e-3:
        raise SystemExit("too much")


if __name__ == "__main__":
    main()
