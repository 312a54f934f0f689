"""A checkpoint of version 1.0, written after the table in src/checkpoint/checkpoint-format.ts with nothing of ours.

python3 golden/checkpoint.py > golden/checkpoint.json    (standard library only)
"""
import base64
import hashlib
import json
import struct

# name, shape, bits: -0, a NaN with payload, a signalling NaN, the least denormal, infinity; a scalar; an empty tensor
tensors = [
    ("weights/conv1/kernel", [2, 3], [0x3F800000, 0x80000000, 0x7FC12345, 0xFF812345, 0x00000001, 0x7F800000]),
    ("optimizer/step", [], [0x40490FDB]),
    ("~größe", [0, 4], []),
]
progress = {
    "epoch": 3,
    "best": "~-Infinity",
    "history": [{"loss": 0.1, "valLoss": "~NaN", "note": "~~approximately"}, {"loss": 5e-324, "zero": "~-0"}],
    "done": False,
    "none": None,
}
# The names of tensors are strings of the same JSON.
entries = [{"name": "~" + name if name.startswith("~") else name, "shape": shape} for name, shape, _ in tensors]
header = json.dumps({"tensors": entries, "progress": progress}, separators=(",", ":"), ensure_ascii=False).encode()
header += b" " * (-len(header) % 4)
values = b"".join(struct.pack(f"<{len(bits)}I", *bits) for _, _, bits in tensors)
body = b"convlens-checkpoint\n" + struct.pack("<HHI", 1, 0, len(header)) + header + values
file = body + hashlib.sha256(body).hexdigest().encode()
golden = {
    "file": base64.b64encode(file).decode(),
    "tensors": [{"name": name, "shape": shape, "bits": bits} for name, shape, bits in tensors],
}
print(json.dumps(golden, indent=2, ensure_ascii=False))
