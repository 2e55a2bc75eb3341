"""The question to ask about a sentence that is not understood.  Nothing here makes an order."""

from __future__ import annotations

from collections.abc import Sequence

from steersman.servicedesk.requests.doubts import Doubt, Unclear
from steersman.servicedesk.requests.grammar import TEMPLATES, WITHOUT_SYSTEM
from steersman.servicedesk.requests.systems import Vocabulary
from steersman.servicedesk.requests.template import (
    PERSON,
    SYSTEMS,
    Tokens,
    is_name,
    is_name_or_more,
)
from steersman.servicedesk.requests.tokenise import POSSESSIVE, Sentence, Token, spelt
from steersman.servicedesk.requests.words import (
    CONDITIONS,
    GRANTS,
    NEGATIONS,
    PRONOUNS,
    QUESTIONS,
    TIMES,
)

EXAMPLE = "“Remove John Doe's access to {system}”"
WHOLE = (Doubt.TWO_READINGS, Doubt.CONTRADICTION)  # every word was read, and still
POSSESSIVES = frozenset({"his", "her", "their", "my", "your", "our", "its"})


def explained(
    sentence: Sentence,
    bare: Sentence,
    negated: bool,
    readings: Sequence[Unclear],
    vocabulary: Vocabulary,
) -> Unclear:
    """``bare`` is the sentence without its opening; ``readings``: where only a system is amiss."""
    tokens = bare.tokens
    return (
        next((each for each in readings if each.doubt in WHOLE and not negated), None)
        or _time(sentence.tokens)
        or _negation(bare, negated)
        or _verb(bare)
        or _people(tokens, sentence)
        or _no_system(tokens, sentence, vocabulary)
        or next(iter(readings), None)
        or _nothing_fits(sentence, vocabulary)
    )


def _time(tokens: Tokens) -> Unclear | None:
    conditions = [token for token in tokens if token.word in CONDITIONS]
    if conditions:
        ask = "conditions are not taken: ask when it is to be done at once"
        return Unclear(ask, spelt(conditions), Doubt.CONDITION)
    times = [token for token in tokens if token.word in TIMES]
    if times:
        ask = "only “now” is offered: ask again when it is time, or leave the time out"
        return Unclear(ask, spelt(times), Doubt.TIME)
    return None


def _negation(bare: Sentence, negated: bool) -> Unclear | None:
    words = [token for token in bare.tokens if token.word in NEGATIONS]
    if len(words) + negated > 1:
        ask = "with two negations this can be read both ways: say it without"
        return Unclear(ask, bare.text, Doubt.DOUBLE_NEGATION)
    if words or negated:
        ask = "this says that something is not to be done, so nothing is done"
        return Unclear(ask, spelt(words) or bare.text, Doubt.NEGATED)
    return None


def _verb(bare: Sentence) -> Unclear | None:
    first = bare.tokens[0].word if bare.tokens else ""
    if first in GRANTS:
        ask = "access is only taken away here, not given: ask the service desk"
        return Unclear(ask, bare.tokens[0].text, Doubt.GRANT)
    if first in QUESTIONS:
        ask = "this is a question, and only requests are taken here"
        return Unclear(ask, bare.text, Doubt.QUESTION)
    return None


def _people(tokens: Tokens, sentence: Sentence) -> Unclear | None:
    """The sentence would fit, were it about one person by name."""
    spread = _spread(tokens)
    for template in TEMPLATES:
        for captured in template.readings(spread, is_name_or_more):
            people = captured[PERSON]
            if SYSTEMS in captured and POSSESSIVE in (t.word for t in captured[SYSTEMS]):
                continue
            if any(token.word in PRONOUNS | POSSESSIVES for token in people):
                ask = f"who is “{spelt(people)}”? Give the name, mail, login or number"
                return Unclear(ask, spelt(people), Doubt.PRONOUN)
            if not all(is_name(token) for token in people):
                ask = f"“{spelt(people)}”: one request for each person, please"
                return Unclear(ask, spelt(people), Doubt.PEOPLE)
    if sum(token.word == POSSESSIVE for token in tokens) > 1:
        ask = "one request for each person, please"
        return Unclear(ask, sentence.text, Doubt.PEOPLE)
    return None


def _spread(tokens: Tokens) -> tuple[Token, ...]:
    """With "his access" written as "his 's access", so that it fits where "John's" does."""
    mark = Token(POSSESSIVE, POSSESSIVE)
    pairs = ((token, mark) if token.word in POSSESSIVES else (token,) for token in tokens)
    return tuple(token for pair in pairs for token in pair)


def _no_system(tokens: Tokens, sentence: Sentence, vocabulary: Vocabulary) -> Unclear | None:
    if not any(list(each.readings(tokens, is_name)) for each in WITHOUT_SYSTEM):
        return None
    ask = f"access to what? Name systems ({vocabulary.known()}) or say “everything”"
    return Unclear(ask, sentence.text, Doubt.WHICH_SYSTEM)


def _nothing_fits(sentence: Sentence, vocabulary: Vocabulary) -> Unclear:
    example = EXAMPLE.format(system=next(iter(vocabulary.names), "Slack"))
    ask = f"“{sentence.text}” is not understood as a whole: write {example} and nothing else"
    return Unclear(ask, sentence.text, Doubt.NOT_UNDERSTOOD)
