"""Measures pytorch-grad-cam on PyTorch on the CPU: complete calls, from pictures to maps of their size."""

import contextlib
import os

import cv2
import numpy
import torch
from pytorch_grad_cam import (
    AblationCAM,
    EigenCAM,
    EigenGradCAM,
    FullGrad,
    GradCAM,
    GradCAMPlusPlus,
    HiResCAM,
    LayerCAM,
    ScoreCAM,
    XGradCAM,
)
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from torch import nn

from measuring import answer, read_job, read_pictures, timed
from network_torch import network_and_pictures

classes = {
    "grad-cam": GradCAM,
    "grad-cam++": GradCAMPlusPlus,
    "hi-res-cam": HiResCAM,
    "layer-cam": LayerCAM,
    "x-grad-cam": XGradCAM,
    "eigen-cam": EigenCAM,
    "eigen-grad-cam": EigenGradCAM,
    "score-cam": ScoreCAM,
    "ablation-cam": AblationCAM,
    "full-grad": FullGrad,
}


def load_weights(model: nn.Sequential, file: dict, picture: torch.Tensor) -> None:
    """From tfjs' layouts: kernels height, width, in, out; a flattened map height, width, channel."""
    values, start = numpy.fromfile(file["path"], numpy.float32), 0
    shapes = iter(file["shapes"])

    def take() -> torch.Tensor:
        nonlocal start
        shape = next(shapes)
        count = int(numpy.prod(shape))
        start += count
        return torch.from_numpy(values[start - count : start].reshape(shape))

    with torch.no_grad():
        x, flattened = picture, None
        for layer in model:
            if isinstance(layer, nn.Conv2d):
                layer.weight.copy_(take().permute(3, 2, 0, 1))
                layer.bias.copy_(take())
            elif isinstance(layer, nn.Flatten):
                flattened = x.shape[1:]
            elif isinstance(layer, nn.Linear):
                weight = take()
                if flattened is not None:
                    channels, height, width = flattened
                    weight = weight.reshape(height, width, channels, -1).permute(2, 0, 1, 3).flatten(0, 2)
                    flattened = None
                layer.weight.copy_(weight.T)
                layer.bias.copy_(take())
            else:
                assert not list(layer.parameters()), f"no weights for {layer}"
            x = layer(x)
    assert start == len(values)


def layer_at(model: nn.Sequential, index: int) -> int:
    """Position of the ReLU behind a convolution: its output is that of tfjs' layer, which holds its activation."""
    position = [i for i, layer in enumerate(model) if isinstance(layer, nn.Conv2d)][index] + 1
    assert isinstance(model[position], nn.ReLU)
    return position


job = read_job()
layout, _, frozen = job["variant"].partition("-")
model, x = network_and_pictures(job, layout, read_pictures(job))
cv2.setNumThreads(job["threads"])
load_weights(model, job["weights"], x[:1])
parameters = sum(weight.numel() for weight in model.parameters())
position = layer_at(model, job["layer"]["index"])
if frozen:
    for weight in model[: position - 1].parameters():
        weight.requires_grad_(False)
targets = [ClassifierOutputTarget(job["target"])] * len(x)

timings = {}
for method in job["methods"]:
    name = method["name"]
    if name not in classes:
        timings[name] = {"refused": "pytorch-grad-cam has no such method"}
        continue
    with classes[name](model, [] if name == "full-grad" else [model[position]]) as cam:
        if "batchSize" in method:
            cam.batch_size = method["batchSize"]
        # Some methods draw a progress bar for every picture.
        with open(os.devnull, "w") as nowhere, contextlib.redirect_stderr(nowhere):
            timings[name] = timed(job, lambda: cam(input_tensor=x, targets=targets))
            maps = cam(input_tensor=x, targets=targets)
    maps.astype(numpy.float32).tofile(os.path.join(job["maps"], f"{name}.f32"))
answer(parameters, timings)
