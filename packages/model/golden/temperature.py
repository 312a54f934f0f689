"""Temperature scaling by two peers, in double precision: torch's LBFGS (as in Guo et al.'s own code, but run to the end) and
scipy's brentq on the derivative of the loss by the inverse temperature.

Writes temperature.json beside itself. Run: python golden/temperature.py   (python with torch 2.x, scipy and numpy)
"""
import json
import pathlib

import numpy as np
import torch
from scipy.optimize import brentq
from scipy.special import log_softmax, softmax

torch.set_default_dtype(torch.float64)


def case(name, seed, n, classes, scale, weighted=False):
    """Classes drawn from softmax(z); the model says softmax(scale z): its temperature is about `scale`."""
    rng = np.random.default_rng(seed)
    z = rng.integers(-128, 129, (n, classes)) / 64
    y = np.array([rng.choice(classes, p=p) for p in softmax(z, axis=1)])
    logits = z * scale
    w = rng.integers(0, 5, n) / 4 if weighted else np.ones(n)

    def loss(t):
        return float(-(w * log_softmax(logits / t, axis=1)[np.arange(n), y]).sum() / w.sum())

    def slope(b):
        p = softmax(b * logits, axis=1)
        return float((w * ((p * logits).sum(1) - logits[np.arange(n), y])).sum() / w.sum())

    by_brentq = 1 / brentq(slope, 1e-2, 1e2, xtol=1e-15, rtol=8.9e-16)

    log_t = torch.zeros(1, requires_grad=True)
    zt, yt, wt = torch.tensor(logits), torch.tensor(y), torch.tensor(w)
    optimizer = torch.optim.LBFGS([log_t], max_iter=500, tolerance_grad=1e-14, tolerance_change=1e-16, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        losses = torch.nn.functional.cross_entropy(zt / log_t.exp(), yt, reduction="none")
        value = (wt * losses).sum() / wt.sum()
        value.backward()
        return value

    optimizer.step(closure)
    by_lbfgs = log_t.exp().item()
    assert abs(by_lbfgs / by_brentq - 1) < 1e-6, (name, by_lbfgs, by_brentq)
    return {
        "name": name,
        "classes": classes,
        "logits": logits.ravel().tolist(),
        "yTrue": y.tolist(),
        **({"weights": w.tolist()} if weighted else {}),
        "brentq": by_brentq,
        "lbfgs": by_lbfgs,
        "lossBefore": loss(1),
        "lossAfter": loss(by_brentq),
    }


cases = [
    case("two classes, too sure", 1, 60, 2, 4),
    case("two classes, not sure enough", 2, 60, 2, 0.25),
    case("five classes, weighted", 3, 50, 5, 2, weighted=True),
    case("ten classes, far too sure", 4, 30, 10, 16),
]
path = pathlib.Path(__file__).with_name("temperature.json")
path.write_text(json.dumps({"cases": cases}) + "\n")
print([(c["name"], c["brentq"], c["lbfgs"]) for c in cases])
