"""Writes labels.json: what scikit-learn says about hard decisions, on 3 x 200 random and 31 degenerate inputs.

    python labels.py          python 3 with scikit-learn 1.9, torchmetrics 1.9, statsmodels 0.15, scipy, numpy 2, torch

The random inputs are not stored: mulberry32 draws them here and in src/labels/labels.test-support.ts alike. Where
torchmetrics or statsmodels know the same metric, this program stops unless they agree with scikit-learn (torchmetrics
counts in float32: to 1e-5). Specificity and the odds ratio, which scikit-learn lacks, are NumPy and SciPy. A list of one
number for each class is stored as its position sum, 1 v_1 + 2 v_2 + ..., to keep the file small. NaN and infinity are
written as the words "NaN" and "Infinity".
"""
import json
import math
import re
import warnings
from pathlib import Path

import numpy as np
import scipy
import sklearn
import statsmodels
import torch
import torchmetrics
import torchmetrics.functional.classification as tm
from scipy.stats.contingency import odds_ratio
from sklearn import metrics as sk
from statsmodels.stats.inter_rater import cohens_kappa

from plain import plain

warnings.filterwarnings("ignore")
RANDOM = 200


def mulberry32(seed):
    state = seed

    def draw():
        nonlocal state
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = ((state ^ (state >> 15)) * (state | 1)) & 0xFFFFFFFF
        t ^= (t + (((t ^ (t >> 7)) * (t | 61)) & 0xFFFFFFFF)) & 0xFFFFFFFF
        return ((t ^ (t >> 14)) & 0xFFFFFFFF) / 2**32

    return draw


def random_binary(seed):
    draw = mulberry32(seed)
    n, p, q = 1 + int(draw() * 60), draw(), draw()
    y, d = [], []
    for _ in range(n):
        y.append(int(draw() < p))
        d.append(y[-1] if draw() < q else int(draw() < p))
    return y, d, [draw() * 3 for _ in range(n)]


def random_multiclass(seed):
    draw = mulberry32(1000 + seed)
    k, n, q = 2 + int(draw() * 4), 1 + int(draw() * 60), draw()
    y, d = [], []
    for _ in range(n):
        y.append(int(draw() * draw() * k))
        d.append(y[-1] if draw() < q else int(draw() * k))
    return y, d, [draw() * 3 for _ in range(n)], k


def random_multilabel(seed):
    draw = mulberry32(2000 + seed)
    k, n, p, q = 2 + int(draw() * 4), 1 + int(draw() * 40), draw(), draw()
    y, d = [], []
    for _ in range(n):
        y.append([int(draw() < p) for _ in range(k)])
        d.append([v if draw() < q else int(draw() < p) for v in y[-1]])
    return y, d, [draw() * 3 for _ in range(n)]


def positions(values):
    return float(sum((i + 1) * v for i, v in enumerate(np.asarray(values, dtype=float).ravel())))


def agree(ours, theirs, tolerance, what):
    ours, theirs = float(ours), float(theirs)
    if not (math.isnan(ours) and math.isnan(theirs)):
        assert abs(ours - theirs) <= tolerance, f"{what}: {ours} and {theirs}"


def specificities(y, d, k, zero):
    cells = sk.multilabel_confusion_matrix(y, d, labels=range(k))
    return [tn / (tn + fp) if tn + fp else zero for (tn, fp), _ in cells]


