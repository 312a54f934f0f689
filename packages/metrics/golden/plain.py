"""What Python computes, as JSON can hold it."""

import math

import numpy as np


def plain(value, digits=None):
    """Numbers without numpy's types; NaN and the infinities by name; with `digits`, whole ones short and others rounded."""
    if isinstance(value, dict):
        return {str(key): plain(each, digits) for key, each in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(each, digits) for each in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if not isinstance(value, (float, np.floating)):
        return value
    value = float(value)
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if digits is None:
        return value
    return int(value) if value == int(value) and abs(value) < 1e15 else float(f"{value:.{digits}g}")
