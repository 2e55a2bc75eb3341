"""Words of documents as they are asked for, and what in a document is not meant for people."""

from __future__ import annotations

import re
from collections.abc import Mapping

from steersman.knowledge.retrieval.words import terms

TO_A_MODEL = "A paragraph of this document that is aimed at a language model was left out."
_AIMED = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b[^.\n]{0,40}\b(?:previous|prior|above|earlier|all)\b"
    r"[^.\n]{0,30}\b(?:instructions?|prompts?|rules|context)\b"
    r"|\byou are (?:now|no longer)\b[^.\n]{0,40}\b(?:admin\w*|assistant|ai|model|root|developer)\b"
    r"|\bsystem prompt\b|\bas an ai\b|\bnote to (?:the )?(?:ai|assistant|llm|language model)\b"
    r"|\b(?:ai|llm|language model|assistant)s?\s+(?:reading|processing|summari[sz]ing) this\b"
    r"|<\|?(?:im_start|system|assistant)\|?>|\[/?INST\]",
    re.IGNORECASE,
)
_VERBS: Mapping[str, str] = {  # irregular forms to the form that a dictionary has
    **dict.fromkeys(("took", "taken"), "take"),
    **dict.fromkeys(("kept",), "keep"),
    **dict.fromkeys(("ran",), "run"),
    **dict.fromkeys(("held",), "hold"),
    **dict.fromkeys(("sent",), "send"),
    **dict.fromkeys(("wrote", "written"), "write"),
    **dict.fromkeys(("gave", "given"), "give"),
    **dict.fromkeys(("made",), "make"),
    **dict.fromkeys(("found",), "find"),
    **dict.fromkeys(("began", "begun"), "begin"),
    **dict.fromkeys(("broke", "broken"), "break"),
    **dict.fromkeys(("chose", "chosen"), "choose"),
    **dict.fromkeys(("lost",), "lose"),
    **dict.fromkeys(("left",), "leave"),
    **dict.fromkeys(("bought",), "buy"),
    **dict.fromkeys(("paid",), "pay"),
    **dict.fromkeys(("built",), "build"),
    **dict.fromkeys(("told",), "tell"),
    **dict.fromkeys(("stood",), "stand"),
    **dict.fromkeys(("grew", "grown"), "grow"),
    **dict.fromkeys(("froze", "frozen"), "freeze"),
    **dict.fromkeys(("hid", "hidden"), "hide"),
    **dict.fromkeys(("stolen", "stole"), "steal"),
}
_SHORT = 5  # letters: such short words are spelled the same everywhere
_SPELLED = (
    *(("iz", "is"), ("yz", "ys"), ("ll", "l"), ("center", "centr"), ("behavior", "behaviour")),
    *(("favorit", "favourit"), ("neighbor", "neighbour")),
)
_STEMS = {terms(form)[0]: terms(verb)[0] for form, verb in _VERBS.items()}


def plain_verb(term: str) -> str:
    """The stem of a verb for that of its irregular forms; of a word, its British spelling."""
    term = _STEMS.get(term, term)
    for american, british in _SPELLED:
        if len(term) > _SHORT and term.endswith(american):
            return term.removesuffix(american) + british
    return term


def for_people(text: str) -> tuple[str, bool]:
    """The text without paragraphs aimed at a language model, and whether there were any."""
    paragraphs = text.split("\n\n")
    kept = [each for each in paragraphs if not _AIMED.search(each)]
    return "\n\n".join(kept), len(kept) < len(paragraphs)
