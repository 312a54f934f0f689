"""Writes src/overlay/colormap-tables.ts: the 256 colours of matplotlib's colour maps as second differences.

Run: python with matplotlib 3.x, from any folder: python make-colormaps.py
It prints the SHA-256 of each table (256 times red, green, blue), which colormap.test.ts compares.
"""

import hashlib
import pathlib

import matplotlib

NAMES = ("viridis", "magma", "inferno", "cividis", "turbo", "jet")
ZERO = ord("O")
LINE = 96


def encode(colours):
    """Six hexadecimal digits: the first colour. Then for red, green and blue 256 characters: the slope's change."""
    text = "".join(f"{value:02x}" for value in colours[0])
    for channel in colours.T.astype(int):
        slope = 0
        for before, value in zip([channel[0], *channel], channel):
            change = value - before - slope
            slope += change
            code = ZERO + change
            assert 35 <= code <= 126 and chr(code) not in "\\'", f"{change} does not fit a printable character"
            text += chr(code)
    return text


lines = [
    "/** matplotlib's colour maps, packed without loss; written by golden/make-colormaps.py. */",
    "",
    "/**",
    " * viridis, magma and inferno by N. Smith, S. van der Walt and E. Firing (CC0), cividis by J. Nunez, C. Anderton and",
    " * R. Renslow, turbo by A. Mikhailov, Google (Apache-2.0), coolwarm by K. Moreland, jet as in MATLAB.",
    " *",
    " * Six hexadecimal digits: the first colour. Then 256 characters each for red, green and blue: by how much the step to",
    " * the next value differs from the step before, counted from the letter O. The curves are smooth, so most characters",
    " * are N, O and P, and a table is 150 bytes compressed.",
    " */",
    "export const tables: Readonly<",
    "  Record<" + " | ".join(f"'{name}'" for name in NAMES) + ", string>",
    "> = {",
]


def table(name, indent):
    """The lines of a table, without what follows the last one."""
    colours = matplotlib.colormaps[name](range(256), bytes=True)[:, :3]
    print(name, hashlib.sha256(colours.tobytes()).hexdigest())
    text = encode(colours)
    parts = [text[i : i + LINE] for i in range(0, len(text), LINE)]
    return [f"{indent}'{part}'{' +' if part is not parts[-1] else ''}" for part in parts]


for name in NAMES:
    lines.append(f"  {name}:")
    lines += table(name, "    ")
    lines[-1] += ","
lines += ["}", ""]
lines += ["/** On its own, so that who draws no signed map bundles none. */", "export const coolwarmTable: string ="]
lines += table("coolwarm", "  ") + [""]
pathlib.Path(__file__).parent.joinpath("../src/overlay/colormap-tables.ts").write_text("\n".join(lines))
