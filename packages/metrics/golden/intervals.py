"""Writes intervals.json: what SciPy, statsmodels and plain NumPy say about intervals, comparisons and sample sizes.

    python intervals.py          python 3 with numpy 2, scipy 1.17, statsmodels 0.15, mpmath 1.3

Random cases are not in the file: both sides draw them from the same generators (mulberry32 for data, sfc32 for the
bootstrap, as in src/shared/random.ts). NaN and infinity are written as words. DeLong and Obuchowski are computed from
the whole matrix psi, by their definitions; the beta distribution with 40 digits, as SciPy's is off by 3e-12 for far shapes.
"""
import json
import math
import warnings
from pathlib import Path

import mpmath
import numpy as np
import scipy
import statsmodels
from scipy import special, stats
from scipy.stats._resampling import BootstrapResult
from statsmodels.stats import proportion as sp
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.inter_rater import cohens_kappa

from plain import plain

warnings.filterwarnings("ignore")
M32 = 0xFFFFFFFF


def mulberry32(seed):
    state = seed & M32

    def draw(limit):
        nonlocal state
        state = (state + 0x6D2B79F5) & M32
        t = ((state ^ (state >> 15)) * (state | 1)) & M32
        t ^= (t + (((t ^ (t >> 7)) * (t | 61)) & M32)) & M32
        return ((t ^ (t >> 14)) & M32) % limit

    return draw


def sfc32(seed):
    a, b, c, counter = seed & M32, seed >> 32, 0x9E3779B9, 1

    def draw():
        nonlocal a, b, c, counter
        value = (a + b + counter) & M32
        counter = (counter + 1) & M32
        a = b ^ (b >> 9)
        b = (c + (c << 3)) & M32
        c = (((c << 21) & M32 | (c >> 11)) + value) & M32
        return value

    for _ in range(20):
        draw()

    def below(limit):
        fair = 2**32 - 2**32 % limit
        value = draw()
        while value >= fair:
            value = draw()
        return value % limit

    return below


# Special functions over wide ranges.
SHAPES = [0.5, 1, 1.5, 2, 3, 7.5, 20, 99.5, 500, 4321, 1e5, 1e6]
LEVELS = [1e-10, 1e-4, 0.005, 0.025, 0.3, 0.5, 0.77, 0.975, 0.999]


def beta_cdf(a, b, x):
    a, b = mpmath.mpf(a), mpmath.mpf(b)
    # The power series, all of whose terms are positive: mpmath's betainc takes minutes for shapes of a million.
    if x > 0.5:
        return 1 - beta_cdf(b, a, 1 - x)
    if x == 0:
        return mpmath.mpf(0)
    term, total, n = mpmath.mpf(1), mpmath.mpf(1), 0
    while abs(term) > mpmath.mpf(10) ** -38 * total:
        term *= (a + b + n) / (a + 1 + n) * x
        total += term
        n += 1
    log = a * mpmath.log(x) + b * mpmath.log1p(-x) - mpmath.log(a)
    return mpmath.exp(log + mpmath.loggamma(a + b) - mpmath.loggamma(a) - mpmath.loggamma(b)) * total


def beta_quantile(a, b, p):
    """SciPy's, brought to all digits by Newton's steps."""
    x = mpmath.mpf(special.betaincinv(a, b, p))
    for _ in range(3):
        log = (a - 1) * mpmath.log(x) + (b - 1) * mpmath.log1p(-x)
        density = mpmath.exp(log + mpmath.loggamma(a + b) - mpmath.loggamma(a) - mpmath.loggamma(b))
        x -= (beta_cdf(a, b, x) - p) / density
    return float(x)


