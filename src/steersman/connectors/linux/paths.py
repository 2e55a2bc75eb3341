"""File names as text that a person can review and a plan can keep.

A name on Linux is any bytes but NUL and "/".  Control and format characters (a newline, a
right-to-left override) and bytes that are no UTF-8 are written ``%0A``, as in a URL, so that
no name can look like another on the approval page, and every name can be read back exactly.
"""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote_to_bytes

ESCAPED = "%⟨⟩"  # our own mark of an escape, and the marks of a placeholder


def path_text(path: bytes) -> str:
    return "".join(_shown(letter) for letter in path.decode(errors="surrogateescape"))


def path_bytes(text: str) -> bytes:
    return unquote_to_bytes(text)


def _shown(letter: str) -> str:
    if letter == " " or (letter not in ESCAPED and unicodedata.category(letter)[0] not in "CZ"):
        return letter
    return "".join(f"%{byte:02X}" for byte in letter.encode(errors="surrogateescape"))
