"""Golden values for packages/data: python with pillow 11+, scipy 1.x, numpy, torch 2.x. Run in this folder; writes *.json."""

import base64, io, json, zlib
import numpy as np, torch, PIL
from PIL import Image
from scipy import ndimage

rng = np.random.default_rng(7)
b64 = lambda b: base64.b64encode(b).decode()

# 1. Resizing: float rows through Pillow's BILINEAR (mode F) and torch's antialiased bilinear.
cases = []
for (h, w), (oh, ow) in [((7, 5), (3, 4)), ((4, 6), (9, 13)), ((31, 17), (8, 8)), ((5, 5), (5, 5)), ((1, 3), (1, 6)), ((64, 48), (10, 50))]:
    a = rng.integers(0, 256, (h, w)).astype(np.uint8)
    f = (a / 255).astype(np.float32)
    pil = np.asarray(Image.fromarray(f, "F").resize((ow, oh), Image.BILINEAR))
    t = torch.nn.functional.interpolate(torch.tensor(f)[None, None], (oh, ow), mode="bilinear", antialias=True)[0, 0].numpy()
    cases.append({"width": w, "height": h, "data": a.ravel().tolist(), "outWidth": ow, "outHeight": oh,
                  "pillow": [round(float(v), 7) for v in pil.ravel()], "torch": [round(float(v), 7) for v in t.ravel()]})
a = rng.integers(0, 256, (9, 20)).astype(np.uint8)
f = (a / 255).astype(np.float32)
crop = np.asarray(Image.fromarray(f, "F").resize((6, 6), Image.BILINEAR, box=(5.5, 0, 14.5, 9)))
json.dump({"source": f"Pillow {PIL.__version__}, torch {torch.__version__}", "cases": cases,
           "crop": {"width": 20, "height": 9, "data": a.ravel().tolist(), "outWidth": 6, "outHeight": 6, "pillow": [round(float(v), 7) for v in crop.ravel()]}},
          open("resize.json", "w"))

# 2. Keras' ImageDataGenerator geometry (keras-preprocessing apply_affine_transform): R @ T @ S @ Z about (n - 1) / 2, scipy order 1.
def keras(x, theta=0, tx=0, ty=0, shear=0, zx=1, zy=1, fill="nearest", cval=0.0):
    th, sh = np.deg2rad(theta), np.deg2rad(shear)
    m = np.array([[np.cos(th), -np.sin(th), 0], [np.sin(th), np.cos(th), 0], [0, 0, 1]])
    m = m @ np.array([[1, 0, tx], [0, 1, ty], [0, 0, 1]])
    m = m @ np.array([[1, -np.sin(sh), 0], [0, np.cos(sh), 0], [0, 0, 1]])
    m = m @ np.array([[zx, 0, 0], [0, zy, 0], [0, 0, 1]])
    h, w = x.shape
    o = np.array([[1, 0, (h - 1) / 2], [0, 1, (w - 1) / 2], [0, 0, 1]])
    m = o @ m @ np.linalg.inv(o)
    return ndimage.affine_transform(x, m[:2, :2], m[:2, 2], order=1, mode=fill, cval=cval)

x = rng.random((9, 11))
keras_cases = []
# Keras' first axis is the row: its zx and tx are vertical; its positive theta and ours differ in sign.
for p in [dict(shear=20), dict(zx=1.2, zy=0.8), dict(zx=0.9, zy=1.1, shear=0.2), dict(theta=-15), dict(tx=1.5, ty=-2), dict(theta=-10, tx=1, ty=2, shear=12, zx=0.9, zy=1.2)]:
    keras_cases.append({"params": p, "expected": [round(float(v), 7) for v in keras(x, **p).ravel()]})
json.dump({"source": "keras-preprocessing's apply_affine_transform by scipy.ndimage", "width": 11, "height": 9,
           "data": [float(np.float32(v)) for v in x.ravel()], "cases": keras_cases}, open("keras-affine.json", "w"))

# 3. Fill modes in scipy's words: nearest = edge, reflect = symmetric, mirror, grid-wrap, constant.
row = np.arange(1, 5, dtype=float)
json.dump({ours: ndimage.shift(row, 6, order=1, mode=theirs, cval=9).tolist() for ours, theirs in
           [("edge", "nearest"), ("symmetric", "reflect"), ("mirror", "mirror"), ("wrap", "grid-wrap"), ("constant", "grid-constant")]}, open("fill.json", "w"))

# 4. Files of all kinds with Pillow's pixels.
yy, xx = np.mgrid[0:19, 0:29]
rgb = np.stack([xx * 8 % 256, yy * 12 % 256, (xx + yy) * 5 % 256], -1).astype(np.uint8)
im = Image.fromarray(rgb)
grey = im.convert("L")
files = {}
def add(name, make, pixels, channels, depth=8):
    buffer = io.BytesIO(); make(buffer)
    files[name] = {"bytes": b64(buffer.getvalue()), "width": pixels.shape[1], "height": pixels.shape[0], "channels": channels, "bitDepth": depth,
                   "pixels": b64(zlib.compress(np.ascontiguousarray(pixels).astype("<u2" if depth == 16 else "u1").tobytes(), 9))}