def special_functions():
    mpmath.mp.dps = 40
    gamma = [1e-5, 0.01, 0.3, 0.5, 1, 1.3, 2, 2.7, 5, 9.9, 14.9, 15, 15.1, 40, 170, 1234.5, 1e6, 1e9]
    normal = [-37, -20, -8.3, -5, -3, -1.96, -1, -0.3, -1e-3, 0, 1e-9, 0.1, 0.67, 1.5, 1.73, 1.74, 2.5, 4, 7, 9]
    chi = [[x, df] for df in (1, 2, 3, 7, 30, 200) for x in (1e-6, 0.01, 0.5, 1, 3.84, 10, 40, 150, 300)]
    beta, quantile = [], []
    for a in SHAPES:
        for b in SHAPES:
            mean, sd = a / (a + b), math.sqrt(a * b / (a + b + 1)) / (a + b)
            for step in (-4, -1.5, 0, 0.6, 3):
                x = mean + step * sd
                if 0 < x < 1:
                    beta.append([x, a, b, float(beta_cdf(a, b, mpmath.mpf(x)))])
            for p in LEVELS[:: 2 if a > 20 and b > 20 else 1]:
                quantile.append([p, a, b])
    return {
        "logGamma": [[z, special.gammaln(z)] for z in gamma],
        "normal": [[z, special.ndtr(z)] for z in normal],
        "chiSquare": [[x, df, stats.chi2.sf(x, df)] for x, df in chi],
        "beta": beta,
        "betaQuantile": [[*case, beta_quantile(case[1], case[2], case[0])] for case in quantile[::3]],
    }


# Proportions: all edges, and random ones.
def proportions():
    draw = mulberry32(11)
    cases = [(0, 1), (1, 1), (0, 7), (7, 7), (1, 2), (1, 100), (99, 100), (0, 5000), (5000, 5000), (1, 100000)]
    for _ in range(200):
        n = 1 + draw(3000 if draw(4) == 0 else 60)
        cases.append((draw(n + 1), n))
    rows = []
    for i, (k, n) in enumerate(cases):
        confidence = (0.95, 0.9, 0.99)[i % 3]
        jeffreys = list(sp.proportion_confint(k, n, 1 - confidence, "jeffreys"))
        if k == 0:
            jeffreys[0] = 0
        if k == n:
            jeffreys[1] = 1
        rows.append([k, n, confidence, *sp.proportion_confint(k, n, 1 - confidence, "beta"), *jeffreys])
    return rows


def paired(a, b, c, d, confidence):
    n = a + b + c + d
    l1, u1 = sp.proportion_confint(a + b, n, 1 - confidence, "wilson")
    l2, u2 = sp.proportion_confint(a + c, n, 1 - confidence, "wilson")
    p1, p2 = (a + b) / n, (a + c) / n
    phi, margins = a * d - b * c, (a + b) * (c + d) * (a + c) * (b + d)
    if phi > 0:
        phi = max(phi - n / 2, 0)
    phi = phi / math.sqrt(margins) if margins else 0
    low = p1 - p2 - math.sqrt((p1 - l1) ** 2 - 2 * phi * (p1 - l1) * (u2 - p2) + (u2 - p2) ** 2)
    high = p1 - p2 + math.sqrt((u1 - p1) ** 2 - 2 * phi * (u1 - p1) * (p2 - l2) + (p2 - l2) ** 2)
    return [max(-1, low), min(1, high)]


def likelihood_ratio(a, m, b, n, z):
    """By statsmodels where no cell is empty, else with 1/2 added to all four."""
    if 0 < a < m and 0 < b < n:
        return sp.confint_proportions_2indep(a, m, b, n, compare="ratio", method="log", alpha=0.05)
    if a == b == 0 or m == 0 or n == 0:
        return [0, math.inf]
    log = math.log((a + 0.5) / (m + 1) / ((b + 0.5) / (n + 1)))
    half = z * math.sqrt(1 / (a + 0.5) - 1 / (m + 1) + 1 / (b + 0.5) - 1 / (n + 1))
    value = math.inf if b == 0 else a / m / (b / n)
    low = 0 if a == 0 else min(value, math.exp(log - half))
    high = math.inf if b == 0 else max(value, math.exp(log + half))
    return [low, high]


