"""Writes probabilities.json: what scikit-learn, torchmetrics, statsmodels, SciPy and plain NumPy say about probabilities,
their calibration, and decisions made with them.

    python probabilities.py    python 3 with scikit-learn 1.9, torchmetrics 1.9, torch 2, statsmodels 0.15, scipy, numpy 2

The random inputs are not in the file: src/probabilities/golden.test-support.ts draws the same from the same seeds.
Numbers without a peer are computed here by their definition, as plainly as possible: the terms of the Brier decomposition,
net benefit, thresholds (each tried, in fractions). NaN and infinity are words.
"""
import json
import math
import warnings
from fractions import Fraction
from pathlib import Path

import numpy as np
import statsmodels.api as sm
import torch
from mpmath import mp
from scipy.optimize import brentq
from scipy.special import expit, log_softmax, softmax
from scipy.stats import norm
from sklearn.calibration import _sigmoid_calibration, calibration_curve
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import brier_score_loss, log_loss
from torchmetrics.functional.classification import binary_calibration_error, multiclass_calibration_error

from plain import plain

warnings.filterwarnings("ignore")

mp.dps = 60
DISAGREED = []  # for each fit, whether statsmodels ended elsewhere
QUERIES = [-1, 0.38, 0.62]
THRESHOLDS = [0, 0.1, 0.5]
RULES = [
    {"maximise": "youden"},
    {"maximise": "f1"},
    {"sensitivity": 0.9},
    {"specificity": 0.8},
    {"cost": {"falseNegative": 5, "falsePositive": 1}},
    {"cost": {"falseNegative": 4, "falsePositive": 1}, "prevalence": 0.125},
]


def mulberry32(seed):
    a = seed & 0xFFFFFFFF

    def draw():
        nonlocal a
        a = (a + 0x6D2B79F5) & 0xFFFFFFFF
        t = ((a ^ (a >> 15)) * (1 | a)) & 0xFFFFFFFF
        t = ((t + (((t ^ (t >> 7)) * (61 | t)) & 0xFFFFFFFF)) & 0xFFFFFFFF) ^ t
        return (t ^ (t >> 14)) / 2**32

    return draw


def random_binary(seed):
    draw = mulberry32(seed)
    n, kind = 2 + int(draw() * 50), int(draw() * 3)
    y, p, w, z = [], [], [], []
    for _ in range(n):
        score = draw() if kind == 0 else int(draw() * 11) / 10 if kind == 1 else (1 + int(draw() * 6)) / 8
        p.append(score)
        y.append(1 if draw() < 0.15 + 0.7 * score else 0)
        w.append(int(draw() * 5) / 4)
        z.append(draw() * 8 - 4 + (y[-1] - 0.5) * 2)
    w[0] = 1
    return y, p, w, z, kind == 0


def random_rows(seed):
    draw = mulberry32(seed)
    n, k, ties = 2 + int(draw() * 30), 2 + int(draw() * 4), draw() < 0.5
    y, p, w, z = [], [], [], []
    for _ in range(n):
        raw = [1 + int(draw() * 3) if ties else draw() + 0.01 for _ in range(k)]
        total = 0
        for value in raw:
            total += value
        p.append([value / total for value in raw])
        y.append(int(draw() * k))
        w.append(int(draw() * 5) / 4)
        z.append([draw() * 6 - 3 + 2 * (c == y[-1]) for c in range(k)])
    w[0] = 1
    return y, p, w, z, ties


def logit(p):
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return np.log(p) - np.log(1 - p)


def bin_table(y, p, bins):
    """count, mean score and observed share of each bin [i / bins, (i + 1) / bins), the last closed; and who is where"""
    edges = np.arange(bins + 1) / bins
    which = np.clip(np.searchsorted(edges, p, side="right") - 1, 0, bins - 1)
    return [(which == b) for b in range(bins) if (which == b).any()]


def calibration_errors(y, p, bins=15):
    gaps = [(m.sum(), abs(p[m].mean() - y[m].mean())) for m in bin_table(y, p, bins)]
    return sum(c * g for c, g in gaps) / len(y), max(g for _, g in gaps)


