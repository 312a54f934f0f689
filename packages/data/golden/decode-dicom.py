"""Small synthetic DICOM files of all kinds, with pydicom's pixels: python with pydicom 3, pylibjpeg (-openjpeg, -rle, -libjpeg),
pyjpegls, imagecodecs, numpy, pillow. Run in this folder; writes decode-dicom.json.

Expected values are what pydicom's pixel_array, apply_modality_lut and apply_voi_lut give, spread from the range that they can
have over 0-255 (at most 8 bits stored) or 0-65535, inverted for MONOCHROME1, rounded half up. Lossless frames are compared with
the samples that were packed, not with a decoder."""

import base64, io, json, zlib
import imagecodecs, numpy as np, pydicom
from PIL import Image
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.pixels import apply_color_lut, apply_modality_lut, apply_voi_lut, convert_color_space, pixel_array
from pydicom.sequence import Sequence
from pydicom.uid import *

b64 = lambda b: base64.b64encode(b).decode()
pack = lambda b: b64(zlib.compress(b, 9))
rng = np.random.default_rng(11)
H, W = 13, 22
yy, xx = np.mgrid[0:H, 0:W]
files = {}


def smooth(bits, signed=False, shape=(H, W)):
    """A slope with some noise, over all values of so many bits."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]]
    top = 2**bits - 1
    values = (x / (shape[1] - 1) * 0.7 + y / (shape[0] - 1) * 0.3) * top + rng.integers(-top // 20 - 1, top // 20 + 2, shape)
    values = np.clip(values, 0, top).astype(np.int64)
    values[0, 0], values[-1, -1] = 0, top
    return values - 2 ** (bits - 1) if signed else values


def colours():
    return np.stack([xx * 11 % 256, yy * 19 % 256, (xx * 7 + yy * 5) % 256], -1).astype(np.uint8)


def dataset(bits_stored, allocated, photometric="MONOCHROME2", signed=False, frames=1, samples=1, **more):
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID = SecondaryCaptureImageStorage, "1.2.3.4"
    ds.PatientName, ds.PatientID, ds.Modality = "Nobody^At^All", "P-000", "DX"
    ds.Rows, ds.Columns, ds.SamplesPerPixel = H, W, samples
    ds.PhotometricInterpretation = photometric
    ds.BitsAllocated, ds.BitsStored, ds.HighBit = allocated, bits_stored, bits_stored - 1
    ds.PixelRepresentation = int(signed)
    if samples == 3:
        ds.PlanarConfiguration = 0
    if frames > 1:
        ds.NumberOfFrames = frames
    for key, value in more.items():
        setattr(ds, key, value)
    return ds


def write(ds, syntax, pixels=None, frames=None, table=True):
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = syntax
    ds.file_meta.MediaStorageSOPClassUID, ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPClassUID, ds.SOPInstanceUID
    if frames is not None:
        ds.PixelData = encapsulate(frames, has_bot=table)
        ds["PixelData"].VR = "OB"
        ds["PixelData"].is_undefined_length = True
    elif pixels is not None:
        ds.PixelData = pixels + b"\0" * (len(pixels) % 2)
        ds["PixelData"].VR = "OW" if ds.BitsAllocated > 8 else "OB"
    buffer = io.BytesIO()
    pydicom.dcmwrite(buffer, ds, enforce_file_format=True)
    return buffer.getvalue()


def tone(ds, stored, frame_ds=None):
    """pydicom's modality and VOI steps, as a share of the range that their output can have."""
    ds = frame_ds or ds
    n = ds.BitsStored
    low, high = (-(2 ** (n - 1)), 2 ** (n - 1) - 1) if ds.PixelRepresentation else (0, 2**n - 1)
    values = apply_modality_lut(stored, ds)
    if "ModalityLUTSequence" in ds:
        low, high = 0, 2 ** ds.ModalityLUTSequence[0].LUTDescriptor[2] - 1
    elif "RescaleSlope" in ds:
        slope, intercept = float(ds.RescaleSlope), float(ds.RescaleIntercept)
        low, high = sorted([low * slope + intercept, high * slope + intercept])
    if "VOILUTSequence" in ds:
        values = apply_voi_lut(values, ds)
        low, high = 0, 2 ** ds.VOILUTSequence[0].LUTDescriptor[2] - 1
    elif "WindowWidth" in ds:
        values = apply_voi_lut(values, ds)
    share = (values.astype(np.float64) - low) / (high - low)
    if ds.PhotometricInterpretation == "MONOCHROME1":
        share = 1 - share
    top = 255 if n <= 8 else 65535
    return np.floor(share * top + 0.5).astype(np.uint8 if n <= 8 else np.dtype("<u2"))


