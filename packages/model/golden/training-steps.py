"""The first training steps of small networks, in double precision: losses, last weights, moving statistics.

Writes training-steps.json beside itself. Run: python golden/training-steps.py   (python with torch 2.x and numpy)

Losses are Keras' (mean over classes and samples, one-hot labels) without the clipping; Adam is Keras' form with
lr .001, beta .9 and .999, epsilon 1e-7: w -= lr sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + eps).
BatchNorm has momentum .9 and epsilon .001; its moving variance follows the variance of the batch (divided by n, as in tfjs).
"""
import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
STEPS, BATCH, SIDE = 6, 5, 8


def floats(array):
    """Values that float32 and JSON both hold exactly as given."""
    return [float(v) for v in np.asarray(array, dtype=np.float32).ravel()]


def weight(rng, *shape):
    return torch.tensor(rng.integers(-100, 101, shape) / 256, requires_grad=True)


def binary(p, y):
    return -(y * p.log() + (1 - y) * (1 - p).log()).mean()


def categorical(p, y):
    return -(y * p.log()).sum(1).mean()


def case(name, seed, classes, batch_norm, loss):
    rng = np.random.default_rng(seed)
    xs = (rng.integers(0, 65, (STEPS, BATCH, SIDE, SIDE, 2)) / 64).astype(np.float32)
    ys = rng.integers(0, classes, (STEPS, BATCH))
    kernel, head, bias = weight(rng, 3, 3, 2, 3), weight(rng, 3 * 3 * 3, classes), weight(rng, classes)
    if batch_norm:
        gamma, beta = weight(rng, 3), weight(rng, 3)
        params, stats = [kernel, gamma, beta, head, bias], [torch.zeros(3), torch.ones(3)]
    else:
        conv_bias = weight(rng, 3)
        params, stats = [kernel, conv_bias, head, bias], []
    names = ["conv1/kernel", *(["bn1/gamma", "bn1/beta"] if batch_norm else ["conv1/bias"]), "output/kernel", "output/bias"]
    initial = {n: floats(p.detach()) for n, p in zip(names, params)}
    m, v = [torch.zeros_like(p) for p in params], [torch.zeros_like(p) for p in params]
    losses = []
    for t in range(1, STEPS + 1):
        x = torch.tensor(xs[t - 1].astype(np.float64)).permute(0, 3, 1, 2)
        y = F.one_hot(torch.tensor(ys[t - 1]), classes).to(torch.float64)
        a = F.conv2d(x, kernel.permute(3, 2, 0, 1), None if batch_norm else conv_bias)
        if batch_norm:
            batch = [a.mean((0, 2, 3)).detach(), a.var((0, 2, 3), correction=0).detach()]
            stats = [0.9 * old + 0.1 * new for old, new in zip(stats, batch)]
            a = F.batch_norm(a, None, None, gamma, beta, training=True, eps=0.001)
        a = F.max_pool2d(F.relu(a), 2).permute(0, 2, 3, 1).reshape(BATCH, -1)
        value = loss(F.softmax(a @ head + bias, 1), y)
        losses.append(value.item())
        for i, g in enumerate(torch.autograd.grad(value, params)):
            m[i] = 0.9 * m[i] + 0.1 * g
            v[i] = 0.999 * v[i] + 0.001 * g * g
            with torch.no_grad():
                params[i] -= 0.001 * np.sqrt(1 - 0.999**t) / (1 - 0.9**t) * m[i] / (v[i].sqrt() + 1e-7)
    return {
        "name": name,
        "classes": classes,
        "batchNorm": batch_norm,
        "loss": {binary: "binary-crossentropy", categorical: "categorical-crossentropy"}[loss],
        "shape": [BATCH, SIDE, SIDE, 2],
        "x": [floats(x) for x in xs],
        "y": ys.tolist(),
        "initial": initial,
        "losses": losses,
        "final": {n: floats(p.detach()) for n, p in zip(names, params)},
        "movingMean": floats(stats[0]) if stats else [],
        "movingVariance": floats(stats[1]) if stats else [],
    }


cases = [
    case("two classes, binary cross-entropy", 1, 2, False, binary),
    case("three classes, binary cross-entropy", 2, 3, False, binary),
    case("batch normalisation, categorical cross-entropy", 3, 3, True, categorical),
]
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"program": f"training-steps.py, torch {torch.__version__.split('+')[0]}", "cases": cases}) + "\n")