def read(buffer_maker, mode):
    buffer = io.BytesIO(); buffer_maker(buffer)
    return np.asarray(Image.open(buffer).convert(mode))
png = lambda image, **k: (lambda b: image.save(b, "PNG", **k))
jpg = lambda image, **k: (lambda b: image.save(b, "JPEG", **k))
add("png-rgb", png(im), rgb, 3)
add("png-grey", png(grey), np.asarray(grey), 1)
rgba = np.dstack([rgb, (xx * 3 + yy * 9) % 256]).astype(np.uint8)
add("png-rgba", png(Image.fromarray(rgba)), rgba, 4)
la = np.dstack([np.asarray(grey), (xx * 3 + yy * 9) % 256]).astype(np.uint8)
add("png-grey-alpha", png(Image.fromarray(la, "LA")), la, 2)
bits = im.convert("1")
add("png-1-bit", png(bits), np.asarray(bits).astype(np.uint8) * 255, 1)
for colours in (4, 16, 200):
    pal = im.quantize(colours)
    add(f"png-palette-{colours}", png(pal), np.asarray(pal.convert("RGB")), 3)
pal = im.quantize(16)
add("png-palette-transparent", png(pal, transparency=bytes([0, 128] + [255] * 14)), read(png(pal, transparency=bytes([0, 128] + [255] * 14)), "RGBA"), 4)
add("png-grey-transparent", png(grey, transparency=int(np.asarray(grey)[3, 4])), np.dstack([np.asarray(grey), np.where(np.asarray(grey) == np.asarray(grey)[3, 4], 0, 255)]).astype(np.uint8), 2)
deep = ((xx * 2221 + yy * 1733) % 65536).astype(np.uint16)
add("png-grey-16", png(Image.fromarray(deep)), deep, 1, 16)
for name, image, options, mode in [("jpeg-420", im, dict(quality=90), "RGB"), ("jpeg-444", im, dict(quality=95, subsampling=0), "RGB"), ("jpeg-422", im, dict(quality=85, subsampling=1), "RGB"),
                             ("jpeg-progressive", im, dict(quality=90, progressive=True), "RGB"), ("jpeg-grey", grey, dict(quality=90), "L"), ("jpeg-grey-progressive", grey, dict(quality=90, progressive=True), "L"),
                             ("jpeg-restart", im, dict(quality=80, restart_marker_blocks=2), "RGB"), ("jpeg-cmyk", im.convert("CMYK"), dict(quality=95, subsampling=0), "RGB")]:
    add(name, jpg(image, **options), read(jpg(image, **options), mode), 1 if mode == "L" else 3)
# Pillow writes neither Adam7 nor 16-bit colour: a small writer of our own, which Pillow reads back where it can.
def write_png(samples, depth, colour_type, interlaced):
    import struct
    h, w, _ = samples.shape
    chunk = lambda name, body: struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    raw = b""
    for x, y, dx, dy in [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)] if interlaced else [(0, 0, 1, 1)]:
        part = samples[y::dy, x::dx]
        if part.size == 0: continue
        for row in part.reshape(part.shape[0], -1):
            if depth >= 8: raw += b"\0" + row.astype(">u2" if depth == 16 else "u1").tobytes()
            else: raw += b"\0" + np.packbits(np.concatenate([[(v >> (depth - 1 - k)) & 1 for k in range(depth)] for v in row]).astype(np.uint8)).tobytes()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, depth, colour_type, 0, 0, interlaced)) + chunk(b"gAMA", struct.pack(">I", 45455)) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")
deep4 = np.stack([(xx * a + yy * b) % 65536 for a, b in [(2221, 1733), (977, 3001), (1543, 211), (4001, 17)]], -1)
def own(name, samples, depth, colour_type, interlaced, expected, channels, readable=None):
    data = write_png(samples, depth, colour_type, interlaced)
    if readable: assert (np.asarray(Image.open(io.BytesIO(data)).convert(readable)) == expected).all(), name
    add(name, lambda b: b.write(data), expected, channels, 16 if depth == 16 else 8)
own("png-rgba-16", deep4, 16, 6, 0, deep4, 4)
own("png-rgba-16-interlaced", deep4, 16, 6, 1, deep4, 4)
own("png-rgb-interlaced", rgb, 8, 2, 1, rgb, 3, "RGB")
two = ((xx + yy) % 4)[..., None]
own("png-grey-2-interlaced", two, 2, 0, 1, two[..., 0] * 85, 1, "L")
four = ((xx + yy) % 16)[..., None]
own("png-grey-4", four, 4, 0, 0, four[..., 0] * 17, 1, "L")
own("png-2x3-interlaced", rgb[:3, :2], 8, 2, 1, rgb[:3, :2], 3, "RGB")
from PIL import ImageOps
for orientation in range(1, 9):
    exif = Image.Exif(); exif[0x112] = orientation
    buffer = io.BytesIO(); grey.save(buffer, "JPEG", quality=90, exif=exif)
    add(f"jpeg-exif-{orientation}", jpg(grey, quality=90, exif=exif), np.asarray(ImageOps.exif_transpose(Image.open(buffer))), 1)
json.dump({"source": f"Pillow {PIL.__version__}", "files": files}, open("files.json", "w"))