def binary(y, d, w, zero=0):
    y, d, w = np.array(y), np.array(d), np.array(w)
    both = 0 < y.sum() < len(y)
    table = [[(y & d).sum(), (y & (1 - d)).sum()], [((1 - y) & d).sum(), ((1 - y) & (1 - d)).sum()]]
    ratios = sk.class_likelihood_ratios(y, d, labels=[0, 1])
    out = {
        "sensitivity": sk.recall_score(y, d, zero_division=zero),
        "specificity": sk.recall_score(y, d, pos_label=0, zero_division=zero),
        "precision": sk.precision_score(y, d, zero_division=zero),
        "negativePredictiveValue": sk.precision_score(y, d, pos_label=0, zero_division=zero),
        "f1": sk.f1_score(y, d, zero_division=zero),
        "f2": sk.fbeta_score(y, d, beta=2, zero_division=zero),
        "fHalf": sk.fbeta_score(y, d, beta=0.5, zero_division=zero),
        "accuracy": sk.accuracy_score(y, d),
        "balancedAccuracy": sk.balanced_accuracy_score(y, d),
        "matthewsCorrelation": sk.matthews_corrcoef(y, d),
        "cohenKappa": sk.cohen_kappa_score(y, d, labels=[0, 1]),
        "youdenIndex": sk.balanced_accuracy_score(y, d, adjusted=True) if both else math.nan,
        "positiveLikelihoodRatio": ratios[0],
        "negativeLikelihoodRatio": ratios[1],
        "diagnosticOddsRatio": odds_ratio(np.array(table), kind="sample").statistic,
        "weighted precision": sk.precision_score(y, d, zero_division=zero, sample_weight=w),
        "weighted sensitivity": sk.recall_score(y, d, zero_division=zero, sample_weight=w),
        "weighted specificity": sk.recall_score(y, d, pos_label=0, zero_division=zero, sample_weight=w),
        "weighted f1": sk.f1_score(y, d, zero_division=zero, sample_weight=w),
        "weighted accuracy": sk.accuracy_score(y, d, sample_weight=w),
        "weighted balancedAccuracy": sk.balanced_accuracy_score(y, d, sample_weight=w),
        "weighted matthewsCorrelation": sk.matthews_corrcoef(y, d, sample_weight=w),
        "weighted positiveLikelihoodRatio": sk.class_likelihood_ratios(y, d, labels=[0, 1], sample_weight=w)[0],
    }
    if not math.isnan(zero):  # scikit-learn's Jaccard knows no NaN
        out["jaccard"] = sk.jaccard_score(y, d, zero_division=zero)
        out["weighted jaccard"] = sk.jaccard_score(y, d, zero_division=zero, sample_weight=w)
    if both and zero == 0:
        agree(tm.binary_specificity(torch.tensor(d), torch.tensor(y)), out["specificity"], 1e-5, "specificity")
        agree(tm.binary_f1_score(torch.tensor(d), torch.tensor(y)), out["f1"], 1e-5, "f1")
        agree(tm.binary_jaccard_index(torch.tensor(d), torch.tensor(y)), out["jaccard"], 1e-5, "jaccard")
    return out


def averages(y, d, labels, zero, w=None, names=("micro", "macro", "weighted")):
    out = {}
    for name in names:
        out[f"{name} precision"], out[f"{name} recall"], out[f"{name} fScore"], _ = sk.precision_recall_fscore_support(
            y, d, labels=labels, average=name, zero_division=zero, sample_weight=w)
        if not math.isnan(zero):
            out[f"{name} jaccard"] = sk.jaccard_score(
                y, d, labels=labels, average=name, zero_division=zero, sample_weight=w)
    return out


def each(y, d, labels, zero):
    p, r, f, s = sk.precision_recall_fscore_support(y, d, labels=labels, zero_division=zero, beta=2)
    out = {"each precision": positions(p), "each recall": positions(r), "each f2": positions(f), "each support": positions(s)}
    if not math.isnan(zero):
        out["each jaccard"] = positions(sk.jaccard_score(y, d, labels=labels, average=None, zero_division=zero))
    return out


