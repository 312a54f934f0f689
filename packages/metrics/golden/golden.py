"""Writes golden.json: what scikit-learn, SciPy and plain NumPy say about random and degenerate predictions.

    python golden.py          python 3 with scikit-learn 1.9, scipy, numpy 2

NaN and infinity are written as the strings "NaN" and "Infinity". DeLong is computed by its definition, with the whole
matrix psi, not by midranks; calibration by comparing with the edges i / bins, [a, b) and the last closed.
"""
import json
import math
import re
import warnings
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy.stats import binomtest, norm
from sklearn import metrics as sk

from plain import plain

warnings.filterwarnings("ignore")


def delong(y, s):
    p, n = s[y == 1], s[y == 0]
    psi = (p[:, None] > n[None, :]) + (p[:, None] == n[None, :]) / 2
    auc = psi.mean()
    if len(p) < 2 or len(n) < 2:
        return {"auc": auc, "se": math.nan}
    var = psi.mean(1).var(ddof=1) / len(p) + psi.mean(0).var(ddof=1) / len(n)
    se, z = math.sqrt(var), norm.ppf(0.975)
    if auc in (0, 1) or se == 0:
        return {"auc": auc, "se": se}
    logit, half = math.log(auc / (1 - auc)), z * se / (auc * (1 - auc))
    sigmoid = lambda x: 1 / (1 + math.exp(-x))
    return {
        "auc": auc,
        "se": se,
        "plain": [max(0, auc - z * se), min(1, auc + z * se)],
        "logit": [sigmoid(logit - half), sigmoid(logit + half)],
    }


def calibration(y, s, bins):
    edges = np.arange(bins + 1) / bins
    which = np.clip(np.searchsorted(edges, s, side="right") - 1, 0, bins - 1)
    return [
        {"from": edges[b], "to": edges[b + 1], "count": int((which == b).sum()), "positives": int(y[which == b].sum()),
         "meanScore": s[which == b].mean()}
        for b in range(bins) if (which == b).any()
    ]


def ece(y, s, bins):
    return sum(b["count"] * abs(b["meanScore"] - b["positives"] / b["count"]) for b in calibration(y, s, bins)) / len(y)


def binary(name, y, s):
    y, s = np.asarray(y), np.asarray(s, dtype=float)
    d = (s >= 0.5).astype(int)
    both = 0 < y.sum() < len(y)
    fpr, tpr, thresholds = sk.roc_curve(y, s, drop_intermediate=False)
    right = ((s >= 0.5) == (y == 1)).astype(int)
    return {
        "name": name,
        "yTrue": y,
        "yScore": s,
        "counts": sk.confusion_matrix(y, d, labels=[1, 0]),
        "accuracy": sk.accuracy_score(y, d),
        "balancedAccuracy": sk.balanced_accuracy_score(y, d),
        "sensitivity": sk.recall_score(y, d, zero_division=0),
        "specificity": sk.recall_score(y, d, pos_label=0, zero_division=0),
        "precision": sk.precision_score(y, d, zero_division=0),
        "negativePredictiveValue": sk.precision_score(y, d, pos_label=0, zero_division=0),
        "f1": sk.f1_score(y, d, zero_division=0),
        "brier": sk.brier_score_loss(y, s, pos_label=1) if both else float(np.mean((s - y) ** 2)),
        "roc": {"fpr": fpr, "tpr": tpr, "thresholds": thresholds},
        "auc": sk.roc_auc_score(y, s) if both else math.nan,
        "averagePrecision": sk.average_precision_score(y, s) if y.sum() else math.nan,
        "delong": delong(y, s) if both else None,
        "calibration": calibration(y, s, 10),
        "ecePositive": ece(y, s, 15),
        "eceTopLabel": ece(right, np.maximum(s, 1 - s), 15),
    }


def whole(text):
    """Support as whole numbers: scikit-learn prints 1.0 where no picture at all is right."""
    return re.sub(r"(\d+)\.0$", r"  \1", text, flags=re.M)


