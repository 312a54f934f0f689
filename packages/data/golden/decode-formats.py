"""Small TIFF, BMP and WebP files of many kinds with Pillow's (libtiff's, libwebp's) pixels: python with pillow 11+, tifffile,
imagecodecs, numpy. Run in this folder; writes decode-formats.json."""

import base64, io, json, struct, zlib
import numpy as np, PIL, tifffile
from PIL import Image, ImageOps, features

b64 = lambda b: base64.b64encode(b).decode()
pack = lambda b: b64(zlib.compress(b, 9))
yy, xx = np.mgrid[0:19, 0:29]
rgb = np.stack([xx * 8 % 256, yy * 12 % 256, (xx + yy) * 5 % 256], -1).astype(np.uint8)
alpha = ((xx * 3 + yy * 9) % 256).astype(np.uint8)
rgba = np.dstack([rgb, alpha])
grey = np.asarray(Image.fromarray(rgb).convert("L"))
noise = np.random.default_rng(5).integers(0, 256, (19, 29)).astype(np.uint8)
deep = ((xx * 2221 + yy * 1733) % 65536).astype(np.uint16)
deep_rgb = np.stack([deep, deep[::-1], deep[:, ::-1]], -1)
files = {}


def add(name, data, expected, tolerance=0):
    expected = np.ascontiguousarray(expected)
    channels = 1 if expected.ndim == 2 else expected.shape[2]
    files[name] = {"bytes": pack(data), "width": expected.shape[1], "height": expected.shape[0], "channels": channels, "bitDepth": expected.dtype.itemsize * 8,
                   "tolerance": tolerance, "pixels": pack(expected.astype(expected.dtype.newbyteorder("<")).tobytes())}


def saved(image, kind, **k):
    buffer = io.BytesIO()
    image.save(buffer, kind, **k)
    return buffer.getvalue()


opened = lambda data, mode: np.asarray(Image.open(io.BytesIO(data)).convert(mode))


def pillow(name, image, kind, expected, mode=None, **k):
    data = saved(image, kind, **k)
    if mode:
        assert (opened(data, mode) == expected).all(), name
    add(name, data, expected)


# TIFF.
for compression in ("raw", "tiff_lzw", "tiff_adobe_deflate", "tiff_deflate", "packbits"):
    pillow(f"tiff-grey-{compression}", Image.fromarray(noise), "TIFF", noise, "L", compression=compression)
    pillow(f"tiff-rgb-{compression}", Image.fromarray(rgb), "TIFF", rgb, "RGB", compression=compression)
# Long enough for LZW's codes to reach 12 bits and start again.
long = np.random.default_rng(6).integers(0, 64, (120, 90)).astype(np.uint8) * 3
pillow("tiff-lzw-long", Image.fromarray(long), "TIFF", long, "L", compression="tiff_lzw")
flat = np.zeros((90, 120), np.uint8)
flat[30:60, 40:80] = 200
pillow("tiff-lzw-flat", Image.fromarray(flat), "TIFF", flat, "L", compression="tiff_lzw")
pillow("tiff-lzw-predictor", Image.fromarray(rgb), "TIFF", rgb, "RGB", compression="tiff_lzw", tiffinfo={317: 2})
pillow("tiff-grey-16", Image.fromarray(deep), "TIFF", deep, compression="tiff_lzw")
bits = Image.fromarray(rgb).convert("1")
one = np.asarray(bits).astype(np.uint8) * 255
pillow("tiff-1-bit", bits, "TIFF", one, "L", compression="packbits")
palette = Image.fromarray(rgb).quantize(200)
pillow("tiff-palette", palette, "TIFF", np.asarray(palette.convert("RGB")), "RGB")
pillow("tiff-rgba", Image.fromarray(rgba), "TIFF", rgba, "RGBA", compression="tiff_lzw")
exif = Image.Exif()
exif[0x112] = 6
data = saved(Image.fromarray(grey), "TIFF", exif=exif)
assert (np.rot90(grey, -1) == np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))))).all()
add("tiff-orientation-6", data, np.rot90(grey, -1))


def tiff(name, array, expected=None, **k):
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, array, metadata=None, **k)
    read = tifffile.imread(io.BytesIO(buffer.getvalue()))
    assert (read == array).all(), name
    add(name, buffer.getvalue(), array if expected is None else expected)


