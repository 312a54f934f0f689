"""Measures scikit-learn; and DeLong's variance by SciPy's ranks, as scikit-learn has none."""

import math

import numpy
from scipy.stats import rankdata
from sklearn.metrics import average_precision_score, roc_auc_score

from measuring import answer, read_job, timed

job = read_job()
# As booleans, with which scikit-learn is a little faster than with whole numbers.
y = numpy.fromfile(job["labels"], numpy.uint8).astype(bool)
s = numpy.fromfile(job["scores"]["path"], job["scores"]["type"])


def delong() -> list[float]:
    """Sun and Xu, IEEE Signal Processing Letters 21 (2014) 1389-1393: midranks of all and of each class."""
    positives, negatives = s[y], s[~y]
    m, n = len(positives), len(negatives)
    ranks = rankdata(numpy.concatenate((positives, negatives)))
    auc = (ranks[:m].sum() / m - (m + 1) / 2) / n
    rows = (ranks[:m] - rankdata(positives)) / n
    columns = 1 - (ranks[m:] - rankdata(negatives)) / m
    return [float(auc), math.sqrt(rows.var(ddof=1) / m + columns.var(ddof=1) / n)]


def bootstrap() -> list[float]:
    """Patients drawn with all their pictures, in a loop of roc_auc_score."""
    patient = numpy.unique(numpy.fromfile(job["patients"], numpy.uint32), return_inverse=True)[1]
    pictures = numpy.arange(len(y))
    patients = patient.max() + 1
    random = numpy.random.default_rng(7)
    values = numpy.empty(job["resamples"])
    for i in range(job["resamples"]):
        drawn = numpy.bincount(random.integers(0, patients, patients), minlength=patients)
        at = numpy.repeat(pictures, drawn[patient])
        values[i] = roc_auc_score(y[at], s[at])
    return [float(roc_auc_score(y, s)), *map(float, numpy.quantile(values, (0.025, 0.975)))]


known = {
    "AUC": lambda: [float(roc_auc_score(y, s))],
    "average precision": lambda: [float(average_precision_score(y, s))],
    "DeLong": delong,
    "bootstrap": bootstrap,
}
timings, numbers = {}, {}
for workload in job["workloads"]:
    timings[workload] = timed(job, lambda: numbers.update({workload: known[workload]()}))
answer(None, timings, numbers)
