"""Writes src/colormap-tables.ts: 256 colours of viridis, turbo and jet.

Run: python with matplotlib 3.x, from this folder: python make-colormaps.py
"""

import pathlib

import matplotlib

lines = [
    "/** Lookup tables of 256 RGB colours in hexadecimal; made by golden/make-colormaps.py from matplotlib's tables. */",
    "",
    "/**",
    " * viridis by N. Smith and S. van der Walt (CC0), turbo by A. Mikhailov, Google (Apache-2.0), jet as in MATLAB.",
    " * Six digits a colour, from 0 to 1.",
    " */",
    "export const tables: Readonly<Record<'viridis' | 'turbo' | 'jet', string>> = {",
]
for name in ("viridis", "turbo", "jet"):
    colours = matplotlib.colormaps[name](range(256), bytes=True)[:, :3]
    text = "".join(f"{value:02x}" for value in colours.reshape(-1))
    parts = [text[i : i + 96] for i in range(0, len(text), 96)]
    lines.append(f"  {name}:")
    lines += [f"    '{part}'{' +' if part is not parts[-1] else ','}" for part in parts]
lines += ["}", ""]
pathlib.Path(__file__).parent.joinpath("../src/colormap-tables.ts").write_text("\n".join(lines))