def two_by_two():
    """Each four counts: Newcombe's difference, the paired one, both likelihood ratios, kappa, McNemar."""
    draw, z = mulberry32(22), stats.norm.ppf(0.975)
    cases = [
        (36, 12, 2, 0), (1, 1, 7, 12), (0, 0, 0, 5), (5, 0, 0, 0), (0, 5, 0, 0), (0, 0, 5, 0), (1, 0, 0, 0), (3, 0, 0, 4),
        (0, 3, 4, 0), (0, 1, 1, 0), (10, 0, 5, 5), (10, 5, 0, 5), (0, 10, 5, 5), (5, 5, 10, 0), (500, 1, 0, 0), (2, 2, 2, 2),
    ]
    for _ in range(200):
        top = (4, 20, 300)[draw(3)]
        cases.append(tuple(draw(top) for _ in range(4)))
    rows = []
    for a, b, c, d in cases:
        n, m1, m2 = a + b + c + d, a + b, c + d
        row = {"counts": [a, b, c, d]}
        if n == 0:
            continue
        row["paired"] = paired(a, b, c, d, 0.95)
        if m1 and m2:
            row["newcombe"] = sp.confint_proportions_2indep(a, m1, c, m2, method="newcomb", compare="diff", alpha=0.1)
        row["positive"] = likelihood_ratio(a, m1, c, m2, z)
        row["negative"] = likelihood_ratio(b, m1, d, m2, z)
        if b + c:
            exact = mcnemar([[a, b], [c, d]], exact=True).pvalue
            probabilities = stats.binom.pmf(np.arange(b + c + 1), b + c, 0.5)
            at = probabilities[b]
            same = np.isclose(probabilities, at, rtol=1e-9, atol=0)
            row["mcnemar"] = [
                exact,
                probabilities[(probabilities < at) & ~same].sum() + probabilities[same].sum() / 2,
                mcnemar([[a, b], [c, d]], exact=False, correction=True).statistic if b != c else 0,
                mcnemar([[a, b], [c, d]], exact=False, correction=True).pvalue if b != c else 1,
                mcnemar([[a, b], [c, d]], exact=False, correction=False).pvalue,
            ]
        rows.append(row)
    return rows


def kappas():
    draw = mulberry32(33)
    rows = []
    for i in range(120):
        k = 2 + draw(4)
        table = [[draw((3, 30)[i % 2]) + (5 if r == c and i % 3 == 0 else 0) for c in range(k)] for r in range(k)]
        if sum(map(sum, table)) == 0:
            continue
        row = {"table": table}
        for name, wt in (("plain", None), ("linear", "linear"), ("quadratic", "quadratic")):
            result = cohens_kappa(table, wt=wt)
            low, high = result.kappa_low, result.kappa_upp
            row[name] = [result.kappa, max(-1, low), min(1, high), math.sqrt(max(0, result.var_kappa))]
        rows.append(row)
    return rows


# AUCs by definition.
def psi(y, s):
    p, n = s[y == 1], s[y == 0]
    return (p[:, None] > n[None, :]) + (p[:, None] == n[None, :]) / 2


def obuchowski(y, scores, weights, groups):
    """Variance of sum(weights * AUCs), from the definitions in Obuchowski 1997, section 3."""
    V = sum(w * psi(y, s) for w, s in zip(weights, scores))
    A, M, N = V.mean(), (y == 1).sum(), (y == 0).sum()
    gp, gn = groups[y == 1], groups[y == 0]
    names = sorted(set(groups.tolist()))
    I, I10, I01 = len(names), len(set(gp.tolist())), len(set(gn.tolist()))
    if I10 < 2 or I01 < 2:
        return A, math.nan
    X = np.array([(V.mean(1)[gp == g] - A).sum() for g in names])
    Y = np.array([(V.mean(0)[gn == g] - A).sum() for g in names])
    S10 = I10 / ((I10 - 1) * M) * (X**2).sum()
    S01 = I01 / ((I01 - 1) * N) * (Y**2).sum()
    S11 = I / (I - 1) * (X * Y).sum()
    return A, S10 / M + S01 / N + 2 * S11 / (M * N)


def auc_case(seed):
    draw = mulberry32(seed)
    n = 4 + draw(57)
    levels = (4, 20, 1000)[draw(3)]
    people = 2 + draw(n)
    y = np.array([draw(2) for _ in range(n)])
    a = np.array([draw(levels) + y[i] * draw(levels) for i in range(n)])
    b = np.array([(a[i] if draw(3) == 0 else draw(levels)) + y[i] * draw(levels) for i in range(n)])
    groups = np.array([draw(people) for _ in range(n)])
    return y, a, b, groups