def report(name, y, d, labels):
    index = list(range(len(labels)))
    out = {"name": name, "yTrue": y, "yPred": d, "labels": labels, "counts": sk.confusion_matrix(y, d, labels=index)}
    for over, key in (("true", "true"), ("pred", "predicted"), ("all", "all")):
        out[key] = sk.confusion_matrix(y, d, labels=index, normalize=over)
    out["reports"] = []
    for zero in (0, 1, math.nan):
        for digits in (2, 4):
            arguments = {"labels": index, "target_names": labels, "zero_division": zero}
            out["reports"].append({
                "zeroDivision": zero,
                "digits": digits,
                "text": whole(sk.classification_report(y, d, digits=digits, **arguments)),
                "dict": sk.classification_report(y, d, output_dict=True, **arguments),
            })
    return out


rng = np.random.default_rng(20260)
cases = [
    binary("the fixture", [0, 0, 1, 1, 1, 0, 1, 0], [0.1, 0.4, 0.4, 0.35, 0.8, 0.8, 0.9, 0.4]),
    binary("perfect", [0, 0, 0, 1, 1], [0.1, 0.2, 0.3, 0.7, 1.0]),
    binary("upside down", [1, 1, 0, 0, 0, 0], [0.0, 0.2, 0.6, 0.7, 0.8, 0.9]),
    binary("one score for all", [0, 1, 0, 1, 1], [0.5] * 5),
    binary("only positives", [1, 1, 1], [0.2, 0.6, 0.9]),
    binary("only negatives", [0, 0, 0], [0.2, 0.6, 0.9]),
    binary("one picture", [1], [0.75]),
    binary("one positive", [0, 0, 1, 0], [0.3, 0.6, 0.55, 0.2]),
    binary("never positive", [0, 1, 1, 0], [0.1, 0.2, 0.3, 0.4]),
    binary("on the edges", [0, 1, 0, 1, 0, 1, 1, 0, 1, 1, 0], [i / 10 for i in range(11)]),
]
for size in (7, 40, 150):
    for decimals in (1, 2, 17):
        y = rng.integers(0, 2, size)
        y[:4] = [0, 0, 1, 1]
        noise = rng.normal(size=size) + 1.2 * y
        cases.append(binary(f"{size} random, {decimals} decimals", y, np.round(1 / (1 + np.exp(0.6 - noise)), decimals)))
y = (rng.random(200) < 0.05).astype(int)
cases.append(binary("5 % positive", y, np.round(np.clip(rng.normal(0.3 + 0.2 * y, 0.15), 0, 1), 3)))

three = ["covid", "normal", "viral pneumonia"]
reports = [
    report("two classes", rng.integers(0, 2, 50), rng.integers(0, 2, 50), ["covid", "normal"]),
    report("three classes", rng.integers(0, 3, 91), rng.integers(0, 3, 91), three),
    report("one never predicted", rng.integers(0, 3, 30), rng.integers(0, 2, 30), three),
    report("one never true", rng.integers(0, 2, 30), rng.integers(0, 3, 30), three),
    report("one absent", rng.integers(0, 2, 30), rng.integers(0, 2, 30), three),
    report("one picture", [1], [0], ["covid", "normal"]),
    report("halves that round to even", [0] * 8 + [1] * 8, [0] + [1] * 7 + [0] * 5 + [1] * 3, ["a", "b"]),
    report("long and non-latin names", [0, 1, 1, 0], [0, 1, 0, 0], ["a very long name of a class", "здоров \U0001FAC1"]),
]
wilson = [
    {"successes": k, "n": n, "confidence": c, "low": i.low, "high": i.high}
    for k, n in ((0, 1), (1, 1), (0, 25), (25, 25), (9, 10), (24, 25), (1, 300), (150, 300), (99999, 100000))
    for c in (0.8, 0.95, 0.99)
    for i in [binomtest(k, n).proportion_ci(c, method="wilson")]
]
quantiles = [{"p": p, "z": norm.ppf(p)} for p in (1e-300, 1e-20, 1e-5, 0.01, 0.025, 0.074, 0.3, 0.5, 0.77, 0.926, 0.975, 0.9995)]

out = {
    "source": f"golden.py, scikit-learn {sklearn.__version__}, scipy {scipy.__version__}, numpy {np.__version__}",
    "binary": cases, "reports": reports, "wilson": wilson, "quantiles": quantiles,
}
lines = [f'  {json.dumps(k)}: ' + (json.dumps(plain(v)) if isinstance(v, str) else
         "[\n    " + ",\n    ".join(json.dumps(plain(x)) for x in v) + "\n  ]") for k, v in out.items()]
Path(__file__).with_name("golden.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
