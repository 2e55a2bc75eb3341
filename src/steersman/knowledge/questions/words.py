"""A question cut into words, each with the plain form that a dictionary would have it under."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST = 500  # characters of a question; what is longer is a document
_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"\n]{1,120})"
    | “(?P<curly>[^”\n]{1,120})”
    | (?P<thousands>\d{1,3}(?:,\d{3})+(?![\d,]))
    | (?P<word>[^\W_]+(?:[.\-_/:@+&~][^\W_]+)*[+#]{0,2})
    | (?P<mark>[,;()]|<=|>=|<|>|=)
    """,
    re.VERBOSE,
)
_CONTRACTED = {
    "isn't": "is not",
    "aren't": "are not",
    "wasn't": "was not",
    "weren't": "were not",
    "doesn't": "does not",
    "don't": "do not",
    "didn't": "did not",
    "hasn't": "has not",
    "haven't": "have not",
    "can't": "can not",
    "cannot": "can not",
    "what's": "what is",
    "who's": "who is",
    "where's": "where is",
    "when's": "when is",
    "how's": "how is",
    "that's": "that is",
    "there's": "there is",
    "it's": "it is",
    "i'd": "i would",
    "we'd": "we would",
    "i'm": "i am",
    "we're": "we are",
    "they're": "they are",
    "we've": "we have",
    "i've": "i have",
    "won't": "will not",
    "wouldn't": "would not",
}
# In a hurry the sign is left out; not where that makes another word: "its", "were", "well".
_CONTRACTED |= {
    short.replace("'", ""): long
    for short, long in _CONTRACTED.items()
    if short not in ("it's", "we're", "i'd", "we'd", "won't")
}
_CONTRACTED |= {
    **dict.fromkeys(("wich", "whcih", "wihch", "whihc"), "which"),
    **dict.fromkeys(("waht", "hwat", "wat"), "what"),
    **dict.fromkeys(("teh", "hte"), "the"),
    **dict.fromkeys(("hwo", "woh"), "who"),
}
# Signs that stand for a word, each with blanks or an end around it.
_SIGNS = (
    (re.compile(r"(?<!\S)w/o(?!\S)", re.IGNORECASE), "without"),
    (re.compile(r"(?<!\S)w/(?=\s|\w)", re.IGNORECASE), "with "),
    (re.compile(r"(?<!\S)[&+](?!\S)"), "and"),
    (re.compile(r"(?<!\S)vs\.?(?!\S)", re.IGNORECASE), "versus"),
)
_IRREGULAR = {
    "people": "person",
    "persons": "person",
    "staff": "person",
    "boxes": "box",
    "switches": "switch",
    "patches": "patch",
    "addresses": "address",
    "processes": "process",
    "databases": "database",
    "licences": "licence",
    "licenses": "licence",
    "license": "licence",
    "warranties": "warranty",
    "policies": "policy",
    "certs": "certificate",
    "leaves": "leave",
    "leavers": "leaver",
}
_AS_THEY_ARE = frozenset(
    (
        *("is", "was", "has", "does", "this", "us", "its", "always", "less"),
        *(
            "dns",
            "os",
            "aws",
            "gas",
            "bus",
            "tls",
            "kubernetes",
            "windows",
            "status",
            "process",
            "business",
            "analysis",
        ),
        *("address", "access"),
    )
)


@dataclass(frozen=True, slots=True)
class Word:
    """``key`` in lower case, ``plain`` its singular.  ``quoted``: said to be a name."""

    text: str
    key: str
    plain: str
    quoted: bool = False


def words_of(question: str) -> tuple[Word, ...]:
    kept = question.replace("’", "'")
    for short, long in _CONTRACTED.items():
        kept = re.sub(rf"\b{short}\b", long, kept, flags=re.IGNORECASE)
    for sign, word in _SIGNS:
        kept = sign.sub(word, kept)
    kept = re.sub(r"\bnon-(?=\w)", "non ", kept, flags=re.IGNORECASE)
    kept = re.sub(r"\bex-(?=\w)", "former ", kept, flags=re.IGNORECASE)
    kept = re.sub(r"(?<=\w)'s?\b(?=\s|[?.,!]|$)", "", kept)  # whose it is follows from the order
    return tuple(_word(match) for match in _TOKEN.finditer(kept))


def singular(key: str) -> str:
    if key in _IRREGULAR:
        return _IRREGULAR[key]
    if key in _AS_THEY_ARE or len(key) < 3 or not key.endswith("s") or key.endswith("ss"):
        return key
    if key.endswith("ies"):
        return key[:-3] + "y"
    if re.search(r"(ch|sh|x|ss)es$", key):
        return key[:-2]
    return key[:-1]


def joined(words: Sequence[Word] | str) -> str:
    """Letters and digits only: "Order Gateway", order-gateway and order_gateway are one name."""
    text = words if isinstance(words, str) else "".join(word.key for word in words)
    return "".join(each for each in text.casefold() if each.isalnum())


def _word(match: re.Match[str]) -> Word:
    quoted = match["quoted"] or match["curly"]
    text = quoted or match.group().replace(",", "" if match["thousands"] else ",")
    key = text.casefold()
    return Word(text, key, singular(key), bool(quoted))