def aucs():
    rows = []
    for seed in range(1, 201):
        y, a, b, groups = auc_case(seed)
        single = np.arange(len(y))
        if y.min() == y.max():
            rows.append(None)
            continue
        row = []
        for who in (single, groups):
            A, var_a = obuchowski(y, [a], [1], who)
            D, var_d = obuchowski(y, [a, b], [1, -1], who)
            row += [A, var_a, D, var_d]
        rows.append(row)
    return rows


OVARIAN = """3.0 5.8 10 0 3.2 6.3 5 1 3.9 6.8 3 1 2.8 4.8 6 0 3.2 5.8 3 1 0.9 4.0 5 0 2.5 5.7 8 0 1.6 5.6 5 1 3.8 5.7 5 1
3.7 6.7 6 1 3.2 5.4 4 1 3.8 6.6 6 1 4.1 6.6 5 1 3.6 5.7 5 1 4.3 7.0 4 1 3.6 6.7 4 0 2.3 4.4 6 1 4.2 7.6 4 0 4.0 6.6 6 0
3.5 5.8 6 1 3.8 6.8 7 1 3.0 4.7 8 0 4.5 7.4 5 1 3.7 7.4 5 1 3.1 6.6 6 1 4.1 8.2 6 1 4.3 7.0 5 1 4.3 6.5 4 1 3.2 5.1 5 1
2.6 4.7 6 1 3.3 6.8 6 0 1.7 4.0 7 0 3.7 6.1 5 1 3.3 6.3 7 1 4.2 7.7 6 1 3.5 6.2 5 1 2.9 5.7 9 0 2.1 4.8 7 1 2.8 6.2 8 0
4.0 7.0 7 1 3.3 5.7 6 1 3.7 6.9 5 1 3.6 6.6 5 1"""


def ovarian():
    """DeLong, DeLong, Clarke-Pearson 1988: the 43 patients with all three tests, as in SAS's PROC LOGISTIC example."""
    albumin, protein, kg, y = np.array(OVARIAN.split(), float).reshape(-1, 4).T
    scores = {"albumin": albumin, "totalProtein": protein, "kgScore": 10 - kg}
    single = np.arange(len(y))
    result = {"yTrue": y.astype(int), **scores, "auc": {}, "differences": {}}
    for name, s in scores.items():
        A, var = obuchowski(y, [s], [1], single)
        result["auc"][name] = [A, math.sqrt(var)]
    for name in ("albumin", "totalProtein"):
        D, var = obuchowski(y, [scores[name], scores["kgScore"]], [1, -1], single)
        z = D / math.sqrt(var)
        half = stats.norm.ppf(0.975) * math.sqrt(var)
        result["differences"][name] = [D, math.sqrt(var), D - half, D + half, z, 2 * stats.norm.sf(abs(z))]
    return result


# The bootstrap: our draws, SciPy's intervals of them.
def bootstraps():
    rows = []
    for seed in range(1, 41):
        draw = mulberry32(1000 + seed)
        n = 6 + draw(30)
        values = [draw(100) ** 2 / 100 for _ in range(n)]
        people = 3 + draw(n)
        groups = [draw(people) for _ in range(n)]
        strata = [draw(2) for _ in range(n)]
        kind = ("pictures", "groups", "strata")[seed % 3]
        order = list(dict.fromkeys(groups)) if kind == "groups" else range(n)
        units = [[i for i in range(n) if groups[i] == g] for g in order] if kind == "groups" else [[i] for i in order]
        parts = [list(range(len(units)))]
        if kind == "strata":
            parts = [[i for i in range(n) if strata[i] == s] for s in dict.fromkeys(strata)]
        statistic = lambda at: np.var([values[i] for u in at for i in units[u]]) ** 0.5 + np.mean(
            [values[i] for u in at for i in units[u]]
        )
        below = sfc32(seed)
        distribution = []
        for _ in range(199):
            drawn = np.zeros(len(units), int)
            for part in parts:
                for _ in part:
                    drawn[part[below(len(part))]] += 1
            distribution.append(statistic([u for u in range(len(units)) for _ in range(drawn[u])]))
        row = {"kind": kind, "value": statistic(range(len(units)))}
        for name in ("percentile", "basic", "BCa"):
            before = BootstrapResult(None, np.array(distribution), None)
            if any(len(part) < 2 for part in parts):
                continue
            result = stats.bootstrap(
                [np.array(part) for part in parts],
                lambda *samples: statistic([int(u) for sample in samples for u in sample]),
                vectorized=False,
                n_resamples=0,
                bootstrap_result=before,
                confidence_level=0.9,
                method=name,
            )
            row[name] = list(result.confidence_interval)
        rows.append(row)
    return rows


