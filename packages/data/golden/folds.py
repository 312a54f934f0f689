"""Golden values for folds and weights: python with scikit-learn 1.9, numpy 2.x. Run in this folder; writes folds.json."""

import json
import numpy as np, sklearn
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.utils.class_weight import compute_class_weight, compute_sample_weight

rng = np.random.default_rng(11)
cases = []
for n, groups, classes, folds in [(40, 12, 2, 3), (60, 60, 2, 5), (120, 35, 3, 5), (200, 50, 2, 10), (90, 20, 4, 4), (150, 40, 9, 5), (200, 30, 17, 3), (30, 6, 2, 6), (400, 37, 2, 7)]:
    y = rng.choice(classes, n, p=rng.dirichlet(np.full(classes, 3)))
    g = rng.choice(groups, n, p=rng.dirichlet(np.full(groups, 1.5)))
    labels = [f"class-{v:02d}" for v in y]
    # names whose order is not the order of the numbers
    names = [f"p{(v * 7919) % 1009}" for v in g]
    fold_of = np.full(n, -1)
    for k, (_, test) in enumerate(StratifiedGroupKFold(folds).split(np.zeros(n), labels, names)):
        fold_of[test] = k
    cases.append({"folds": folds, "labels": labels, "groups": names, "foldOf": fold_of.tolist()})

y = np.array(["a", "a", "b", "a", "c", "c", "a"])
s = np.array(["x", "y", "y", "y", "x", "y", "x"])
weights = {
    "labels": y.tolist(), "sources": s.tolist(),
    "class": compute_class_weight("balanced", classes=np.unique(y), y=y).tolist(),
    "sample": compute_sample_weight("balanced", y).tolist(),
    "both": compute_sample_weight("balanced", np.stack([y, s], 1)).tolist(),
}
json.dump({"source": f"scikit-learn {sklearn.__version__}", "cases": cases, "weights": weights}, open("folds.json", "w"))
