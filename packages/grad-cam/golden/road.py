"""Writes road.json: linear imputation and the combined score of ROAD by pytorch-grad-cam, without noise.

Pictures and maps come from a formula (mulberry32) that src/networks.test-support.ts computes too, so that the file holds
results only. Run: python with torch, numpy, scipy, grad-cam 1.5.7, from this folder: python road.py
"""

import json
import pathlib

import numpy as np
import torch
from pytorch_grad_cam.metrics import road

HEIGHT, WIDTH, CHANNELS = 10, 12, 2


def mulberry32(seed: int, count: int) -> np.ndarray:
    """`count` numbers in [0, 1), as float64."""
    with np.errstate(over="ignore"):
        a = np.uint32(seed) + np.arange(1, count + 1, dtype=np.uint32) * np.uint32(0x6D2B79F5)
        t = (a ^ (a >> np.uint32(15))) * (a | np.uint32(1))
        t ^= t + (t ^ (t >> np.uint32(7))) * (t | np.uint32(61))
        return (t ^ (t >> np.uint32(14))).astype(np.float64) / 4294967296


road.NoisyLinearImputer.__init__.__defaults__ = (0.0, road.neighbors_weights)

picture = mulberry32(1, HEIGHT * WIDTH * CHANNELS).astype(np.float32).reshape(HEIGHT, WIDTH, CHANNELS)
picture = torch.from_numpy(picture.transpose(2, 0, 1).copy())
scattered = mulberry32(2, HEIGHT * WIDTH).reshape(HEIGHT, WIDTH)
y, x = np.mgrid[:HEIGHT, :WIDTH]
masks = {  # 1 is kept
    "scattered": scattered < 0.5,
    "blob": (y - 4) ** 2 + (x - 5) ** 2 > 12,
    "border": (y >= 3) & (x < 9),
    "one pixel left": (y == 9) & (x == 0),
}


class Network(torch.nn.Module):
    """The sigmoid of a weighted sum."""

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        weights = mulberry32(3, HEIGHT * WIDTH * CHANNELS).reshape(HEIGHT, WIDTH, CHANNELS).transpose(2, 0, 1) - 0.5
        return torch.sigmoid((pictures * torch.from_numpy(weights.copy()).float()).sum(dim=(1, 2, 3), keepdim=True)[:, :, 0, 0])


def imputed(mask: np.ndarray) -> list[float]:
    """The filled picture, channels last."""
    filled = road.NoisyLinearImputer()(picture, torch.from_numpy(mask.astype(np.float32)))
    return [round(float(value), 7) for value in filled.permute(1, 2, 0).flatten()]


targets = [lambda output: output[0]]
maps = mulberry32(4, HEIGHT * WIDTH).astype(np.float32).reshape(1, HEIGHT, WIDTH)
arguments = (picture[None], maps, targets, Network())
result = {
    "imputed": {name: imputed(mask) for name, mask in masks.items()},
    # Our percentile is what is removed: 100 - theirs. Theirs returns the change of the score.
    "original": float(Network()(picture[None])[0, 0]),
    "mostRelevantFirst": [float(road.ROADMostRelevantFirst(100 - p)(*arguments)[0]) for p in range(10, 100, 10)],
    "leastRelevantFirst": [float(road.ROADLeastRelevantFirst(100 - p)(*arguments)[0]) for p in range(10, 100, 10)],
    "combined": float(road.ROADCombined()(*arguments)[0]),
}
pathlib.Path("road.json").write_text(json.dumps(result, separators=(",", ":")) + "\n")