def decomposition(y, p, bins=10):
    prevalence = y.mean()
    rel = res = wbv = wbc = 0
    for m in bin_table(y, p, bins):
        rel += m.mean() * (p[m].mean() - y[m].mean()) ** 2
        res += m.mean() * (y[m].mean() - prevalence) ** 2
        wbv += ((p[m] - p[m].mean()) ** 2).sum() / len(y)
        wbc += 2 * ((y[m] - y[m].mean()) * (p[m] - p[m].mean())).sum() / len(y)
    return rel, res, prevalence * (1 - prevalence), wbv - wbc


def glm(y, x, offset=None):
    """statsmodels' binomial GLM, with its steps run on in sixty digits where it stops at eight: [values], [standard errors]"""
    exog = np.ones((len(y), 1)) if x is None else np.stack([np.ones(len(y)), x], 1)
    offset = np.zeros(len(y)) if offset is None else offset
    peer = sm.GLM(y, exog, family=sm.families.Binomial(), offset=offset).fit(maxiter=100, tol=1e-12)
    # Where probabilities are close to 0 and 1 its steps run away (3 of 624 fits): start from 0 there.
    lost = not np.isfinite(peer.params).all() or np.abs(peer.params).max() > 1e6
    rows = [[mp.mpf(float(v)) for v in row] for row in exog]
    beta = mp.matrix([0.0 if lost else float(v) for v in peer.params])
    loss = lambda at: sum(mp.log1p(mp.exp(eta)) - mp.mpf(float(t)) * eta for eta, t in zip(etas(at), y))
    etas = lambda at: [mp.fsum(v * c for v, c in zip(row, at)) + mp.mpf(float(o)) for row, o in zip(rows, offset)]
    for _ in range(200):
        mu = [1 / (1 + mp.exp(-eta)) for eta in etas(beta)]
        k = len(beta)
        gradient = mp.matrix([mp.fsum((m - mp.mpf(float(t))) * row[j] for m, t, row in zip(mu, y, rows)) for j in range(k)])
        information = mp.matrix(k, k)
        for i in range(k):
            for j in range(k):
                information[i, j] = mp.fsum(m * (1 - m) * row[i] * row[j] for m, row in zip(mu, rows))
        step = mp.lu_solve(information, gradient)
        if max(abs(v) for v in step) < mp.mpf(10) ** -18:
            break
        while loss(beta - step) > loss(beta):
            step /= 2
        beta -= step
    else:
        raise AssertionError("no maximum found")
    errors = [mp.sqrt((information**-1)[j, j]) for j in range(len(beta))]
    values, errors = [float(v) for v in beta], [float(v) for v in errors]
    agree = not lost and np.allclose(values, peer.params, rtol=1e-4, atol=1e-5) and np.allclose(errors, peer.bse, rtol=1e-4)
    DISAGREED.append(not agree)
    return values, errors


def calibration_status(y, x):
    if y.min() == y.max():
        return "one-class"
    if x.min() == x.max():
        return "flat"
    # every cut, between scores and on them: is one side pure, the other too?
    for cut in np.unique(x):
        for a in (0, 1):
            below, above = y[x < cut], y[x > cut]
            if (below == a).all() and (above == 1 - a).all():
                return "separated"
    return "fitted"


def slope(y, p):
    x = logit(p)
    status = calibration_status(y, x)
    out = {"status": status}
    if status == "fitted":
        values, errors = glm(y, x)
        out["slope"] = [values[1], errors[1], values[0], errors[0]]
    if status != "one-class":
        [value], [error] = glm(y, None, offset=x)
        out["inTheLarge"] = [value, error, *norm.interval(0.95, value, error)]
    return out


def platt(y, s):
    s = np.asarray(s, float)
    if s.min() == s.max():
        return None
    pos, neg = y.sum(), (1 - y).sum()
    targets = np.where(y == 1, (pos + 1) / (pos + 2), 1 / (neg + 2))
    (intercept, gradient), _ = glm(targets, s)
    a, b = _sigmoid_calibration(s, y)
    assert np.allclose(expit(-(a * s + b)), expit(intercept + gradient * s), atol=2e-4), (a, b, intercept, gradient)
    return [intercept, gradient]


