"""What looks like a secret in a text: such a text is sent to no language model."""

from __future__ import annotations

import math
import re
from collections import Counter

_KNOWN = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"
    r"|\b(?:smn|ghp|gho|ghs|glpat|xox[abprs]|sk|pk|rk)[-_][\w-]{16,}"
    r"|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*"
    r"|\b[a-z][a-z0-9+.-]*://[^\s/:@]+:[^\s/@]+@"
    r"|\b(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_ -]?key|community)\b"
    r"\s*(?:is\b|[:=])\s*\S{4,}"
    r"|\bAuthorization\s*:\s*\S+"
    r"|\$(?:1|2[aby]|5|6|y|argon2\w*)\$\S{10,}",
    re.IGNORECASE,
)
_LONG = re.compile(r"[A-Za-z0-9+/_=-]{24,}")
BITS = 4.0  # of entropy per letter; words and names have less


def holds_secret(text: str) -> bool:
    """Whether something in the text looks like a key, a password or a token."""
    return bool(_KNOWN.search(text)) or any(_random(each) for each in _LONG.findall(text))


def _random(word: str) -> bool:
    mixed = any(c.isdigit() for c in word) and any(c.isalpha() for c in word)
    return mixed and _entropy(word) > BITS


def _entropy(word: str) -> float:
    shares = [count / len(word) for count in Counter(word).values()]
    return -sum(share * math.log2(share) for share in shares)
