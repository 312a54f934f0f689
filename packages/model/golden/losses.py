"""Losses of each picture and their gradients, from Keras, PyTorch and the definitions.

Writes losses.json beside itself. Run: KERAS_BACKEND=torch python golden/losses.py
(python with keras 3, torch 2.x, torchvision, mpmath and numpy)

Every case is computed from its definition with 120 digits; its gradient with respect to the logits by central differences at
that precision. These are the numbers in the file. Wherever a peer has the same loss, its values and its gradients have to agree
with them to 1e-9 (1e-6 for Keras' binary loss, whose mean over the classes is always taken in float32), or this program fails;
the file names the peers that did. Keras clips the probabilities of the
binary and the focal loss to [1e-7, 1 - 1e-7], and torchvision's focal loss is another one for soft labels, so that these are
compared on moderate logits, and on hard labels, only.

The losses of probabilities are Keras' alone, in float32: what its clipping leaves of a probability of 1 is a matter of the type.
"""
import json
import os
import pathlib

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import mpmath
import numpy as np
import torch
import torch.nn.functional as F
import torchvision

mpmath.mp.dps = 120
LOSSES = [
    {"name": "categorical-crossentropy"},
    {"name": "categorical-crossentropy", "labelSmoothing": 0.125},
    {"name": "binary-crossentropy"},
    {"name": "binary-crossentropy", "labelSmoothing": 0.25},
    {"name": "focal"},
    {"name": "focal", "gamma": 0.5, "labelSmoothing": 0.125},
    {"name": "focal", "gamma": 3, "alpha": [0.75, 0.25, 1.5, 0.5, 2]},
]
HARD = 2  # rows of a set with one-hot labels; the others are soft


def fit(loss, classes):
    return {**loss, "alpha": loss["alpha"][:classes]} if "alpha" in loss else loss


def smoothing_of(loss):
    return loss.get("labelSmoothing", 0)


# The definitions, literally.


def smoothed(y, loss):
    s = mpmath.mpf(smoothing_of(loss))
    pull = s / 2 if loss["name"] == "binary-crossentropy" else s / len(y)
    return [v * (1 - s) + pull for v in y]


def defined(z, y, loss):
    total = mpmath.fsum(mpmath.exp(v) for v in z)
    p = [mpmath.exp(v) / total for v in z]
    y = smoothed(y, loss)
    if loss["name"] == "categorical-crossentropy":
        return -mpmath.fsum(t * mpmath.log(q) for t, q in zip(y, p))
    if loss["name"] == "binary-crossentropy":
        return -mpmath.fsum(t * mpmath.log(q) + (1 - t) * mpmath.log(1 - q) for t, q in zip(y, p)) / len(y)
    gamma, alpha = mpmath.mpf(loss.get("gamma", 2)), loss.get("alpha", [1] * len(y))
    return -mpmath.fsum(a * t * (1 - q) ** gamma * mpmath.log(q) for a, t, q in zip(alpha, y, p))


def definition(logits, targets, loss):
    step = mpmath.mpf(10) ** -30
    values, slopes = [], []
    for z, y in zip(logits.tolist(), targets.tolist()):
        z, y = [mpmath.mpf(v) for v in z], [mpmath.mpf(v) for v in y]
        values.append(float(defined(z, y, loss)))
        for k in range(len(z)):
            high, low = [[v + sign * step * (i == k) for i, v in enumerate(z)] for sign in (1, -1)]
            slopes.append(float((defined(high, y, loss) - defined(low, y, loss)) / (2 * step)))
    return np.array(values), np.array(slopes).reshape(logits.shape)


# The peers: one loss a picture of `z` and `y`, or None where they have no such loss.


def in_keras(loss, extreme):
    smoothing = smoothing_of(loss)
    if loss["name"] == "categorical-crossentropy":
        return lambda z, y: keras.losses.categorical_crossentropy(y, z, from_logits=True, label_smoothing=smoothing)
    if extreme:
        return None
    if loss["name"] == "binary-crossentropy":
        return lambda z, y: keras.losses.binary_crossentropy(y, torch.softmax(z, 1), label_smoothing=smoothing)
    alpha = torch.tensor(loss["alpha"], dtype=torch.float64) if "alpha" in loss else 1.0
    return lambda z, y: keras.losses.categorical_focal_crossentropy(
        y, z, alpha=alpha, gamma=loss.get("gamma", 2), from_logits=True, label_smoothing=smoothing
    )


def in_torch(loss, classes):
    """A softmax of two classes is a sigmoid of their difference."""
    smoothing = smoothing_of(loss)
    if loss["name"] == "categorical-crossentropy":
        return lambda z, y: F.cross_entropy(z, y, reduction="none", label_smoothing=smoothing)
    if loss["name"] == "binary-crossentropy" and classes == 2:
        return lambda z, y: F.binary_cross_entropy_with_logits(
            z[:, 1] - z[:, 0], y[:, 1] * (1 - smoothing) + smoothing / 2, reduction="none"
        )
    return None


def in_torchvision(loss, classes):
    if loss["name"] != "focal" or classes != 2 or smoothing_of(loss) or "alpha" in loss:
        return None
    return lambda z, y: torchvision.ops.sigmoid_focal_loss(z[:, 1] - z[:, 0], y[:, 1], alpha=-1, gamma=2)