def add(name, data, expected, tolerance=0, options=None):
    channels = 3 if expected.ndim == 3 else 1
    files[name] = {
        "bytes": pack(data), "width": expected.shape[1], "height": expected.shape[0], "channels": channels,
        "bitDepth": expected.dtype.itemsize * 8, "tolerance": tolerance, **({"options": options} if options else {}),
        "pixels": pack(np.ascontiguousarray(expected).tobytes()),
    }


def stored_of(data, frame=0):
    """What pydicom reads, colours not converted."""
    return pixel_array(pydicom.dcmread(io.BytesIO(data)), raw=True, index=frame)


def grey(name, ds, syntax, stored, frames=None, tolerance=0, check=True, table=True):
    dtype = np.dtype(f"{'i' if ds.PixelRepresentation else 'u'}{ds.BitsAllocated // 8}")
    dtype = dtype.newbyteorder(">" if syntax == ExplicitVRBigEndian else "<")
    data = write(ds, syntax, None if frames else stored.astype(dtype).tobytes(), frames, table)
    if check:
        assert (stored_of(data) == stored).all(), name
    add(name, data, tone(ds, stored), tolerance)
    return data


# Uncompressed grey.
grey("mono2-8-explicit", dataset(8, 8), ExplicitVRLittleEndian, smooth(8))
grey("mono1-8-implicit", dataset(8, 8, "MONOCHROME1"), ImplicitVRLittleEndian, smooth(8))
grey("mono1-12-big-endian-window", dataset(12, 16, "MONOCHROME1", WindowCenter="2000", WindowWidth="1500"), ExplicitVRBigEndian, smooth(12))
grey("mono2-10-no-window", dataset(10, 16), ExplicitVRLittleEndian, smooth(10))
grey("mono2-6", dataset(6, 8), ExplicitVRLittleEndian, smooth(6))
grey("mono2-16", dataset(16, 16), ExplicitVRLittleEndian, smooth(16))
grey("signed-16-rescale-window", dataset(16, 16, signed=True, RescaleSlope="0.5", RescaleIntercept="-100.25", WindowCenter=["40", "-600"], WindowWidth=["4000", "1500"]), ImplicitVRLittleEndian, smooth(16, True))
grey("signed-12-no-window", dataset(12, 16, signed=True), ExplicitVRBigEndian, smooth(12, True))
grey("signed-8", dataset(8, 8, signed=True), ExplicitVRLittleEndian, smooth(8, True))
grey("negative-slope", dataset(12, 16, RescaleSlope="-1", RescaleIntercept="4095"), ExplicitVRLittleEndian, smooth(12))
for function in ("LINEAR", "LINEAR_EXACT", "SIGMOID"):
    grey(f"window-{function.lower().replace('_', '-')}", dataset(12, 16, WindowCenter="1800.5", WindowWidth="900", VOILUTFunction=function, RescaleSlope="1", RescaleIntercept="-24"), ExplicitVRLittleEndian, smooth(12))
grey("window-1-wide", dataset(12, 16, WindowCenter="2048", WindowWidth="1"), ExplicitVRLittleEndian, smooth(12))
grey("deflated", dataset(12, 16, WindowCenter="2000", WindowWidth="3000"), DeflatedExplicitVRLittleEndian, smooth(12))


