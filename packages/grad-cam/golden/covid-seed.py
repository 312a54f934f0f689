"""Writes covid-seed.json: Grad-CAM of the covid-seed network in PyTorch, double precision.

Weights and picture come from a formula (mulberry32) that src/networks.test-support.ts computes too, so that the file
holds results only. Run: python with torch 2.x and numpy, from this folder: python covid-seed.py
"""

import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F


def mulberry32(seed: int, count: int) -> np.ndarray:
    """`count` numbers in [0, 1), as float64."""
    with np.errstate(over="ignore"):
        a = np.uint32(seed) + np.arange(1, count + 1, dtype=np.uint32) * np.uint32(0x6D2B79F5)
        t = (a ^ (a >> np.uint32(15))) * (a | np.uint32(1))
        t ^= t + (t ^ (t >> np.uint32(7))) * (t | np.uint32(61))
        return (t ^ (t >> np.uint32(14))).astype(np.float64) / 4294967296


def weights(index: int, shape: tuple[int, ...]) -> np.ndarray:
    """Weight number `index` in tfjs' order and layout: kernels He-uniform, biases within +-.05."""
    scale = 0.05 if len(shape) == 1 else np.sqrt(6 / np.prod(shape[:-1]))
    values = (2 * mulberry32(index + 1, int(np.prod(shape))) - 1) * scale
    return values.astype(np.float32).astype(np.float64).reshape(shape)


def picture(side: int, channels: int) -> np.ndarray:
    """Half noise, half diagonal ramp, within 0..1."""
    noise = mulberry32(1000, side * side * channels).reshape(side, side, channels)
    ramp = (np.arange(side)[:, None] + np.arange(side)[None, :])[:, :, None] / (2 * side - 2)
    return (0.5 * noise + 0.5 * ramp).astype(np.float32).astype(np.float64)


shapes = [(3, 3, 3, 32), (32,), (3, 3, 32, 64), (64,), (3, 3, 64, 64), (64,), (3, 3, 64, 128), (128,), (3, 3, 128, 64), (64,)]
shapes += [(4096, 64), (64,), (64, 128), (128,), (128, 2), (2,)]
w = [torch.tensor(weights(i, shape)) for i, shape in enumerate(shapes)]
assert sum(t.numel() for t in w) == 474_754


def conv(x: torch.Tensor, number: int) -> torch.Tensor:
    kernel, bias = w[2 * number - 2 : 2 * number]
    return F.relu(F.conv2d(x, kernel.permute(3, 2, 0, 1), bias))  # HWIO -> OIHW


x = torch.tensor(picture(224, 3)).permute(2, 0, 1)[None]
x = F.max_pool2d(conv(conv(x, 1), 2), 2)
x = F.max_pool2d(conv(x, 3), 2)
conv4 = conv(x, 4).detach().requires_grad_()
conv5 = conv(F.max_pool2d(conv4, 2), 5)
conv5.retain_grad()
x = F.avg_pool2d(conv5, 3).permute(0, 2, 3, 1).reshape(1, -1)  # tfjs flattens height, width, channel
x = F.relu(x @ w[10] + w[11])
x = F.relu(x @ w[12] + w[13])
logits = (x @ w[14] + w[15])[0]

maps = []
for c in range(2):
    conv5.grad = None
    conv4.grad = None
    logits[c].backward(retain_graph=True)
    signed = [(a.grad.mean((2, 3), keepdim=True) * a).sum(1)[0].detach().numpy() for a in (conv5, conv4)]
    # Of the 52x52 map of conv4, through a max pooling and a convolution, two rows are enough.
    maps.append({"conv5": signed[0], "conv4": signed[1][[0, 25]]})

digits = lambda values: [float(f"{v:.8g}") for v in np.asarray(values).reshape(-1)]
golden = {
    "source": f"golden/covid-seed.py, torch {torch.__version__}, float64",
    "logits": digits(logits.detach().numpy()),
    "probabilities": digits(F.softmax(logits, 0).detach().numpy()),
    "conv5": {"shape": [24, 24], "maps": [digits(m["conv5"]) for m in maps]},
    "conv4": {"shape": [52, 52], "rows": [0, 25], "maps": [digits(m["conv4"]) for m in maps]},
}
pathlib.Path(__file__).with_name("covid-seed.json").write_text(json.dumps(golden) + "\n")
print(golden["logits"], [(m["conv5"].min(), m["conv5"].max()) for m in maps])
