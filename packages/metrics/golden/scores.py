"""Writes scores.json: what scikit-learn and torchmetrics say about rankings, random and degenerate.

    python scores.py          python 3 with scikit-learn 1.9, torchmetrics 1.9, numpy 2

The random inputs are not in the file: scores.test-support.ts draws the same from the same generator. NaN and infinity are
written as the strings "NaN" and "Infinity". Where our conventions differ, the value is made to follow them here, below
"ours". DeLong is computed by its definition, with the whole matrix psi.
"""
import json
import math
import warnings
from pathlib import Path

import numpy as np
import sklearn
import torch
import torchmetrics
from sklearn import metrics as sk
from torchmetrics.functional.classification import (
    binary_auroc, binary_average_precision, multiclass_auroc, multiclass_average_precision, multilabel_auroc,
    multilabel_average_precision,
)

from plain import plain

warnings.filterwarnings("ignore")
NAN = math.nan


def mulberry32(seed):
    state = seed & 0xFFFFFFFF

    def draw():
        nonlocal state
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = ((state ^ (state >> 15)) * (1 | state)) & 0xFFFFFFFF
        t = ((t + (((t ^ (t >> 7)) * (61 | t)) & 0xFFFFFFFF)) & 0xFFFFFFFF) ^ t
        return (t ^ (t >> 14)) / 4294967296

    return draw


def coarse(value, seed):
    """Ten or a hundred different scores, for ties, or as they come."""
    steps = (10, 100, 0)[seed % 3]
    return math.floor(value * steps) / steps if steps else value


def draw_weights(draw, n, seed):
    """Halves with zeros among them, or any; every other case has none."""
    if seed % 2:
        return None
    weights = [math.floor(draw() * 4) / 2 if seed % 4 else draw() for _ in range(n)]
    weights[0] = weights[1] = 1
    return weights


def random_binary(seed):
    draw = mulberry32(seed)
    n = 2 + math.floor(draw() * 40)
    y, s = [], []
    for i in range(n):
        label = i if i < 2 else int(draw() < 0.4)
        y.append(label)
        s.append(coarse((draw() + 0.5 * label) / 1.5, seed))
    return y, s, draw_weights(draw, n, seed)


def random_multiclass(seed):
    draw = mulberry32(1000 + seed)
    n, k = 3 + math.floor(draw() * 30), 3 + seed % 3
    y = [math.floor(draw() * k) for _ in range(n)]
    rows = []
    for label in y:
        row = [1 + math.floor(draw() * 9) + (4 if j == label else 0) for j in range(k)]
        total = 0
        for value in row:
            total += value
        rows.append([value / total for value in row])
    return y, rows, draw_weights(draw, n, seed)


def random_multilabel(seed):
    draw = mulberry32(2000 + seed)
    n, k = 2 + math.floor(draw() * 20), 2 + seed % 3
    y, rows = [], []
    for _ in range(n):
        y.append([int(draw() < 0.5) for _ in range(k)])
        rows.append([coarse((draw() + 0.5 * label) / 1.5, seed) for label in y[-1]])
    return y, rows, draw_weights(draw, n, seed)


def or_nan(metric, *arguments, **options):
    try:
        return metric(*arguments, **options)
    except ValueError:
        return NAN


def delong(y, s):
    p, n = s[y == 1], s[y == 0]
    if len(p) < 2 or len(n) < 2:
        return NAN
    psi = (p[:, None] > n[None, :]) + (p[:, None] == n[None, :]) / 2
    return psi.mean(1).var(ddof=1) / len(p) + psi.mean(0).var(ddof=1) / len(n)


def curves(y, s, w):
    both = 0 < y.sum() < len(y)
    out = {}
    for drop in (False, True):
        options = {"sample_weight": w, "drop_intermediate": drop, "pos_label": 1}
        precision, recall, thresholds = sk.precision_recall_curve(y, s, **options)
        if y.sum() == 0:
            recall = np.full_like(recall, NAN)  # ours
        out["dropped" if drop else "whole"] = {
            "roc": sk.roc_curve(y, s, **options),
            "precisionRecall": (precision, recall, thresholds),
            "det": sk.det_curve(y, s, **options) if both else None,
        }
    return out


def checksum(curve):
    """The number of values, and a sum in which each has a weight of its own; NaN and infinity count 2."""
    values = [2 if not math.isfinite(v) else float(v) for array in curve for v in array]
    return [len(values), sum((1 + i) * v for i, v in enumerate(values))]