def lut(count, first, bits, values, vr="US", sequence_item=None):
    item = sequence_item or Dataset()
    item.LUTDescriptor = [count, first, bits]
    item["LUTDescriptor"].VR = "SS" if first < 0 else "US"
    item.LUTData = values
    item["LUTData"].VR = vr
    return Sequence([item])


curve = (np.linspace(0, 1, 1000) ** 2 * 65535).astype(int).tolist()
grey("voi-lut-16", dataset(12, 16, VOILUTSequence=lut(1000, 1500, 16, curve), WindowCenter="5", WindowWidth="5"), ExplicitVRLittleEndian, smooth(12))
words = np.array(curve, "<u2").tobytes()
grey("voi-lut-ow-big-endian", dataset(12, 16, VOILUTSequence=lut(1000, 1500, 16, np.array(curve, ">u2").tobytes(), "OW")), ExplicitVRBigEndian, smooth(12))
# pydicom 3.0.2 counts the entries of an 8-bit table in 8 bits, so that values above it start again at its first: by hand.
ds = dataset(12, 16, signed=True, VOILUTSequence=lut(256, -100, 8, list(range(255, -1, -1))))
stored = smooth(12, True)
share = (255 - np.clip(stored + 100, 0, 255)) / 255
add("voi-lut-8-negative-first", write(ds, ExplicitVRLittleEndian, stored.astype("<i2").tobytes()), np.floor(share * 65535 + 0.5).astype("<u2"))
modality = ((4095 - np.arange(4096)) * 16).tolist()
item = Dataset()
item.ModalityLUTType = "US"
grey("modality-lut", dataset(12, 16, ModalityLUTSequence=lut(4096, 0, 16, modality, sequence_item=item)), ExplicitVRLittleEndian, smooth(12))

# Bits above those that count (an overlay), and values that do not start at bit 0: pydicom masks neither before 3.1.
stored = smooth(12)
ds = dataset(12, 16)
dirty = (stored | (rng.integers(0, 16, stored.shape) << 12)).astype("<u2")
add("overlay-in-high-bits", write(ds, ExplicitVRLittleEndian, dirty.tobytes()), tone(ds, stored))
ds = dataset(12, 16, signed=True)
stored = smooth(12, True)
dirty = ((stored & 4095) | (rng.integers(0, 16, stored.shape) << 12)).astype("<u2")
add("overlay-in-high-bits-signed", write(ds, ExplicitVRLittleEndian, dirty.tobytes()), tone(ds, stored))
stored = smooth(12)
ds = dataset(12, 16)
clean = tone(ds, stored)
ds.HighBit = 15
add("high-bit-15", write(ds, ExplicitVRLittleEndian, (stored << 4).astype("<u2").tobytes()), clean)
stored = smooth(8)
ds = dataset(8, 8)
data = write(ds, ExplicitVRBigEndian, stored.astype("u1").reshape(-1, 2)[:, ::-1].tobytes())
data = data.replace(b"\x7f\xe0\x00\x10OB", b"\x7f\xe0\x00\x10OW")
assert (stored_of(data) == stored).all()
add("mono2-8-in-words-big-endian", data, tone(ds, stored))
bits = (smooth(8) > 100).astype(np.uint8)
ds = dataset(1, 1)
data = write(ds, ExplicitVRLittleEndian, np.packbits(bits, axis=None, bitorder="little").tobytes())
assert (stored_of(data) == bits).all()
add("one-bit", data, bits * 255)

# Without a preamble.
stored = smooth(12)
ds = dataset(12, 16)
whole = write(ds, ImplicitVRLittleEndian, stored.astype("<u2").tobytes())
del ds.file_meta
buffer = io.BytesIO()
pydicom.dcmwrite(buffer, ds, implicit_vr=True, little_endian=True)
assert buffer.getvalue()[128:132] != b"DICM"
add("no-preamble", buffer.getvalue(), tone(dataset(12, 16), stored))

