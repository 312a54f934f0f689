"""Golden values for tables of classes: python with scipy 1.x, numpy 2.x. Run in this folder; writes association.json."""

import json
import numpy as np, scipy
from scipy.stats import chi2, chi2_contingency

rng = np.random.default_rng(5)
tables = [[[174, 0], [0, 174]], [[10, 12], [11, 9]], [[50, 1], [3, 40], [20, 22]], [[1, 0], [0, 1], [1, 0], [0, 1]], [[300, 280], [20, 60]]]
tables += [rng.integers(1, 40, (rows, columns)).tolist() for rows, columns in [(4, 3), (12, 2), (30, 4)]]
cases = []
for rows in tables:
    t = np.array(rows, float)
    test = chi2_contingency(t, correction=False)
    n, (r, k) = t.sum(), t.shape
    # Bergsma 2013, A bias-correction for Cramer's V and Tschuprow's T
    phi2 = max(0, test.statistic / n - (r - 1) * (k - 1) / (n - 1))
    rt, kt = r - (r - 1) ** 2 / (n - 1), k - (k - 1) ** 2 / (n - 1)
    bound = min(rt, kt) - 1
    cases.append({"rows": rows, "pValue": test.pvalue, "cramersV": min(1, np.sqrt(phi2 / bound)) if bound > 0 else 0.0})
tails = [[x, d, float(chi2.sf(x, d))] for x, d in [(0.1, 1), (3.84, 1), (30, 1), (5, 2), (12.5, 10), (300, 200), (150, 200), (1000, 3), (250.5, 192)]]
json.dump({"source": f"scipy {scipy.__version__}", "cases": cases, "tails": tails}, open("association.json", "w"))
