"""Golden values for the augmentation: python with torch 2.15, torchvision 0.29, scipy 1.17, numpy 2. Run in this folder; writes augment.json."""

import json
import numpy as np, scipy, torch, torchvision
from scipy.interpolate import BSpline
from torchvision.transforms import InterpolationMode
from torchvision.transforms.v2 import functional as F

rng = np.random.default_rng(5)
# A soft picture: torchvision computes in 32-bit floats, and on noise a rounding error in a position would weigh too much.
base = rng.random((3, 4, 5))
x = torch.nn.functional.interpolate(torch.tensor(base)[None], (10, 13), mode="bicubic", align_corners=False)[0].clamp(0, 1).float()
r = lambda t: [round(float(v), 5) for v in np.asarray(t).ravel()]
hwc = lambda t: r(t.permute(1, 2, 0))
out = {"source": f"torchvision {torchvision.__version__}, torch {torch.__version__}, scipy {scipy.__version__}", "width": 13, "height": 10, "colour": [float(v) for v in x.permute(1, 2, 0).ravel()], "grey": [float(v) for v in x[0].ravel()]}

# 1. affine: torchvision turns clockwise, shifts by whole pixels, shears in degrees, fills with 0.
out["affine"] = []
for p in [dict(angle=12.5, translate=[0, 0], scale=1.0, shear=[0.0, 0.0]), dict(angle=0.0, translate=[3, -2], scale=0.83, shear=[0.0, 0.0]),
          dict(angle=0.0, translate=[0, 0], scale=1.0, shear=[15.0, 0.0]), dict(angle=0.0, translate=[0, 0], scale=1.0, shear=[0.0, -12.0]),
          dict(angle=-25.0, translate=[-2, 4], scale=1.3, shear=[9.0, 6.0])]:
    y = F.affine(x.double(), **p, interpolation=InterpolationMode.BILINEAR, fill=None)
    out["affine"].append({**p, "colour": hwc(y), "nearest": r(F.affine(x[:1], **p, interpolation=InterpolationMode.NEAREST)) if p["angle"] == 0 else None})
out["rotate"] = [{"angle": a, "grey": r(F.rotate(x[:1].double(), a, interpolation=InterpolationMode.BILINEAR))} for a in (10.0, -33.0)]
out["flip"] = {"horizontal": hwc(F.horizontal_flip(x)), "vertical": hwc(F.vertical_flip(x))}

# 2. crop of whole pixels, enlarged without antialiasing (enlarging has none).
out["crop"] = [{"top": t, "left": l, "height": h, "width": w, "colour": hwc(F.resized_crop(x.double(), t, l, h, w, [10, 13], antialias=False))}
               for t, l, h, w in [(2, 3, 5, 4), (0, 0, 10, 12), (4, 1, 6, 12)]]

# 3. Values.
out["brightness"] = [{"factor": f, "colour": hwc(F.adjust_brightness(x, f))} for f in (0.6, 1.4)]
out["contrast"] = [{"factor": f, "colour": hwc(F.adjust_contrast(x, f)), "grey": r(F.adjust_contrast(x[:1], f))} for f in (0.5, 1.7)]
out["gamma"] = [{"exponent": g, "colour": hwc(F.adjust_gamma(x, g))} for g in (0.5, 0.8, 1.25, 2.2)]
out["blur"] = [{"sigma": s, "colour": hwc(F.gaussian_blur(x.double(), [2 * int(np.ceil(3 * s)) + 1] * 2, [s, s]))} for s in (0.4, 0.9, 1.7)]

# 4. Free-form deformation: scipy's cubic B-splines for the displacements, torchvision's elastic for the reading (displacements there
# are fractions of half the side).
columns, rows, h, w = 3, 2, 10, 13
points = rng.normal(0, 1.0, (rows + 3, columns + 3, 2))
u = (np.arange(w) + 0.5) * columns / w
v = (np.arange(h) + 0.5) * rows / h
weights = lambda t, n: np.stack([BSpline.basis_element(np.arange(k - 3, k + 2), extrapolate=False)(t) for k in range(n + 3)], -1)
wu, wv = np.nan_to_num(weights(u, columns)), np.nan_to_num(weights(v, rows))
assert np.allclose(wu.sum(1), 1) and np.allclose(wv.sum(1), 1)
d = np.einsum("yr,xc,rck->yxk", wv, wu, points)
field = torch.tensor(np.stack([d[..., 0] * 2 / w, d[..., 1] * 2 / h], -1))[None]
y = F.elastic(x.double(), field, interpolation=InterpolationMode.BILINEAR)
out["elastic"] = {"cells": [columns, rows], "points": [round(float(q), 9) for q in points.ravel()], "displacement": r(d), "colour": hwc(y)}
json.dump(out, open("augment.json", "w"))
