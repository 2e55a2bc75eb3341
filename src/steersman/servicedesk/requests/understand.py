"""What a text asks for: one order about one person, or a question to its writer.

The whole text must be one sentence of ``grammar`` with courtesies around it.  Nothing is passed
over, so an instruction hidden behind the request makes the whole of it unclear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from steersman.servicedesk.requests.doubts import Doubt, Unclear
from steersman.servicedesk.requests.explain import explained
from steersman.servicedesk.requests.grammar import TEMPLATES
from steersman.servicedesk.requests.systems import (
    Chosen,
    Vocabulary,
    read_exceptions,
    read_systems,
)
from steersman.servicedesk.requests.template import (
    LEAVE,
    PERSON,
    SYSTEMS,
    Template,
    Tokens,
    is_name,
    starts,
)
from steersman.servicedesk.requests.tokenise import LONGEST, Sentence, sentences, spelt, strange
from steersman.servicedesk.requests.words import ASKING, COURTESY, NOT

_QUOTES = re.compile(r"^\s*>|[\"“”«»„`:]|^-{2,}|\bforwarded\b|\bwrote\b|\bsaid\b", re.M | re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """One request.  It is an order unless it is ``negated``: then nothing is to be done."""

    intent: str  # "remove_access" or "leave"
    person_words: str  # as they were written
    systems: tuple[str, ...] = ()  # names of declared systems
    except_systems: tuple[str, ...] = ()  # those to keep
    everything: bool = False  # every system but ``except_systems``
    when: str = "now"  # nothing else is offered
    negated: bool = False


def understand(text: str, vocabulary: Vocabulary) -> Understood | Unclear:
    """Read ``text``.  The same text and the same systems always give the same answer."""
    unreadable = _unreadable(text)
    if unreadable is not None:
        return unreadable
    found = [bare for each in sentences(text) if (bare := _without_courtesy(each)).tokens]
    if not found:
        return Unclear("What is to be done?", text.strip(), Doubt.EMPTY)
    if len(found) > 1:
        more = found[1].text
        ask = f"one request at a time, please: what about “{more}”?"
        return Unclear(ask, more, Doubt.SEVERAL_REQUESTS)
    return _of_sentence(found[0], vocabulary)


def _unreadable(text: str) -> Unclear | None:
    if len(text) > LONGEST:
        ask = f"this is longer than {LONGEST} characters: one short sentence, please"
        return Unclear(ask, text[:80], Doubt.TOO_LONG)
    odd = strange(text)
    if odd:
        ask = f"characters that could hide something: {', '.join(odd)}; type the text anew"
        return Unclear(ask, odd[0], Doubt.CHARACTERS)
    quoted = _QUOTES.search(text)
    if quoted:
        ask = "this looks like somebody else's words: ask in your own, without quotes"
        return Unclear(ask, quoted.group().strip(), Doubt.QUOTED)
    return None


def _of_sentence(sentence: Sentence, vocabulary: Vocabulary) -> Understood | Unclear:
    asked, bare = _without(sentence, ASKING)
    negated, bare = _without(bare, NOT)
    if sentence.asks and not asked:
        ask = "this is a question, and only requests are taken here: “Remove X's access to Y”"
        return Unclear(ask, sentence.text, Doubt.QUESTION)
    readings = set(_readings(bare.tokens, vocabulary))
    understood = [each for each in readings if isinstance(each, Understood)]
    if len(understood) == 1 and not (negated and understood[0].negated):
        return replace(understood[0], negated=negated or understood[0].negated)
    if len(understood) > 1:
        return _several(understood, sentence)
    unclear = sorted((e for e in readings if isinstance(e, Unclear)), key=lambda e: len(e.span))
    return explained(sentence, bare, negated, unclear, vocabulary)


def _readings(tokens: Tokens, vocabulary: Vocabulary) -> Iterator[Understood | Unclear]:
    for template in TEMPLATES:
        for captured in template.readings(tokens, is_name):
            words = spelt(captured[PERSON])
            if SYSTEMS not in captured:
                yield _plain(template, words)
                continue
            read = read_exceptions if template.everything else read_systems
            chosen = read(captured[SYSTEMS], vocabulary)
            yield chosen if isinstance(chosen, Unclear) else _with(template, words, chosen)


def _plain(template: Template, words: str) -> Understood:
    everything = template.everything and template.intent != LEAVE
    return Understood(
        intent=template.intent,
        person_words=words,
        everything=everything,
        negated=template.negated,
    )


def _with(template: Template, words: str, chosen: Chosen) -> Understood:
    return Understood(
        intent=template.intent,
        person_words=words,
        systems=chosen.names,
        except_systems=chosen.kept,
        everything=chosen.everything,
        negated=template.negated,
    )


def _several(understood: list[Understood], sentence: Sentence) -> Unclear:
    people = " or ".join(sorted({f"“{each.person_words}”" for each in understood}))
    ask = f"this can be read in more than one way (is it about {people}?): say it otherwise"
    return Unclear(ask, sentence.text, Doubt.TWO_READINGS)


def _without_courtesy(sentence: Sentence) -> Sentence:
    tokens = sentence.tokens
    while length := starts(tokens, 0, COURTESY):
        tokens = tokens[length:]
    while length := _ends(tokens):
        tokens = tokens[:-length]
    return replace(sentence, tokens=tokens)


def _ends(tokens: Tokens) -> int:
    """How many tokens of the longest courtesy stand at the end."""
    words = tuple(token.word for token in tokens)
    ending = (len(phrase) for phrase in COURTESY if words[-len(phrase) :] == phrase)
    return max(ending, default=0)


def _without(sentence: Sentence, phrases: frozenset[tuple[str, ...]]) -> tuple[bool, Sentence]:
    """Whether the sentence begins with one of them, and the rest of it."""
    length = starts(sentence.tokens, 0, phrases)
    rest = replace(sentence, tokens=sentence.tokens[length:])
    return bool(length), _without_courtesy(rest) if length else rest
