"""Questions about diagrams: what is joined to what, over what, through what, and within what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

_THE = r"(?:the\s+|our\s+|an?\s+)?"
_BEHIND = re.compile(
    r"\s*,?\s*\(?(?:according to|as (?:shown|drawn) (?:in|on)|in|on|from)\s+(?:the|our|a)\s+"
    r"[\w\s-]{0,40}?(?:diagrams?|drawings?|maps?)\)?\s*$",
    re.IGNORECASE,
)
_DRAWN = re.compile(r"\b(diagrams?|drawings?|drawn|network map)\b", re.IGNORECASE)
_JOINED = r"(?:connected|linked|joined|wired|attached|cabled)"
_FORMS = (
    rf"what\s+(?:is|are)\s+{_THE}(?P<one>.+?)\s+{_JOINED}\s+(?:to|with)",
    rf"what\s+(?:is|are)\s+{_JOINED}\s+(?:to|with)\s+{_THE}(?P<one>.+)",
    rf"(?:which|what)\s+[\w\s-]{{1,40}}?\s+(?:is|are)\s+{_JOINED}\s+(?:to|with)\s+{_THE}(?P<one>.+)",
    rf"what\s+(?:does|do)\s+{_THE}(?P<one>.+?)\s+(?:connect|link|talk|speak|send)\s*(?:to|with)?",
    rf"what\s+(?:connects|links|talks|speaks)\s+(?:to|with)\s+{_THE}(?P<one>.+)",
    rf"(?:is|are)\s+{_THE}(?P<one>.+?)\s+(?:directly\s+)?{_JOINED}\s+(?:to|with)\s+{_THE}(?P<two>.+)",
    rf"(?:does|do)\s+{_THE}(?P<one>.+?)\s+(?:connect|link|talk|speak)\s+(?:to|with)\s+{_THE}(?P<two>.+)",
    rf"(?:neighbou?rs|connections|links)\s+of\s+{_THE}(?P<one>.+)",
)
_LINK_VERB = r"(?:connect|link|talk|speak|send|get|attach|communicate)"
_ABOUT_LINE = (
    r"(?:ports?|protocols?|cables?|link|links|bandwidth|speed|vlans?|interface|label|line)"
)
_MORE = (
    (
        "over",
        rf"(?:which|what)\s+(?:[\w-]+\s+)?{_ABOUT_LINE}\s+(?:is|are|does|do)\s+{_THE}(?P<one>.+?)\s+use\s+"
        rf"(?:to|when)\s+(?:{_LINK_VERB}(?:ing)?\s+(?:to|with)|reach|access|call)\s+{_THE}(?P<two>.+)",
    ),
    (
        "over",
        rf"(?:which|what)(?:\s+is|\s+are)?(?:\s+the)?\s+(?:[\w-]+\s+)?{_ABOUT_LINE}\s+"
        rf"(?:(?:is|are)\s+)?(?:used\s+|there\s+)?(?:between|connects?|links?|joins?)\s+{_THE}"
        rf"(?P<one>.+?)\s+(?:and|to|with)\s+{_THE}(?P<two>.+)",
    ),
    (
        "over",
        rf"how\s+(?:is|are|does|do)\s+{_THE}(?P<one>(?!i\b|we\b|you\b).+?)\s+(?:{_JOINED}|{_LINK_VERB})\s+"
        rf"(?:to|with)\s+{_THE}(?P<two>.+)",
    ),
    (
        "over",
        rf"how\s+(?:is|are|does|do)\s+{_THE}(?P<one>(?!i\b|we\b|you\b).+?)\s+reach\s+{_THE}(?P<two>.+)",
    ),
    (
        "through",
        rf"(?:what|which\s+[\w-]+)(?:'s|\s+(?:is|are|sits|lies|stands))\s+(?:there\s+)?(?:in\s+)?"
        rf"between\s+{_THE}(?P<one>.+?)\s+and\s+{_THE}(?P<two>.+)",
    ),
    (
        "through",
        rf"(?:what\s+is\s+the\s+)?(?:path|route|way)\s+(?:from|between)\s+{_THE}(?P<one>.+?)\s+"
        rf"(?:to|and)\s+{_THE}(?P<two>.+)",
    ),
    (
        "through",
        rf"how\s+(?:do|does|can|could)\s+(?:\w+\s+)?(?:get|go|come|travel|flow)\s+from\s+{_THE}"
        rf"(?P<one>.+?)\s+to\s+{_THE}(?P<two>.+)",
    ),
    (
        "within",
        rf"(?:what|which\s+[\w-]+)(?:'s|\s+(?:is|are|sits?|stands?|lives?|runs?))\s+(?:in|inside|within)\s+"
        rf"{_THE}(?P<one>.+)",
    ),
    (
        "around",
        rf"(?:which|what)\s+(?:zone|network|group|segment|tier|cluster|subnet|site|area|layer)\s+"
        rf"(?:is|does)\s+{_THE}(?P<one>.+?)\s+(?:in|belong\s+to|part\s+of|stand\s+in)",
    ),
    (
        "line",
        rf"(?:which|what)\s+(?:[\w-]+\s+){{0,2}}?{_ABOUT_LINE}\s+(?:is|are)\s+{_THE}(?P<one>.+?)\s+"
        rf"(?:on|at|plugged\s+into|{_JOINED}\s+(?:to|with))",
    ),
)


class Wants(Enum):
    JOINED = "joined"  # everything at the other ends; or whether two are joined
    OVER = "over"  # what is written on the lines between two
    THROUGH = "through"  # what stands between two
    WITHIN = "within"  # what stands in a group
    AROUND = "around"  # the group that something stands in
    LINE = "line"  # what is written on the lines of one


_QUESTIONS = [
    *((Wants.JOINED, re.compile(rf"^\s*{form}\s*$", re.IGNORECASE)) for form in _FORMS),
    *((Wants(wants), re.compile(rf"^\s*{form}\s*$", re.IGNORECASE)) for wants, form in _MORE),
]
_PORT = re.compile(r"\bports?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Joined:
    """What is asked of ``one``, and of ``two`` where the question names another end."""

    one: str
    two: str = ""
    of_diagrams: bool = False  # the question names a diagram itself
    wants: Wants = Wants.JOINED
    number: bool = False  # a port, so that a line without a number does not say it


def about_joined(question: str) -> Joined | None:
    """The things that a question wants the lines of; None: it asks something else."""
    asked = question.strip().rstrip("?!. ")
    plain = _BEHIND.sub("", asked)
    for wants, form in _QUESTIONS:
        if found := form.match(plain):
            names = {name: _name(value or "") for name, value in found.groupdict().items()}
            if names["one"]:
                port = wants in (Wants.OVER, Wants.LINE) and bool(
                    _PORT.search(asked[: found.start("one")])
                )
                of_diagrams = bool(_DRAWN.search(asked))
                return Joined(**names, of_diagrams=of_diagrams, wants=wants, number=port)
    return None


def _name(said: str) -> str:
    return said.strip(" ,\"'“”")
