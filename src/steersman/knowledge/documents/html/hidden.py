"""Which elements of a page nobody sees: hidden by attribute, by style or by colour."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

_ZERO = r"0*\.?0+(?:px|pt|em|rem|%|vh|vw)?"
_FAR = r"-\s*\d{3,}(?:px|pt|em|rem|%|vw|vh)?"
_HIDING = re.compile(
    rf"""
      \bdisplay\s*:\s*none
    | \bvisibility\s*:\s*(?:hidden|collapse)
    | (?<![-\w])opacity\s*:\s*0*\.?0+\s*(?:;|!|$)
    | \bfont-size\s*:\s*{_ZERO}\s*(?:;|!|$)
    | \b(?:left|top|right|text-indent|margin-left)\s*:\s*{_FAR}
    | \bclip(?:-path)?\s*:\s*(?:rect\(\s*0|inset\(\s*(?:50|100)%|circle\(\s*0)
    | \btransform\s*:\s*scale\(\s*0\s*\)
    | (?<![-\w])color\s*:\s*transparent
    """,
    re.VERBOSE | re.IGNORECASE,
)
_EMPTY_BOX = re.compile(r"(?<![-\w])(?:max-)?(?:height|width)\s*:\s*0(?:px)?\s*(?:;|!|$)", re.I)
_CLIPPED = re.compile(r"\boverflow\s*:\s*hidden", re.I)
_COLOUR = re.compile(r"(?<![-\w])color\s*:\s*([^;!]+)", re.I)
_BACKGROUND = re.compile(r"\bbackground(?:-color|-image)?\s*:\s*([^;!]+)", re.I)
_WHITE = re.compile(
    r"""^\s*(?:white|snow|ivory|ghostwhite|whitesmoke|floralwhite|azure|mintcream
    |\#f[a-f0-9]f[a-f0-9]f[a-f0-9](?:[a-f0-9]{2})?|\#fff[a-f0-9]?
    |rgba?\(\s*25[0-5]\s*,?\s*25[0-5]\s*,?\s*25[0-5].*|rgba\(.*,\s*0?\.?0+\s*\)
    |hsla?\(.*,\s*(?:9[89]|100)%.*)\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,2000})\}")
_SIMPLE = re.compile(r"^(?:[a-z][a-z0-9]*)?([.#])([\w-]+)$", re.I)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_LONGEST_SHEET = 500_000


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """The page's own rules for one class or one id; what selects otherwise is not followed."""

    rules: Mapping[str, str]  # ".name" or "#name" to declarations

    @classmethod
    def of(cls, root: etree._Element) -> Stylesheet:
        text = "\n".join(style.text or "" for style in root.iter("style"))
        text = _COMMENT.sub("", text[:_LONGEST_SHEET])
        rules: dict[str, str] = {}
        for selectors, declarations in _RULE.findall(text):
            for selector in selectors.split(","):
                if found := _SIMPLE.match(selector.strip()):
                    key = found[1] + found[2]
                    rules[key] = f"{rules.get(key, '')};{declarations}"
        return cls(rules)

    def style_of(self, element: etree._Element) -> str:
        parts = [self.rules.get(f".{name}", "") for name in (element.get("class") or "").split()]
        parts.append(self.rules.get(f"#{element.get('id')}", ""))
        parts.append(element.get("style") or "")
        return ";".join(part for part in parts if part)


def is_hidden(element: etree._Element, sheet: Stylesheet) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = sheet.style_of(element)
    if style and (_HIDING.search(style) or (_EMPTY_BOX.search(style) and _CLIPPED.search(style))):
        return True
    return _is_white(_colour_of(element, style)) and not _on_a_colour(element, sheet)


def _colour_of(element: etree._Element, style: str) -> str:
    declared = _COLOUR.findall(style)
    return declared[-1] if declared else (element.get("color") or "")


def _is_white(colour: str) -> bool:
    return bool(colour) and _WHITE.match(colour) is not None


def _on_a_colour(element: etree._Element | None, sheet: Stylesheet) -> bool:
    """White text on a coloured ground is seen: the heads of tables, buttons, dark code."""
    while element is not None:
        ground = _BACKGROUND.findall(sheet.style_of(element))
        colour = ground[-1] if ground else (element.get("bgcolor") or "")
        if colour and not colour.strip().lower().startswith(("none", "transparent", "inherit")):
            return not _is_white(colour)
        element = element.getparent()
    return False