def multiclass(y, d, w, k, zero=0):
    y, d, w, index = np.array(y), np.array(d), np.array(w), list(range(k))
    table = sk.confusion_matrix(y, d, labels=index)
    one = len(set(y)) == 1
    kappas = {name or "none": sk.cohen_kappa_score(y, d, labels=index, weights=name)
              for name in (None, "linear", "quadratic")}
    specific = specificities(y, d, k, zero)
    out = {
        "cells": positions(sk.multilabel_confusion_matrix(y, d, labels=index)),
        "accuracy": sk.accuracy_score(y, d),
        "balancedAccuracy": sk.balanced_accuracy_score(y, d),
        "adjustedBalancedAccuracy": math.nan if one else sk.balanced_accuracy_score(y, d, adjusted=True),
        "matthewsCorrelation": sk.matthews_corrcoef(y, d),
        **{f"kappa {name}": value for name, value in kappas.items()},
        **averages(y, d, index, zero),
        **each(y, d, index, zero),
        "macro specificity": math.nan if np.isnan(specific).all() else np.nanmean(specific),
        "sample weights: matrix": positions(sk.confusion_matrix(y, d, labels=index, sample_weight=w)),
        "sample weights: kappa linear": sk.cohen_kappa_score(y, d, labels=index, weights="linear", sample_weight=w),
        "sample weights: matthewsCorrelation": sk.matthews_corrcoef(y, d, sample_weight=w),
        "sample weights: weighted fScore": averages(y, d, index, zero, w, ["weighted"])["weighted fScore"],
    }
    if zero == 0:
        for name, value in kappas.items():
            wt = {"wt": name} if name != "none" else {}
            agree(cohens_kappa(table, return_results=False, **wt), value, 1e-12, f"statsmodels, kappa {name}")
            of = tm.multiclass_cohen_kappa(torch.tensor(d), torch.tensor(y), k, weights=name)
            agree(of, value, 1e-5, f"torchmetrics, kappa {name}")
        if k > 2:
            of = tm.multiclass_matthews_corrcoef(torch.tensor(d), torch.tensor(y), k)
            agree(of, out["matthewsCorrelation"], 1e-5, "torchmetrics, MCC")
        if set(y) == set(index):  # torchmetrics leaves absent classes out of a macro mean
            of = tm.multiclass_specificity(torch.tensor(d), torch.tensor(y), k, average="macro")
            agree(of, out["macro specificity"], 1e-5, "torchmetrics, specificity")
            of = tm.multiclass_jaccard_index(torch.tensor(d), torch.tensor(y), k, average="macro")
            agree(of, out["macro jaccard"], 1e-5, "torchmetrics, Jaccard")
    return out


def multilabel(y, d, w, zero=0):
    y, d, w = np.array(y), np.array(d), np.array(w)
    index = list(range(y.shape[1]))
    out = {
        "cells": positions(sk.multilabel_confusion_matrix(y, d)),
        "cells of pictures": positions(sk.multilabel_confusion_matrix(y, d, samplewise=True)),
        **averages(y, d, index, zero, names=("micro", "macro", "weighted", "samples")),
        **each(y, d, index, zero),
        "exactMatch": sk.accuracy_score(y, d),
        "hammingLoss": sk.hamming_loss(y, d),
        "sample weights: macro fScore": averages(y, d, index, zero, w, ["macro"])["macro fScore"],
        "sample weights: samples fScore": averages(y, d, index, zero, w, ["samples"])["samples fScore"],
        "sample weights: exactMatch": sk.accuracy_score(y, d, sample_weight=w),
        "sample weights: hammingLoss": sk.hamming_loss(y, d, sample_weight=w),
    }
    a, b, k = torch.tensor(d), torch.tensor(y), len(index)
    agree(tm.multilabel_exact_match(a, b, k), out["exactMatch"], 1e-5, "torchmetrics, exact match")
    agree(tm.multilabel_hamming_distance(a, b, k, average="micro"), out["hammingLoss"], 1e-5, "torchmetrics, Hamming")
    return out


def text(y, d, zero, digits):
    names = [f"label {i}" for i in range(len(y[0]))]
    out = sk.classification_report(np.array(y), np.array(d), target_names=names, zero_division=zero, digits=digits)
    return {"zeroDivision": zero, "digits": digits, "text": re.sub(r"(\d+)\.0$", r"  \1", out, flags=re.M)}