def with_gradient(f, logits, targets, rows=None):
    z = torch.tensor(logits[:rows], requires_grad=True)
    values = f(z, torch.tensor(targets[:rows]))
    (gradient,) = torch.autograd.grad(values.sum(), z)
    return values.detach().numpy(), gradient.numpy()


def agree(actual, expected, tolerance, name):
    for a, e in zip(actual, expected):
        if not np.allclose(a, e[: len(a)], rtol=tolerance, atol=tolerance / 100):
            raise SystemExit(f"{name}: {a} is not {e[: len(a)]}")


def case(logits, targets, loss, extreme):
    classes = logits.shape[1]
    numbers = definition(logits, targets, loss)
    peers = []
    for name, peer, rows in [
        ("keras", in_keras(loss, extreme), None),
        ("torch", in_torch(loss, classes), None),
        ("torchvision", in_torchvision(loss, classes), HARD),
    ]:
        if peer is None:
            continue
        tolerance = 1e-6 if name == "keras" and loss["name"] == "binary-crossentropy" else 1e-9
        agree(with_gradient(peer, logits, targets, rows), numbers, tolerance, f"{name}, {loss}, {classes} classes")
        peers.append(name)
    return {"loss": loss, "peers": peers, "values": digits(numbers[0]), "gradient": digits(numbers[1])}


def digits(array):
    return [float(f"{v:.10g}") for v in np.asarray(array).ravel()]


def soft_rows(rng, rows, classes):
    """Shares in 64ths, which float32 holds exactly, of sum 1."""
    return rng.multinomial(64, [1 / classes] * classes, rows) / 64


def labels(rng, classes):
    hard = np.eye(classes)[rng.integers(0, classes, HARD)]
    return np.concatenate([hard, soft_rows(rng, 2, classes)])


def from_logits():
    rng = np.random.default_rng(5)
    for classes in (2, 3, 4, 5):
        for extreme in (False, True):
            targets = labels(rng, classes)
            logits = rng.integers(-6 * 64, 6 * 64 + 1, targets.shape) / 64
            if extreme:
                # 80 ahead and 80 behind, a sure mistake, a sure success, two that are equally sure.
                logits = rng.choice([-80.0, -40.0, 0.0, 40.0, 80.0], targets.shape)
                right = targets.argmax(1)
                logits[0], logits[1] = -80, 80
                logits[0, right[0]], logits[1, right[1]] = 80, -80
                logits[2, :2] = 80
            yield {
                "classes": classes,
                "extreme": extreme,
                "logits": logits.ravel().tolist(),
                "targets": targets.ravel().tolist(),
                "cases": [case(logits, targets, fit(loss, classes), extreme) for loss in LOSSES],
            }


def from_probabilities():
    """Sums of 1 and others (classes that do not compete), and the ends of the range."""
    scores = torch.tensor(
        [[0.5, 0.25, 0.25], [1, 0, 0], [0, 1, 0], [0.875, 0.75, 0.5], [0.125, 0.0625, 0.25], [0.25, 1e-9, 0.75]]
    )
    rng = np.random.default_rng(9)
    targets = np.concatenate([np.eye(3)[[0, 0, 0, 1, 2]], soft_rows(rng, 1, 3)]).astype(np.float32)
    cases = []
    for loss in LOSSES:
        loss = fit(loss, 3)
        p, y, smoothing = scores.clone().requires_grad_(True), torch.tensor(targets), smoothing_of(loss)
        if loss["name"] == "focal":
            alpha = torch.tensor(loss.get("alpha", [1.0, 1.0, 1.0]))
            gamma = loss.get("gamma", 2)
            values = keras.losses.categorical_focal_crossentropy(y, p, alpha, gamma, label_smoothing=smoothing)
        elif loss["name"] == "binary-crossentropy":
            values = keras.losses.binary_crossentropy(y, p, label_smoothing=smoothing)
        else:
            values = keras.losses.categorical_crossentropy(y, p, label_smoothing=smoothing)
        (gradient,) = torch.autograd.grad(values.sum(), p)
        cases.append({"loss": loss, "values": digits(values.detach()), "gradient": digits(gradient)})
    return {"classes": 3, "probabilities": digits(scores), "targets": digits(targets), "cases": cases}


def weighted():
    """Class and sample weights: Keras' mean, and PyTorch's, which divides by the sum of the class weights."""
    rng = np.random.default_rng(11)
    logits = rng.integers(-192, 193, (6, 3)) / 64
    y, class_weights, weights = np.array([0, 2, 2, 1, 2, 0]), [2.5, 4.0, 0.5], [1, 0, 2, 0.5, 1, 1.25]
    each = np.array(class_weights)[y] * weights
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, dtype="float64")
    by_class = F.cross_entropy(torch.tensor(logits), torch.tensor(y), weight=torch.tensor(class_weights, dtype=torch.float64))
    return {
        "logits": logits.ravel().tolist(),
        "y": y.tolist(),
        "classWeights": class_weights,
        "weights": weights,
        "keras": float(loss(np.eye(3)[y], logits, sample_weight=each)),
        "torchByClass": float(by_class),
    }


if __name__ == "__main__":
    golden = {
        "program": f"losses.py, keras {keras.__version__}, torch {torch.__version__.split('+')[0]}, "
        f"torchvision {torchvision.__version__.split('+')[0]}",
        "logits": list(from_logits()),
        "probabilities": from_probabilities(),
        "weighted": weighted(),
    }
    pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(golden) + "\n")
