"""Text in files for spreadsheets: none is carried out as a formula, and it comes back the same.

OWASP, "CSV injection"; CWE-1236.
"""

from __future__ import annotations

_MARK = "'"  # a spreadsheet takes what stands behind it for text
_BEGINNINGS = ("=", "+", "-", "@", "|", "%", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def shielded(text: str) -> str:
    """``text`` as a cell that no spreadsheet carries out."""
    return _MARK + text if _is_formula(text) else text


def unshielded(cell: str) -> str:
    """What was shielded, as it was; any other cell unchanged."""
    return cell[1:] if cell.startswith(_MARK) and _is_formula(cell) else cell


def _is_formula(text: str) -> bool:
    """Also behind blanks and behind marks, so that shielding twice can be taken back twice."""
    bare = text.lstrip(_MARK)
    return bare.startswith(_BEGINNINGS) or bare.lstrip().startswith(_BEGINNINGS)