def random(cases, metrics):
    rows = [metrics(*case) for case in cases]
    return {"names": list(rows[0]), "rows": [list(row.values()) for row in rows]}


def weights(n):
    return [0.5 + i / 4 for i in range(n)]


degenerate = {"binary": [], "multiclass": [], "multilabel": []}
ZEROS = (0, 1, math.nan)
for cells in range(1, 16):  # every choice of the cells that are not empty: one picture, one class, all right, all wrong ...
    tp, fp, tn, fn = [(1 + cell) * (cells >> cell & 1) for cell in range(4)]
    y, d = [1] * tp + [0] * (fp + tn) + [1] * fn, [1] * (tp + fp) + [0] * (tn + fn)
    degenerate["binary"].append({
        "name": f"TP {tp}, FP {fp}, TN {tn}, FN {fn}", "yTrue": y, "yPred": d, "weights": weights(len(y)),
        "expected": [{"zeroDivision": z, **binary(y, d, weights(len(y)), z)} for z in ZEROS]})
for name, y, d, k in (
    ("one picture, right", [1], [1], 3),
    ("one picture, wrong", [2], [0], 3),
    ("one class alone", [1, 1, 1], [1, 1, 1], 3),
    ("one class true, many predicted", [1, 1, 1, 1], [0, 1, 2, 1], 3),
    ("one class predicted", [0, 1, 2, 2], [2, 2, 2, 2], 3),
    ("an absent class in the middle", [0, 3, 1, 0, 3, 3], [0, 1, 1, 3, 3, 0], 4),
    ("all right", [0, 1, 2, 2], [0, 1, 2, 2], 3),
    ("all wrong", [0, 1, 2, 2], [1, 2, 0, 1], 3),
    ("two classes", [0, 1, 1, 0, 0], [0, 1, 0, 0, 1], 2),
):
    degenerate["multiclass"].append({
        "name": name, "yTrue": y, "yPred": d, "classes": k, "weights": weights(len(y)),
        "expected": [{"zeroDivision": z, **multiclass(y, d, weights(len(y)), k, z)} for z in ZEROS]})
for name, y, d in (
    ("one picture, two labels", [[1, 0]], [[1, 1]]),
    ("nothing at all", [[0, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 0]]),
    ("everything", [[1, 1], [1, 1]], [[1, 1], [1, 1]]),
    ("nothing predicted", [[1, 0], [0, 1], [1, 1]], [[0, 0], [0, 0], [0, 0]]),
    ("nothing true", [[0, 0], [0, 0]], [[0, 1], [1, 1]]),
    ("a label that never occurs", [[1, 0, 0], [1, 0, 1], [0, 0, 0]], [[1, 0, 1], [0, 0, 1], [0, 0, 0]]),
    ("all wrong", [[1, 0], [0, 1]], [[0, 1], [1, 0]]),
):
    degenerate["multilabel"].append({
        "name": name, "yTrue": y, "yPred": d, "weights": weights(len(y)),
        "texts": [text(y, d, 0, 2), text(y, d, math.nan, 4)],
        "expected": [{"zeroDivision": z, **multilabel(y, d, weights(len(y)), z)} for z in ZEROS]})

out = {
    "source": f"labels.py, scikit-learn {sklearn.__version__}, torchmetrics {torchmetrics.__version__}, "
              f"statsmodels {statsmodels.__version__}, scipy {scipy.__version__}, numpy {np.__version__}",
    "random": {
        "binary": random([random_binary(i) for i in range(RANDOM)], binary),
        "multiclass": random([random_multiclass(i) for i in range(RANDOM)], multiclass),
        "multilabel": random([random_multilabel(i) for i in range(RANDOM)], multilabel),
    },
    "texts": [text(*random_multilabel(i)[:2], 0, 2 + i % 3) for i in range(8)],
    "degenerate": degenerate,
}
Path(__file__).with_name("labels.json").write_text(json.dumps(plain(out, digits=14), separators=(",", ":")).replace("],[", "],\n[") + "\n")
