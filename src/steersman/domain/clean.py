"""Characters that nobody sees: taken out, so that what is read is what is shown."""

from __future__ import annotations

import re

# Bidi controls make text read otherwise than it is stored ("Trojan Source", CVE-2021-42574);
# zero-width characters and tags (Unicode block E0000) hide words from people, not from programs.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\ufff9-\ufffc\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_CONTROL = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_NEWLINE = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_HIDDEN_TAGS = re.compile("[\U000e0020-\U000e007e]{4,}")


def clean(text: str) -> str:
    """The text without characters that nobody sees, with plain spaces and line ends."""
    text = _NEWLINE.sub("\n", text)
    text = _SPACE.sub(" ", text)
    return _CONTROL.sub("", _UNSEEN.sub("", text))


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def smuggles(text: str) -> bool:
    """Whether words stand in it that only a program could read (Unicode tag characters)."""
    return _HIDDEN_TAGS.search(text) is not None
