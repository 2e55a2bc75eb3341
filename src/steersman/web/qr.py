"""A QR code (ISO/IEC 18004) as one SVG path, which needs no image, script or style of its own."""

from __future__ import annotations

from dataclasses import dataclass

import segno

BORDER = 4  # modules of quiet zone, as the standard wants


@dataclass(frozen=True, slots=True)
class Drawing:
    """``size``: the side in modules; ``path``: the dark ones, for ``<path d=…>``."""

    size: int
    path: str


def drawn(text: str) -> Drawing:
    code = segno.make(text, error="m", micro=False)
    rows = list(code.matrix_iter(border=BORDER))
    dark = [(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module]
    return Drawing(len(rows), "".join(f"M{x} {y}h1v1h-1z" for x, y in dark))