def temperature(y, z, w):
    """z: rows of logits"""
    y, z, w = np.asarray(y), np.asarray(z, float), np.asarray(w, float)
    y, z, w = y[w > 0], z[w > 0], w[w > 0]
    rows = np.arange(len(y))
    loss = lambda b: float(-(w * log_softmax(z * b, axis=1)[rows, y]).sum() / w.sum())
    slope = lambda b: float((w * ((softmax(z * b, axis=1) * z).sum(1) - z[rows, y])).sum() / w.sum())
    if (z == z[:, :1]).all():
        status, t = "flat", 1
    elif (y == y[0]).all():
        status, t = "one-class", 1
    elif (z[rows, y] == z.max(1)).all():
        status, t = "all-correct", 1
    elif slope(0) >= 0:
        status, t = "worse-than-guessing", 100
    elif slope(0.01) >= 0:
        status, t = "at-bound", 100
    elif slope(100) <= 0:
        status, t = "at-bound", 0.01
    else:
        status, t = "fitted", 1 / brentq(slope, 0.01, 100, xtol=1e-15, rtol=8.9e-16)
    return [status, t, loss(1), loss(1 / t)]


def isotonic(y, s, w):
    model = IsotonicRegression(out_of_bounds="clip").fit(s, y, sample_weight=w)
    return [len(model.X_thresholds_), *model.predict(np.array(QUERIES, float))]


def net_benefit(y, p, t, prevalence=None):
    odds = t / (1 - t)
    if prevalence is None:
        return ((p >= t) & (y == 1)).sum() / len(y) - ((p >= t) & (y == 0)).sum() / len(y) * odds
    sens = (p[y == 1] >= t).mean() if (y == 1).any() else math.nan
    fpr = (p[y == 0] >= t).mean() if (y == 0).any() else math.nan
    return sens * prevalence - fpr * (1 - prevalence) * odds


def threshold(y, s, rule):
    """[threshold, sensitivity, specificity, value] by trying every score, in fractions; None where there is none"""
    pos, neg = int(y.sum()), int((1 - y).sum())
    if pos == 0 or neg == 0:
        return None

    def rates(t):
        fn, fp = int(((s < t) & (y == 1)).sum()), int(((s >= t) & (y == 0)).sum())
        return fn, fp, Fraction(pos - fn, pos), Fraction(neg - fp, neg)

    def value(t):
        fn, fp, sens, spec = rates(t)
        if "sensitivity" in rule:
            return sens
        if "specificity" in rule:
            return spec
        if "cost" in rule:
            c = rule["cost"]
            prevalence = Fraction(rule.get("prevalence", Fraction(pos, pos + neg)))
            return c["falseNegative"] * prevalence * (1 - sens) + c["falsePositive"] * (1 - prevalence) * (1 - spec)
        return sens + spec - 1 if rule["maximise"] == "youden" else Fraction(2 * (pos - fn), 2 * pos - fn + fp)

    falling = sorted(set(s.tolist()), reverse=True)
    if "sensitivity" in rule:
        best = max(t for t in falling if value(t) >= Fraction(str(rule["sensitivity"])))
    elif "specificity" in rule:
        reach = [t for t in falling if value(t) >= Fraction(str(rule["specificity"]))]
        if not reach:
            return None
        best = min(reach)
    elif "cost" in rule:
        best = min(falling, key=lambda t: (value(t), -t))
        if value(math.inf) < value(best):
            return None
    else:
        best = max(falling, key=lambda t: (value(t), t))
    _, _, sens, spec = rates(best)
    return [best, float(sens), float(spec), float(value(best))]