def binary(y, s, w, name=None, with_curves=False):
    y, s = np.asarray(y), np.asarray(s, dtype=float)
    weights = None if w is None else np.asarray(w, dtype=float)
    both = 0 < y.sum() < len(y)
    out = {
        "auc": or_nan(sk.roc_auc_score, y, s, sample_weight=weights) if both else NAN,
        "partial": [or_nan(sk.roc_auc_score, y, s, sample_weight=weights, max_fpr=m) if both else NAN
                    for m in (0.1, 0.35, 1)],
        "averagePrecision": sk.average_precision_score(y, s, sample_weight=weights) if y.sum() else NAN,  # ours
        "deLong": delong(y, s) if both else NAN,
    }
    every = curves(y, s, weights)
    if with_curves:
        out["curves"] = every
    else:
        out["checksums"] = {which: {k: v and checksum(v) for k, v in of.items()} for which, of in every.items()}
    if weights is None and both and s.min() >= 0 and s.max() <= 1:
        scores, labels = torch.tensor(s), torch.tensor(y)
        out["torch"] = [float(binary_auroc(scores, labels)), float(binary_average_precision(scores, labels))]
    if name is not None:
        out = {"name": name, "yTrue": y, "yScore": s, "weights": w, **out}
    return out


def average_precision_columns(onehot, s, w):
    """ours: without positives that count NaN, not 0."""
    seen = slice(None) if w is None else w > 0
    return [sk.average_precision_score(onehot[:, j], s[:, j], sample_weight=w) if onehot[seen, j].any() else NAN
            for j in range(onehot.shape[1])]


def multiclass(y, rows, w):
    y, s = np.asarray(y), np.asarray(rows)
    k = s.shape[1]
    weights = None if w is None else np.asarray(w, dtype=float)
    onehot, options = np.eye(k, dtype=int)[y], {"labels": list(range(k))}
    columns = average_precision_columns(onehot, s, weights)
    out = {
        "ovr": {a or "none": sk.roc_auc_score(y, s, multi_class="ovr", average=a, sample_weight=weights, **options)
                for a in ("macro", "weighted", "micro", None)},
        "ovo": {a: or_nan(sk.roc_auc_score, y, s, multi_class="ovo", average=a, **options)
                if len(set(y)) > 1 else NAN for a in ("macro", "weighted")},
        "averagePrecision": {
            "macro": float(np.mean(columns)),
            **{a: sk.average_precision_score(onehot, s, average=a, sample_weight=weights) for a in ("weighted", "micro")},
            "none": columns,
        },
        "topK": [sk.top_k_accuracy_score(y, s, k=top, sample_weight=weights, **options) for top in (1, 2, 3)],
    }
    if weights is None and len(set(y)) == k:
        scores, labels = torch.tensor(s), torch.tensor(y)
        out["torch"] = [float(multiclass_auroc(scores, labels, k)), float(multiclass_average_precision(scores, labels, k))]
    return out


def multilabel(y, rows, w):
    y, s = np.asarray(y), np.asarray(rows)
    weights = None if w is None else np.asarray(w, dtype=float)
    columns = average_precision_columns(y, s, weights)
    averages = ("macro", "weighted", "micro", "samples", None)
    support = (y * (1 if weights is None else weights[:, None])).sum()
    auc = {a or "none": sk.roc_auc_score(y, s, average=a, sample_weight=weights) for a in averages}
    ap = {a or "none": sk.average_precision_score(y, s, average=a, sample_weight=weights) for a in averages}
    # ours: NaN where there is nothing to average.
    if support == 0:
        auc["weighted"] = ap["weighted"] = NAN
    counted = np.ones(len(y)) if weights is None else weights
    if (y[counted > 0].sum(1) == 0).any():
        ap["samples"] = NAN
    if support == 0:
        ap["micro"] = NAN
    ap["macro"], ap["none"] = float(np.mean(columns)), columns
    out = {"auc": auc, "partial": sk.roc_auc_score(y, s, max_fpr=0.35, sample_weight=weights), "averagePrecision": ap}
    if weights is None and all(0 < y[:, j].sum() < len(y) for j in range(y.shape[1])):
        scores, labels, k = torch.tensor(s), torch.tensor(y), y.shape[1]
        out["torch"] = [float(multilabel_auroc(scores, labels, k)), float(multilabel_average_precision(scores, labels, k))]
    return out