# Several frames.
stack = np.stack([smooth(12) for _ in range(3)])
ds = dataset(12, 16, frames=3)
data = write(ds, ExplicitVRLittleEndian, stack.astype("<u2").tobytes())
add("frames-first", data, tone(ds, stack[0]))
add("frames-last", data, tone(ds, stack[2]), options={"frame": 2})
flat = [(smooth(8) > 128).astype(np.uint8) for _ in range(3)]
ds = dataset(1, 1, frames=3)
data = write(ds, ExplicitVRLittleEndian, np.packbits(np.stack(flat), axis=None, bitorder="little").tobytes())
add("one-bit-frame-1", data, flat[1] * 255, options={"frame": 1})
ds = dataset(12, 16, frames=3)


def group(center, width, slope):
    voi, transformation, one = Dataset(), Dataset(), Dataset()
    voi.WindowCenter, voi.WindowWidth = center, width
    transformation.RescaleSlope, transformation.RescaleIntercept, transformation.RescaleType = slope, "0", "US"
    one.FrameVOILUTSequence = Sequence([voi])
    one.PixelValueTransformationSequence = Sequence([transformation])
    return one, voi, transformation


groups = [group(c, w, s) for c, w, s in (("2000", "4000", "1"), ("1000", "500", "1"), ("3000", "1000", "2"))]
ds.PerFrameFunctionalGroupsSequence = Sequence([one for one, _, _ in groups])
for i, syntax in ((1, ExplicitVRLittleEndian), (2, ImplicitVRLittleEndian)):
    frame_ds = dataset(12, 16, WindowCenter=groups[i][1].WindowCenter, WindowWidth=groups[i][1].WindowWidth, RescaleSlope=groups[i][2].RescaleSlope, RescaleIntercept="0")
    add(f"per-frame-window-{i}", write(ds, syntax, stack.astype("<u2").tobytes()), tone(ds, stack[i], frame_ds), options={"frame": i})
# All sequences and items of undefined length.
for element in ds.iterall():
    if element.VR == "SQ":
        element.is_undefined_length = True
        for one in element.value:
            one.is_undefined_length_sequence_item = True
add("per-frame-window-open-sequences", write(ds, ExplicitVRLittleEndian, stack.astype("<u2").tobytes()), tone(ds, stack[2], frame_ds), options={"frame": 2})

# Colours.
rgb = colours()
add("rgb", write(dataset(8, 8, "RGB", samples=3), ExplicitVRLittleEndian, rgb.tobytes()), rgb)
ds = dataset(8, 8, "RGB", samples=3)
ds.PlanarConfiguration = 1
add("rgb-planar", write(ds, ExplicitVRLittleEndian, rgb.transpose(2, 0, 1).tobytes()), rgb)
deep = np.stack([smooth(16), smooth(16)[::-1], smooth(16)[:, ::-1]], -1).astype("<u2")
add("rgb-16", write(dataset(16, 16, "RGB", samples=3), ExplicitVRLittleEndian, deep.tobytes()), deep)
ybr = convert_color_space(rgb, "RGB", "YBR_FULL")
add("ybr-full", write(dataset(8, 8, "YBR_FULL", samples=3), ExplicitVRLittleEndian, ybr.tobytes()), convert_color_space(ybr, "YBR_FULL", "RGB"), 1)
shared = ybr.reshape(-1, 2, 3).astype(int)
cells = np.concatenate([shared[:, :, 0], shared[:, :, 1:].mean(1).astype(int)], 1).astype(np.uint8)
data = write(dataset(8, 8, "YBR_FULL_422", samples=3), ExplicitVRLittleEndian, cells.tobytes())
add("ybr-full-422", data, pixel_array(io.BytesIO(data), raw=False), 1)
for depth in (8, 16):
    ds = dataset(8, 8, "PALETTE COLOR")
    for i, key in enumerate(("Red", "Green", "Blue")):
        table = ((np.arange(200) * (3 + i) + 17 * i) % 256 * (257 if depth == 16 else 1)).astype("<u2" if depth == 16 else "u1")
        setattr(ds, f"{key}PaletteColorLookupTableDescriptor", [200, 20, depth])
        setattr(ds, f"{key}PaletteColorLookupTableData", table.tobytes())
    stored = smooth(8).astype(np.uint8)
    data = write(ds, ExplicitVRLittleEndian, stored.tobytes())
    expected = apply_color_lut(stored, pydicom.dcmread(io.BytesIO(data)))
    add(f"palette-{depth}", data, expected.astype("<u2" if depth == 16 else "u1"))

