"""What of a text is searched for: stems of its words, and names, paths, flags and codes whole.

English is taken apart with the Snowball stemmer (Porter 2, https://snowballstem.org), so that
"mounting drives" finds "mount a drive".  ``/etc/fstab``, ``--dry-run``, ``ORA-12154``, ``3.0.13``
and ``systemd-resolved`` are kept as they stand and by their parts; ``OutOfMemoryError`` by its
words too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

LONGEST = 64  # characters of one term: what is longer is data, not a word
KNOWN_WORDS = 200_000  # whose stems are remembered

# Words of asking, which an answer does not repeat.  Articles and prepositions are rare enough in
# commands and their descriptions to tell them apart; everywhere else their weight is next to none.
UNSAID = frozenset(
    (
        *("what", "which", "who", "whom", "whose", "when", "where", "why", "how"),
        *("i", "you", "he", "she", "we", "they", "me", "my", "your", "our", "us"),
        *("do", "does", "did", "doing", "done", "can", "could", "will", "would", "shall", "should"),
        *("may", "might", "must", "am", "im", "ive", "i'm", "i've", "i'd", "it's", "that's"),
        *("what's", "don't", "doesn't", "didn't", "can't", "isn't", "won't"),
    )
)
_TOKEN = re.compile(r"[^\W_]+(?:['’._\-/:@+\\][^\W_]+)*", re.UNICODE)
_JOINT = re.compile(r"['’._\-/:@+\\]")
_IS_NAME = re.compile(r"[0-9._/:@+\\]")  # a compound that is more than its words
_HUMP = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_STEMMER = snowballstemmer.stemmer("english")


def terms(text: str) -> list[str]:
    """The terms of ``text`` in their order; a compound is followed by its parts."""
    return [term for token in _TOKEN.findall(plain(text)) for term in _of(token)]


def plain(text: str) -> str:
    """One spelling for what looks alike: ligatures, full-width letters, curly apostrophes."""
    return unicodedata.normalize("NFKC", text).replace("’", "'")


def _of(token: str) -> Iterator[str]:
    lowered = token.lower()
    if lowered in UNSAID or len(token) > 8 * LONGEST:
        return
    parts = _JOINT.split(token)
    if len(parts) > 1 and len(lowered) <= LONGEST and _IS_NAME.search(lowered):
        yield lowered
    for part in parts:
        yield from _of_word(part)


def _of_word(word: str) -> Iterator[str]:
    lowered = word.lower()
    if lowered in UNSAID or len(lowered) > LONGEST or (len(lowered) == 1 and lowered == "s"):
        return
    yield stem(lowered)
    if lowered != word and word != word.upper():
        humps = _HUMP.findall(word)
        if len(humps) > 1:
            yield from (stem(hump.lower()) for hump in humps if len(hump) > 1)


@lru_cache(maxsize=KNOWN_WORDS)
def stem(word: str) -> str:
    return str(_STEMMER.stemWord(word))