def permutations():
    rows = []
    for seed in range(1, 41):
        draw = mulberry32(2000 + seed)
        n = 2 + draw(8)
        a, b = ([draw(50) for _ in range(n)] for _ in "ab")
        ps = [
            stats.permutation_test(
                (a, b), lambda x, y: np.mean(x) - np.mean(y), permutation_type="samples", n_resamples=np.inf, alternative=w
            ).pvalue
            for w in ("two-sided", "greater", "less")
        ]
        rows.append(ps)
    return rows


def planning():
    wilson, exact, normal, auc, comparison = [], [], [], [], []

    def first(enough):
        n = 1
        while not enough(n):
            n += 1
        return n

    for p in (0.5, 0.8, 0.9, 0.95, 0.99):
        for h in (0.03, 0.05, 0.1):
            for confidence in (0.95, 0.9):
                width = lambda n, m: np.diff(sp.proportion_confint(p * n, n, 1 - confidence, m))[0] / 2
                wilson.append([p, h, confidence, first(lambda n: width(n, "wilson") <= h)])
                exact.append([p, h, confidence, first(lambda n: width(n, "beta") <= h)])
                normal.append([p, h, confidence, math.ceil(sp.samplesize_confint_proportion(p, h, 1 - confidence))])
    for A in (0.6, 0.8, 0.9, 0.97):
        for h in (0.02, 0.05, 0.1):
            for ratio in (0.5, 1, 4):

                def half(m):
                    n, q1, q2 = math.ceil(m * ratio), A / (2 - A), 2 * A * A / (1 + A)
                    var = (A * (1 - A) + (m - 1) * (q1 - A * A) + (n - 1) * (q2 - A * A)) / (m * n)
                    return stats.norm.ppf(0.975) * math.sqrt(var)

                auc.append([A, h, ratio, first(lambda m: half(m) <= h)])
    for b, c in ((0.1, 0.04), (0.2, 0.1), (0.05, 0), (0.3, 0.25), (0.02, 0.2)):
        for power in (0.8, 0.9):
            d, e = b + c, b - c
            n = (stats.norm.ppf(0.975) * math.sqrt(d) + stats.norm.ppf(power) * math.sqrt(d - e * e)) ** 2 / e**2
            comparison.append([b, c, power, math.ceil(n)])
    assured = []
    for n, prevalence, assurance in ((216, 0.2, 0.9), (50, 0.5, 0.8), (10, 0.01, 0.95), (300, 0.9, 0.5)):
        assured.append([n, prevalence, assurance, n + int(stats.nbinom.ppf(assurance, n, prevalence))])
    return {"wilson": wilson, "clopper-pearson": exact, "normal": normal, "auc": auc, "comparison": comparison, "assured": assured}


golden = {
    "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__},
    "special": special_functions(),
    "proportions": proportions(),
    "twoByTwo": two_by_two(),
    "kappas": kappas(),
    "aucs": aucs(),
    "ovarian": ovarian(),
    "bootstraps": bootstraps(),
    "permutations": permutations(),
    "planning": planning(),
}
path = Path(__file__).with_name("intervals.json")
path.write_text(json.dumps(plain(golden), separators=(",", ":")).replace("},{", "},\n{").replace('],"', '],\n"') + "\n")