# RLE, with pydicom's encoder.
rle = get_encoder = __import__("pydicom.pixels", fromlist=["x"]).get_encoder(RLELossless)


def run_lengths(ds, pixels):
    options = dict(rows=H, columns=W, number_of_frames=1, samples_per_pixel=ds.SamplesPerPixel, bits_allocated=ds.BitsAllocated, bits_stored=ds.BitsStored,
                   pixel_representation=ds.PixelRepresentation, photometric_interpretation=ds.PhotometricInterpretation, planar_configuration=0)
    return rle.encode(pixels, **{k: v for k, v in options.items() if k != "planar_configuration" or ds.SamplesPerPixel == 3})


grey("rle-8", ds := dataset(8, 8), RLELossless, s := smooth(8), [run_lengths(ds, s.astype("u1").tobytes())])
grey("rle-16-signed", ds := dataset(16, 16, signed=True), RLELossless, s := smooth(16, True), [run_lengths(ds, s.astype("<i2").tobytes())])
flat = np.repeat(np.repeat(smooth(12)[::4, ::6], 4, 0), 6, 1)[:H, :W]
grey("rle-runs", ds := dataset(12, 16), RLELossless, flat, [run_lengths(ds, flat.astype("<u2").tobytes())])
ds = dataset(8, 8, "RGB", samples=3)
add("rle-rgb", write(ds, RLELossless, None, [run_lengths(ds, rgb.tobytes())]), rgb)
for table in (True, False):
    ds = dataset(12, 16, frames=3)
    one = dataset(12, 16)
    data = write(ds, RLELossless, None, [run_lengths(one, f.astype("<u2").tobytes()) for f in stack], table)
    add(f"rle-frames-{'table' if table else 'no-table'}", data, tone(ds, stack[1]), options={"frame": 1})