named = {
    "one positive": ([1], [0.5]),
    "one negative": ([0], [0.5]),
    "only positives": ([1, 1, 1], [0.2, 0.9, 0.2]),
    "only negatives": ([0, 0, 0], [0.2, 0.9, 0.2]),
    "one of each, right": ([0, 1], [0.1, 0.2]),
    "one of each, wrong": ([0, 1], [0.2, 0.1]),
    "one of each, tied": ([0, 1], [0.2, 0.2]),
    "one score for all": ([0, 1, 0, 1, 1], [0.5] * 5),
    "all scores 0": ([0, 1, 1], [0, 0, 0]),
    "0 and -0 are one score": ([0, 1, 0, 1], [0.0, -0.0, -0.0, 0.0]),
    "perfect": ([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9]),
    "upside down": ([1, 1, 0, 0], [0.1, 0.2, 0.8, 0.9]),
    "perfect but for a tie": ([0, 0, 1, 1], [0.1, 0.5, 0.5, 0.9]),
    "positives tied": ([0, 1, 1, 1], [0.1, 0.5, 0.5, 0.5]),
    "negatives tied": ([0, 0, 0, 1], [0.5, 0.5, 0.5, 0.6]),
    "one positive last": ([0, 0, 0, 1], [0.9, 0.8, 0.7, 0.1]),
    "one positive first": ([0, 0, 0, 1], [0.4, 0.3, 0.2, 0.9]),
    "one negative first": ([1, 1, 1, 0], [0.4, 0.3, 0.2, 0.9]),
    "below 0": ([0, 1, 0, 1], [-3, -1, -2, -2]),
    "logits": ([0, 1, 0, 1, 1], [-12.5, 30, 0, 0, 4]),
    "next to each other": ([0, 1, 0, 1], [0.1, 0.1 + 2**-56, 0.1 - 2**-56, 0.1 + 2**-55]),
    "above and below one": ([1, 0, 1, 0], [1, 1 - 2**-53, 1 - 2**-53, 1 - 2**-52]),
    "the largest and the least": ([1, 0, 1, 0], [1.7976931348623157e308, -1.7976931348623157e308, 5e-324, 0]),
    "beyond float32": ([0, 1, 0, 1], [1e300, 1e301, 1e39, 2e39]),
    "subnormal": ([0, 1, 1, 0], [5e-324, 1e-323, 5e-324, 1.5e-323]),
    "whole numbers": ([0, 1, 1, 0, 1], [1, 2, 3, 4, 5]),
    "straight": ([1, 0, 1, 0, 1, 0, 1, 0], [8, 8, 7, 7, 6, 6, 5, 5]),
    "in blocks": ([1, 1, 1, 0, 0, 0, 1, 1, 0], [9, 8, 7, 6, 5, 4, 3, 2, 1]),
    "weights of 0 hide a score": ([1, 0, 1, 0], [0.9, 0.7, 0.5, 0.3], [1, 0, 2, 1]),
    "one weight": ([1, 0, 1], [0.9, 0.7, 0.5], [1, 1e-3, 1e3]),
    "equal weights": ([1, 0, 1, 0], [0.9, 0.7, 0.7, 0.3], [0.1, 0.1, 0.1, 0.1]),
    "the fixture": ([0, 0, 1, 1, 1, 0, 1, 0], [0.1, 0.4, 0.4, 0.35, 0.8, 0.8, 0.9, 0.4]),
}
out = {
    "source": f"scores.py, scikit-learn {sklearn.__version__}, torchmetrics {torchmetrics.__version__}, numpy {np.__version__}",
    "named": [binary(*(*case, None)[:3], name=name, with_curves=True) for name, case in named.items()],
    "binary": [binary(*random_binary(seed), with_curves=seed <= 2) for seed in range(1, 201)],
    "multiclass": [multiclass(*random_multiclass(seed)) for seed in range(1, 201)],
    "multilabel": [multilabel(*random_multilabel(seed)) for seed in range(1, 201)],
}
lines = [f'  {json.dumps(k)}: ' + (json.dumps(v) if isinstance(v, str) else
         "[\n    " + ",\n    ".join(json.dumps(plain(x)) for x in v) + "\n  ]") for k, v in out.items()]
Path(__file__).with_name("scores.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
