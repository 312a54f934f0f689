"""Writes patient-variance.json: calibration slope and intercept with standard errors clustered by patient, by statsmodels.

    python patient-variance.py          python 3 with statsmodels 0.15
"""
import json
from pathlib import Path

import numpy as np
import statsmodels
import statsmodels.api as sm

rng = np.random.default_rng(7)
cases = []
for patients, each, shift, spread in ((12, 2, 0.0, 1.0), (40, 3, 0.5, 2.0), (25, 1, -1.0, 0.5), (60, 4, 0.0, 1.5)):
    groups = np.repeat(np.arange(patients), rng.integers(1, each + 1, patients))
    y = (rng.random(patients) < 0.5).astype(int)[groups]
    flip = rng.random(len(y)) < 0.1
    y = np.where(flip, 1 - y, y)
    z = np.round(spread * (rng.normal(size=patients)[groups] + 1.2 * (y - 0.5) + 0.5 * rng.normal(size=len(y))) + shift, 3)
    p = 1 / (1 + np.exp(-z))
    logits = np.log(p) - np.log1p(-p)
    kind = {"cov_type": "cluster", "cov_kwds": {"groups": groups}}
    both = sm.GLM(y, sm.add_constant(logits), sm.families.Binomial()).fit(tol=1e-14, maxiter=100, **kind)
    large = sm.GLM(y, np.ones((len(y), 1)), sm.families.Binomial(), offset=logits).fit(tol=1e-14, maxiter=100, **kind)
    cases.append({
        "groups": groups.tolist(), "yTrue": y.tolist(), "yScore": p.tolist(),
        "slope": both.params[1], "slopeError": both.bse[1],
        "intercept": both.params[0], "interceptError": both.bse[0],
        "inTheLarge": large.params[0], "inTheLargeError": large.bse[0],
    })
out = {"source": f"patient-variance.py, statsmodels {statsmodels.__version__}", "cases": cases}
Path(__file__).with_name("patient-variance.json").write_text(json.dumps(out) + "\n")