# JPEG 2000, by OpenJPEG.
j2k = lambda a, **k: imagecodecs.jpeg2k_encode(a, codecformat="j2k", **k)
grey("j2k-8", dataset(8, 8), JPEG2000Lossless, s := smooth(8), [j2k(s.astype("u1"), reversible=True, level=0)])
grey("j2k-12-window", dataset(12, 16, WindowCenter="2000", WindowWidth="1000"), JPEG2000Lossless, s := smooth(12), [j2k(s.astype("u2"), reversible=True, level=0, bitspersample=12)])
grey("j2k-16", dataset(16, 16), JPEG2000Lossless, s := smooth(16), [j2k(s.astype("u2"), reversible=True, level=0)])
grey("j2k-16-signed", dataset(16, 16, signed=True), JPEG2000Lossless, s := smooth(16, True), [j2k(s.astype("i2"), reversible=True, level=0)])
add("j2k-rgb-rct", write(dataset(8, 8, "YBR_RCT", samples=3), JPEG2000Lossless, None, [j2k(rgb, reversible=True, level=0, mct=True)]), rgb)
add("j2k-rgb", write(dataset(8, 8, "RGB", samples=3), JPEG2000Lossless, None, [j2k(rgb, reversible=True, level=0, mct=False)]), rgb)
ds = dataset(12, 16)
data = write(ds, JPEG2000, None, [j2k(smooth(12).astype("u2"), level=45, reversible=False, bitspersample=12)])
# A step of one of 12 bits is 16 of 65535.
add("j2k-lossy", data, tone(ds, stored_of(data)), 17)
data = write(dataset(8, 8, "YBR_ICT", samples=3), JPEG2000, None, [j2k(rgb, level=40, reversible=False, mct=True)])
add("j2k-lossy-ict", data, pixel_array(io.BytesIO(data), raw=False), 1)
streams = [j2k(f.astype("u2"), reversible=True, level=0, bitspersample=12) for f in stack]
for name, parts in (("frames", streams), ("fragments", [p for s in streams for p in (s[:101] + b"", s[101:])])):
    ds = dataset(12, 16, frames=3)
    parts = [p + b"\0" * (len(p) % 2) for p in parts] if name == "frames" else None
    if name == "frames":
        data = write(ds, JPEG2000Lossless, None, streams)
    else:
        ds.PixelData = encapsulate([s + b"\0" * (len(s) % 2) for s in streams], fragments_per_frame=3, has_bot=False)
        ds["PixelData"].is_undefined_length = True
        data = write(ds, JPEG2000Lossless)
    add(f"j2k-{name}", data, tone(ds, stack[2]), options={"frame": 2})
try:
    s = smooth(12)
    grey("htj2k-12", dataset(12, 16), UID("1.2.840.10008.1.2.4.201"), s, [imagecodecs.htj2k_encode(s.astype("u2"), reversible=True)], check=False)
except Exception as error:
    print("no HTJ2K:", error)

# JPEG-LS, by CharLS.
ls = lambda a, **k: imagecodecs.jpegls_encode(a, **k)
import jpeg_ls
grey("jpeg-ls-8", dataset(8, 8), JPEGLSLossless, s := smooth(8), [ls(s.astype("u1"))])
grey("jpeg-ls-16", dataset(16, 16), JPEGLSLossless, s := smooth(16), [ls(s.astype("u2"))])
s = smooth(12)
grey("jpeg-ls-12-signed", dataset(12, 16, signed=True), JPEGLSLossless, s - 2048, [bytes(jpeg_ls.encode_buffer(((s - 2048) & 4095).astype("u2").tobytes(), H, W, 1, 12, 0, 0))])
for mode, name in ((0, "none"), (1, "line"), (2, "sample")):
    source = rgb.transpose(2, 0, 1) if mode == 0 else rgb
    add(f"jpeg-ls-rgb-{name}", write(dataset(8, 8, "RGB", samples=3), JPEGLSLossless, None, [bytes(jpeg_ls.encode_buffer(np.ascontiguousarray(source).tobytes(), H, W, 3, 8, 0, mode))]), rgb)
ds = dataset(8, 8)
data = write(ds, JPEGLSNearLossless, None, [ls(smooth(8).astype("u1"), level=3)])
add("jpeg-ls-near", data, tone(ds, stored_of(data)))

# Runs, and what ends them; colours that go together, or line by line; errors allowed.
dots = np.where(rng.random((H, W)) < 0.05, rng.integers(0, 4096, (H, W)), 1365)
grey("jpeg-ls-runs", dataset(12, 16), JPEGLSLossless, dots, [bytes(jpeg_ls.encode_buffer(dots.astype("u2").tobytes(), H, W, 1, 12, 0, 0))])
ds = dataset(12, 16)
data = write(ds, JPEGLSNearLossless, None, [bytes(jpeg_ls.encode_buffer(dots.astype("u2").tobytes(), H, W, 1, 12, 9, 0))])
add("jpeg-ls-near-runs", data, tone(ds, stored_of(data)))
spots = np.where(rng.random((H, W, 1)) < 0.08, rgb, 77).astype("u1")
for mode, name in ((1, "line"), (2, "sample")):
    for near in (0, 2):
        data = write(dataset(8, 8, "RGB", samples=3), JPEGLSNearLossless, None, [bytes(jpeg_ls.encode_buffer(spots.tobytes(), H, W, 3, 8, near, mode))])
        expected = stored_of(data)
        assert abs(expected.astype(int) - spots).max() == near
        add(f"jpeg-ls-rgb-runs-{name}-{near}", data, expected)