tiff("tiff-big-endian-16", deep, byteorder=">", photometric="minisblack")
tiff("tiff-16-predictor-deflate", deep, compression="zlib", predictor=2, photometric="minisblack")
tiff("tiff-rgb-16-big-endian-lzw-predictor", deep_rgb, byteorder=">", compression="lzw", predictor=2, photometric="rgb")
tiff("tiff-white-is-zero", grey, 255 - grey, photometric="miniswhite")
tiff("tiff-white-is-zero-16", deep, 65535 - deep, photometric="miniswhite", compression="zlib")
tiff("tiff-planar", rgb.transpose(2, 0, 1).copy(), rgb, photometric="rgb", planarconfig="separate", compression="lzw")
tiff("tiff-tiles", rgb, tile=(16, 16), photometric="rgb", compression="zlib")
tiff("tiff-tiles-predictor-16", deep, tile=(16, 16), photometric="minisblack", compression="lzw", predictor=2)
tiff("tiff-strips", grey, rowsperstrip=4, photometric="minisblack", compression="packbits")
tiff("tiff-straight-alpha", rgba, photometric="rgb", extrasamples=["unassalpha"])
tiff("tiff-unspecified-extra", rgba, rgb, photometric="rgb", extrasamples=["unspecified"])
solid = np.maximum(alpha, 1)[..., None]
tiff("tiff-premultiplied", np.dstack([(rgb.astype(int) * solid // 255).astype(np.uint8), solid[..., 0]]),
     np.dstack([np.minimum(255, np.floor(255 * (rgb.astype(int) * solid // 255) / solid + 0.5)).astype(np.uint8), solid[..., 0]]), photometric="rgb", extrasamples=["assocalpha"])
tiff("tiff-two-pages", np.stack([grey, 255 - grey]), grey, photometric="minisblack")


# Four bits a sample: a file of our own, which Pillow reads.
def plain_tiff(tags, pixels):
    tags = sorted({**tags, 273: (4, [8 + 2 + 12 * (len(tags) + 2) + 4]), 279: (4, [len(pixels)])}.items())
    body = struct.pack("<H", len(tags))
    for tag, (kind, values) in tags:
        assert len(values) == 1
        body += struct.pack("<HHI", tag, kind, 1) + struct.pack("<I", values[0])
    return b"II*\0" + struct.pack("<I", 8) + body + struct.pack("<I", 0) + pixels


four = (xx + yy) % 16
lines = np.pad(four, ((0, 0), (0, 1))).astype(np.uint8)
data = plain_tiff({256: (3, [29]), 257: (3, [19]), 258: (3, [4]), 259: (3, [1]), 262: (3, [1]), 277: (3, [1]), 278: (3, [19])}, ((lines[:, ::2] << 4) | lines[:, 1::2]).tobytes())
assert (opened(data, "L") == four * 17).all()
add("tiff-4-bit", data, (four * 17).astype(np.uint8))

# BMP.
pillow("bmp-24", Image.fromarray(rgb), "BMP", rgb, "RGB")
pillow("bmp-grey", Image.fromarray(grey), "BMP", grey, "L")
pillow("bmp-palette", palette, "BMP", np.asarray(palette.convert("RGB")), "RGB")
pillow("bmp-1-bit", bits, "BMP", one, "L")
data = saved(Image.fromarray(rgba), "BMP")
add("bmp-32", data, rgba if opened(data, "RGBA").tolist() == rgba.tolist() else rgb)


def bmp(bits, compression, pixels, masks=b"", height=19, palette=b""):
    offset = 54 + len(masks) + len(palette)
    return b"BM" + struct.pack("<IHHI", offset + len(pixels), 0, 0, offset) + struct.pack("<IiiHHIIiiII", 40, 29, height, 1, bits, compression, len(pixels), 0, 0, len(palette) // 4, 0) + masks + palette + pixels


padded = lambda a: np.pad(a, ((0, 0), (0, -a.shape[1] * a.itemsize % 4 // a.itemsize))).tobytes()
small = np.stack([rgb[..., 0] >> 3, rgb[..., 1] >> 2, rgb[..., 2] >> 3], -1).astype(np.uint16)
data = bmp(16, 3, padded(((small[..., 0] << 11) | (small[..., 1] << 5) | small[..., 2])[::-1]), struct.pack("<III", 0xF800, 0x7E0, 0x1F))
expected = np.floor(small / [31, 63, 31] * 255 + 0.5).astype(np.uint8)
assert abs(opened(data, "RGB").astype(int) - expected).max() <= 1
add("bmp-565", data, expected)
data = bmp(24, 0, padded(np.pad(rgb[..., ::-1].reshape(19, -1), ((0, 0), (0, 1)))), height=-19)
assert (opened(data, "RGB") == rgb).all()
add("bmp-top-down", data, rgb)
colours16 = (np.arange(48).reshape(16, 3) * 5 % 256).astype(np.uint8)
data = bmp(4, 0, padded(((lines[::-1, ::2] << 4) | lines[::-1, 1::2])), palette=np.dstack([colours16[None, :, ::-1], np.zeros((1, 16, 1), np.uint8)]).tobytes())
assert (opened(data, "RGB") == colours16[four]).all()
add("bmp-4-bit", data, colours16[four])

# WebP.
for name, image, options, mode in [("lossy", rgb, dict(quality=80), "RGB"), ("lossless", rgb, dict(lossless=True), "RGB"), ("lossy-alpha", rgba, dict(quality=80), "RGBA"),
                                   ("lossless-alpha", rgba, dict(lossless=True, exact=True), "RGBA")]:
    data = saved(Image.fromarray(image), "WEBP", **options)
    expected = opened(data, mode)
    if name.startswith("lossless"):
        assert (expected == image).all(), name
    add(f"webp-{name}", data, expected)

source = f"Pillow {PIL.__version__} (libtiff {features.version('libtiff')}, libwebp {features.version('webp')}), tifffile {tifffile.__version__}"
json.dump({"source": source, "files": files}, open("decode-formats.json", "w"))
print(len(files), "files", sum(len(f["bytes"]) + len(f["pixels"]) for f in files.values()) // 1024, "KiB;", source)