def binary(y, p, w, z, exact_bins):
    y, p, w, z = np.array(y), np.array(p, float), np.array(w, float), np.array(z, float)
    ece, mce = calibration_errors(y, p)
    if exact_bins:
        # torchmetrics cuts at torch.linspace, and puts p = 1 into a bin of its own (#3510): only away from the edges
        peer = [float(binary_calibration_error(torch.tensor(p), torch.tensor(y), n_bins=15, norm=n)) for n in ("l1", "max")]
        assert np.allclose(peer, [ece, mce], atol=1e-14), (peer, ece, mce)
    top = calibration_errors(((p >= 0.5) == (y == 1)).astype(int), np.maximum(p, 1 - p))
    prevalence = y.mean()
    reference = brier_score_loss(y, np.full(len(y), prevalence), pos_label=1)
    brier = brier_score_loss(y, p, pos_label=1)
    spread = (1 - 2 * p) ** 2 * p * (1 - p)
    spiegelhalter = ((y - p) * (1 - 2 * p)).sum() / math.sqrt(spread.sum()) if spread.sum() > 0 else math.nan
    return {
        "logLoss": [log_loss(y, p, labels=[0, 1]), log_loss(y, p, labels=[0, 1], sample_weight=w)],
        "brier": [brier, brier_score_loss(y, p, pos_label=1, sample_weight=w)],
        "skill": 1 - brier / reference if reference > 0 else math.nan,
        "decomposition": decomposition(y, p),
        "errors": [ece, mce, *top],
        "quantile": calibration_curve(y, p, n_bins=4, strategy="quantile", pos_label=1),
        **({"uniform": calibration_curve(y, p, n_bins=3, pos_label=1)} if exact_bins else {}),
        **slope(y, p),
        "spiegelhalter": [spiegelhalter, 2 * norm.sf(abs(spiegelhalter))],
        "platt": platt(y, z),
        "temperature": temperature(y, np.stack([0 * z, z], 1), w),
        "isotonic": [isotonic(y, p, None), isotonic(y, p, w)],
        "netBenefit": [[net_benefit(y, p, t), net_benefit(y, p, t, 0.2)] for t in THRESHOLDS],
        "thresholds": [threshold(y, p, rule) for rule in RULES],
    }


def multiclass(y, p, w, z, ties):
    y, p, w, z = np.array(y), np.array(p, float), np.array(w, float), np.array(z, float)
    k = p.shape[1]
    labels = list(range(k))
    top, right = p.max(1), (p.argmax(1) == y).astype(int)
    errors = calibration_errors(right, top)
    if not ties:
        # torchmetrics computes these in float32
        peer = [float(multiclass_calibration_error(torch.tensor(p), torch.tensor(y), num_classes=k, norm=n)) for n in ("l1", "max")]
        assert np.allclose(peer, errors, atol=3e-6), (peer, errors)
    each = [calibration_errors((y == c).astype(int), p[:, c]) for c in labels]
    return {
        "logLoss": [log_loss(y, p, labels=labels), log_loss(y, p, labels=labels, sample_weight=w)],
        "brier": [brier_score_loss(y, p, labels=labels), brier_score_loss(y, p, labels=labels, sample_weight=w, scale_by_half=True)],
        "topLabel": errors,
        "classwise": [np.mean([e for e, _ in each]), max(m for _, m in each)],
        "temperature": temperature(y, z, w),
    }