# Lossless JPEG, by libjpeg-turbo 3: every predictor.
sof3 = lambda a, **k: imagecodecs.jpeg8_encode(a, lossless=True, **k)
for predictor in range(1, 8):
    bits = [8, 12, 16, 12, 8, 16, 12][predictor - 1]
    s = smooth(bits)
    stream = sof3(s.astype("u1" if bits == 8 else "u2"), bitspersample=bits, predictor=predictor)
    assert stream.find(b"\xff\xc3") > 0 and stream[stream.find(b"\xff\xda") + 7] == predictor, predictor
    grey(f"jpeg-lossless-{predictor}", dataset(bits, 8 if bits == 8 else 16), JPEGLosslessSV1 if predictor == 1 else JPEGLossless, s, [stream], check=False)
s = smooth(16, True)
grey("jpeg-lossless-signed", dataset(16, 16, signed=True), JPEGLosslessSV1, s, [sof3((s & 65535).astype("u2"), bitspersample=16, predictor=1)], check=False)
stream = sof3(rgb, predictor=1, outcolorspace="RGB", colorspace="RGB")
assert (imagecodecs.jpeg8_decode(stream) == rgb).all()
add("jpeg-lossless-rgb", write(dataset(8, 8, "RGB", samples=3), JPEGLosslessSV1, None, [stream]), rgb)

# JPEG baseline, by Pillow.
def jpeg(image, **k):
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=90, **k)
    return buffer.getvalue()


opened = lambda stream: np.asarray(Image.open(io.BytesIO(stream)))
stream = jpeg(Image.fromarray(smooth(8).astype("u1")))
ds = dataset(8, 8, "MONOCHROME1")
add("jpeg-mono1", write(ds, JPEGBaseline8Bit, None, [stream]), tone(ds, opened(stream)))
stream = jpeg(Image.fromarray(rgb), subsampling=1)
add("jpeg-ybr-422", write(dataset(8, 8, "YBR_FULL_422", samples=3), JPEGBaseline8Bit, None, [stream]), opened(stream))
# RGB that no marker tells from YCbCr: only the header knows.
stream = imagecodecs.jpeg8_encode(rgb, level=95, colorspace="RGB", outcolorspace="RGB", subsampling="444")
expected = imagecodecs.jpeg8_decode(stream)
at = stream.find(b"\xff\xee")
if at > 0:
    stream = stream[:at] + stream[at + 2 + int.from_bytes(stream[at + 2 : at + 4], "big") :]
start = stream.find(b"\xff\xc0")
stream = bytearray(stream)
ids = [stream[start + 10 + 3 * i] for i in range(3)]
for i in range(3):
    stream[start + 10 + 3 * i] = i + 1
scan = stream.find(b"\xff\xda")
for i in range(3):
    stream[scan + 5 + 2 * i] = i + 1
assert b"JFIF" not in stream
add("jpeg-rgb-unmarked", write(dataset(8, 8, "RGB", samples=3), JPEGBaseline8Bit, None, [bytes(stream)]), expected)

versions = f"pydicom {pydicom.__version__}, imagecodecs {imagecodecs.__version__} ({', '.join(f() for f in (imagecodecs.jpeg2k_version, imagecodecs.jpegls_version, imagecodecs.jpeg8_version))}), numpy {np.__version__}"
json.dump({"source": versions, "files": files}, open("decode-dicom.json", "w"))
print(len(files), "files", sum(len(f["bytes"]) + len(f["pixels"]) for f in files.values()) // 1024, "KiB;", versions)
