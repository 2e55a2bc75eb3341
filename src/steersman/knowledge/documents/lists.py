"""Items of lists as text that a person can follow: the number, and what belongs to it below."""

from __future__ import annotations

_ROMAN = (
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


def item(mark: str, text: str) -> str:
    """``text`` behind its mark; further lines are indented below it."""
    if not text.strip():
        return ""
    first, *rest = text.strip("\n").split("\n")
    pad = " " * (len(mark) + 1)
    return "\n".join([f"{mark} {first}", *(f"{pad}{line}" if line else "" for line in rest)])


def marker(number: int, style: str | None = None) -> str:
    """``3.``, or ``c.``, ``iii.`` where the list is lettered (``type`` of HTML's ``ol``)."""
    if style in {"a", "A"} and number > 0:
        text = _letters(number)
    elif style in {"i", "I"} and 0 < number < 400:
        text = _roman(number)
    else:
        return f"{number}."
    return f"{text.upper() if style in {'A', 'I'} else text}."


def _letters(number: int) -> str:
    text = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        while number >= value:
            text, number = text + letters, number - value
    return text
