"""Golden values for preprocess: python with opencv 5, scikit-image 0.26, numpy 2. Run in this folder; writes clahe.json and window.json."""

import base64, json
import cv2, numpy as np, skimage
from skimage.exposure import rescale_intensity

b64 = lambda a: base64.b64encode(np.ascontiguousarray(a).tobytes()).decode()
rng = np.random.default_rng(11)


def picture(h, w):
    """Soft blobs on a ramp, darker to one side: no flat histogram."""
    y, x = np.mgrid[0:h, 0:w]
    a = 60 + 90 * x / w + 40 * np.sin(x / 5) * np.cos(y / 7) + rng.normal(0, 12, (h, w))
    return np.clip(a, 0, 255).astype(np.uint8)


# 1. createCLAHE on bytes: sides that the tiles divide, that they do not, and one of each (OpenCV then pads both).
cases = []
for (h, w), tiles, clip in [((48, 64), (8, 8), 2.0), ((50, 61), (8, 8), 3.0), ((48, 61), (8, 8), 2.0), ((30, 44), (4, 2), 40.0), ((33, 21), (1, 1), 1.5), ((5, 7), (8, 8), 4.0)]:
    a = picture(h, w)
    out = cv2.createCLAHE(clipLimit=clip, tileGridSize=tiles).apply(a)
    cases.append({"width": w, "height": h, "tiles": tiles, "clipLimit": clip, "data": b64(a), "expected": b64(out)})
json.dump({"source": f"cv2.createCLAHE of OpenCV {cv2.__version__}; bytes in base64", "cases": cases}, open("clahe.json", "w"))

# 2. Percentile windows: numpy.percentile (linear) and scikit-image's rescale_intensity to 0..1.
windows = []
a = rng.gamma(2, 0.1, (23, 17)).astype(np.float32).clip(0, 1)
deep = np.round(a * 65535).astype(np.uint16)
f = deep / 65535
for low, high in [(1, 99), (0, 100), (2.5, 50), (10, 97)]:
    p = np.percentile(f, [low, high])
    windows.append({"window": [low, high], "percentiles": p.tolist(), "expected": b64(rescale_intensity(f, in_range=tuple(p), out_range=(0.0, 1.0)).astype("<f4"))})
json.dump({"source": f"numpy {np.__version__}, scikit-image {skimage.__version__}; 16-bit values and 32-bit floats in base64", "width": 17, "height": 23, "data": b64(deep.astype("<u2")), "cases": windows}, open("window.json", "w"))