# name: yTrue, yScore
DEGENERATE = {
    "one positive": ([1], [0.7]),
    "one negative": ([0], [0.7]),
    "one positive, certain": ([1], [1]),
    "one positive, certainly wrong": ([1], [0]),
    "all positive": ([1, 1, 1], [0.2, 0.5, 0.9]),
    "all negative": ([0, 0, 0], [0.2, 0.5, 0.9]),
    "all positive, all certain": ([1, 1], [1, 1]),
    "all one score": ([0, 1, 0, 1, 1], [0.3] * 5),
    "all one half": ([0, 1, 0, 0], [0.5] * 4),
    "all scores 0": ([0, 1, 0], [0] * 3),
    "all scores 1": ([0, 1, 0], [1] * 3),
    "perfect": ([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9]),
    "perfect and certain": ([0, 0, 1, 1], [0, 0, 1, 1]),
    "wrong throughout": ([1, 1, 0, 0], [0.1, 0.2, 0.8, 0.9]),
    "wrong and certain": ([1, 1, 0, 0], [0, 0, 1, 1]),
    "parted but for a tie": ([0, 0, 1, 1], [0.1, 0.4, 0.4, 0.9]),
    "parted backwards but for a tie": ([1, 1, 0, 0], [0.1, 0.4, 0.4, 0.9]),
    "one mistake away from parted": ([0, 0, 1, 0, 1, 1], [0.1, 0.2, 0.3, 0.30001, 0.8, 0.9]),
    "two pictures": ([0, 1], [0.4, 0.6]),
    "two pictures, backwards": ([0, 1], [0.6, 0.4]),
    "two scores": ([0, 1, 0, 1, 1, 0], [0.25, 0.25, 0.25, 0.75, 0.75, 0.75]),
    "0 and 1 among others": ([0, 1, 0, 1, 0, 1], [0, 0, 0.5, 0.5, 1, 1]),
    "scores on the edges of bins": ([0, 1] * 5 + [1], [i / 10 for i in range(11)]),
    "scores on thirds": ([0, 1, 1, 0], [1 / 3, 2 / 3, 1 / 3, 2 / 3]),
    "very small scores": ([0, 0, 1, 0], [1e-9, 2e-9, 3e-9, 1e-3]),
    "float32 scores": ([0, 1, 0, 1, 1], np.float32([0.1, 0.7, 0.6, 0.9, 0.3]).astype(float).tolist()),
    "one positive among many": ([0] * 19 + [1], [i / 20 for i in range(20)]),
    "highest score is negative": ([0, 1, 1, 0], [0.1, 0.6, 0.7, 0.9]),
    "highest scores tie": ([0, 0, 1, 1], [0.2, 0.9, 0.9, 0.9]),
    "alternating": ([0, 1] * 6, [i / 16 for i in range(12)]),
    "a known fixture": ([0, 0, 1, 1, 1, 0, 1, 0], [0.1, 0.4, 0.4, 0.35, 0.8, 0.8, 0.9, 0.4]),
}

DEGENERATE_ROWS = {
    "one picture": ([2], [[0.2, 0.3, 0.5]]),
    "one picture, certainly wrong": ([0], [[0, 0, 1]]),
    "certain": ([0, 1, 2], np.eye(3).tolist()),
    "a class that never occurs": ([0, 1, 0], [[0.5, 0.25, 0.25], [0.25, 0.5, 0.25], [0.25, 0.25, 0.5]]),
    "all alike": ([0, 1, 2], [[1 / 3] * 3] * 3),
    "one class": ([1, 1], [[0.25, 0.75], [0.5, 0.5]]),
    "ties at the top": ([0, 1, 2, 3], [[0.4, 0.4, 0.1, 0.1]] * 4),
    "confusing two": ([0, 1, 0, 1], [[0.25, 0.75, 0], [0.75, 0.25, 0], [0.75, 0.25, 0], [0.5, 0.5, 0]]),
}

golden = {
    "queries": QUERIES,
    "netBenefitThresholds": THRESHOLDS,
    "rules": RULES,
    "binary": [binary(*random_binary(1000 + i)) for i in range(200)],
    "multiclass": [multiclass(*random_rows(5000 + i)) for i in range(200)],
    # weights 1, 2, 3, 1, ...; logits 4 (score - 0.5), of rows 4 score
    "degenerate": [
        {"name": name, "yTrue": y, "yScore": s,
         **binary(y, s, [1 + i % 3 for i in range(len(y))], [4 * (v - 0.5) for v in s], False)}
        for name, (y, s) in DEGENERATE.items()
    ],
    "degenerateRows": [
        {"name": name, "yTrue": y, "yScore": s,
         **multiclass(y, s, [1 + i % 3 for i in range(len(y))], [[4 * v for v in row] for row in s], True)}
        for name, (y, s) in DEGENERATE_ROWS.items()
    ],
}
path = Path(__file__).with_name("probabilities.json")
path.write_text(json.dumps(plain(golden, digits=13), separators=(",", ":")) + "\n")
print(path.name, path.stat().st_size, "bytes; statsmodels ended elsewhere in", sum(DISAGREED), "of", len(DISAGREED), "fits")
assert sum(DISAGREED) <= 6
