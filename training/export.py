"""Weights to ONNX: what every export has in common."""
import argparse

import numpy as np
import onnx
import onnxruntime
import torch


def export(model, description, name, outputs, example, checks):
    """Asks for MODEL.pt and MODEL.onnx, writes the second and holds it against PyTorch.

    `model`: of the right shape, weights still to be loaded. `name` and `outputs`: [(name, its second axis)] of the input and
    the outputs. `example`: an input to trace. `checks`: inputs on which both must agree within 1e-3.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("weights")
    parser.add_argument("onnx")
    options = parser.parse_args()
    model.load_state_dict(torch.load(options.weights, map_location="cpu"))
    model.eval()
    named = [name, *outputs]
    torch.onnx.export(model, (example,), options.onnx, input_names=[name[0]], output_names=[o for o, _ in outputs],
                      dynamic_axes={tensor: {1: axis} for tensor, axis in named}, opset_version=17, dynamo=False)
    slim = onnx.load(options.onnx)
    for node in slim.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    slim.producer_name, slim.producer_version = "", ""
    onnx.checker.check_model(slim)
    onnx.save(slim, options.onnx)
    session, worst = onnxruntime.InferenceSession(options.onnx), 0.0
    for other in checks:
        with torch.no_grad():
            wanted = model(other)
        wanted = wanted if isinstance(wanted, tuple) else (wanted,)
        told = session.run(None, {name[0]: other.numpy()})
        worst = max([worst, *(float(np.abs(a.numpy() - b).max()) for a, b in zip(wanted, told))])
    print(f"{options.onnx}: differs from PyTorch by {worst:.2g} at most")
    if worst > 1e-3:
        raise SystemExit("too much")
