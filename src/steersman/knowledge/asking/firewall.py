"""Questions about traffic between two places, answered from the rules of the firewalls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from steersman.domain.errors import Permanent
from steersman.knowledge.asking.answer import Answer, Citation, State, Table, unknown
from steersman.knowledge.asking.library import Configuration
from steersman.knowledge.asking.traffic import Asked
from steersman.knowledge.firewalls import (
    Between,
    Chain,
    Outcome,
    Rule,
    Ruleset,
    between,
    describe,
    passing,
    resolve,
    ways,
)
from steersman.knowledge.firewalls.addresses import ANYWHERE, V4, V6
from steersman.knowledge.firewalls.model import Unread
from steersman.knowledge.firewalls.regions import Region
from steersman.knowledge.firewalls.spans import Spans

Zones = Mapping[str, Sequence[str]]  # the name of a network → its addresses
Unplaced = tuple[Configuration, str]  # a firewall, and the place that it does not know
Answering = tuple[Configuration, Between]
SHOWN = 40  # rules and parts of traffic
NAMED = 5  # parts of traffic in a sentence
DOUBTS = 3
_TRANSLATING = re.compile(r"\b(?:dnat|redirect|netmap|tproxy)\b", re.IGNORECASE)


def ask_firewalls(
    asked: Asked, configurations: Iterable[Configuration], zones: Zones
) -> Answer | None:
    """What every firewall that knows both places does with new connections between them.

    None: nobody knows the places, and the question may not be about traffic at all.
    """
    every, unplaced = list[_Told](), list[Unplaced]()
    try:
        parts = asked.parts
    except ValueError as error:
        return unknown(f"This cannot be told: {error}.", query=str(asked))
    if asked.strange:
        text = f"I do not know what “{asked.strange}” means here, so I did not guess."
        return unknown(text, query=str(asked))
    for each in configurations:
        source = resolve(each.rules, asked.source, zones)
        destination = resolve(each.rules, asked.destination, zones)
        if source is None or destination is None:
            unplaced.append((each, asked.source if source is None else asked.destination))
            continue
        try:
            every.append(_asked_of(each, source, destination, parts))
        except Permanent as error:
            return unknown(f"{each.title}: {error}.", query=str(asked))
    speaking = _speaking(every)
    if not speaking:
        return _not_placed(asked, unplaced) if asked.surely else None
    others = [each for each in every if each not in speaking]
    return _told(asked, speaking, unplaced, others)


def _asked_of(
    configuration: Configuration, source: Spans, destination: Spans, parts: Sequence[Region]
) -> _Told:
    """What one firewall does; by the interfaces, where it tells which networks are at them."""
    rules = configuration.rules
    arrives, leaves = ways(rules, source, destination)
    told = between(rules, source, destination, arrives=arrives, leaves=leaves)
    if told.why_not:
        answers = list(_by_list(configuration, source, destination, parts, told))
    else:
        answers = [(configuration, _about(parts, told))]
    moved = tuple(_translations(configuration, source, destination, parts))
    places = source | destination
    known = any(
        _narrow(named) and bool(named & places)
        for rule in rules.rules
        for named in (rule.sources, rule.destinations)
    )
    return _Told(tuple(answers), moved, known)


@dataclass(frozen=True, slots=True)
class _Told:
    """What one firewall says; of several access lists what each of them does."""

    answers: tuple[Answering, ...]
    moved: tuple[str, ...]
    knows_a_place: bool  # some rule names addresses of the source or of the destination

    @property
    def by_name(self) -> bool:
        """Whether a rule speaks of these very places, or a line may that was not understood."""
        return bool(self.moved) or any(
            any(_is_narrow(concern.rule) for concern in told.concerns)
            or any(not configuration.rules.weighed(each) for each in told.unread)
            for configuration, told in self.answers
        )

    @property
    def lets_all(self) -> bool:
        return all(
            told.allowed and not (told.denied or told.unclear or told.why_not)
            for _, told in self.answers
        )


def _is_narrow(rule: Rule) -> bool:
    """Whether it names addresses; a rule about everything says nothing of where traffic goes."""
    return _narrow(rule.sources) or _narrow(rule.destinations)


def _narrow(addresses: Spans) -> bool:
    return addresses not in (V4, V6, ANYWHERE)


def _speaking(every: Sequence[_Told]) -> Sequence[_Told]:
    """The firewalls that know the places by their rules; else all of them that decide at all."""
    if by_name := [each for each in every if each.by_name]:
        return by_name
    return [
        each
        for each in every
        if each.knows_a_place or any(told.concerns for _, told in each.answers)
    ]


def _translations(
    configuration: Configuration, source: Spans, destination: Spans, parts: Sequence[Region]
) -> Iterator[str]:
    """Rules that change the destination of this traffic before it is judged."""
    asked = [Region(source, destination).within(part) for part in parts]
    for rule in configuration.rules.rules:
        matches = [Region.of(match) for match in rule.alternatives]
        concerned = any(not one.within(part).empty for one in matches for part in asked)
        if concerned and _TRANSLATING.search(rule.raw):
            yield (
                f"line {rule.line} of {configuration.title} may change the destination"
                f" ({rule.raw}): ask about the address behind it too"
            )


def _by_list(
    configuration: Configuration,
    source: Spans,
    destination: Spans,
    parts: Sequence[Region],
    told: Between,
) -> Iterator[Answering]:
    """Several access lists, and nothing says which is at work: what each of them does."""
    yield configuration, told
    rules = configuration.rules
    for each in passing(rules):
        by_it = between(rules, source, destination, entry=each.name)
        one = replace(configuration, title=f"{configuration.title}, {each.name}{_at(rules, each)}")
        yield one, _about(parts, replace(by_it, unread=()))


def _at(rules: Ruleset, chain: Chain) -> str:
    bound = [
        f"{each.direction} on {each.interface}"
        for each in rules.bindings
        if each.chain == chain.name
    ]
    return f" ({', '.join(bound)})" if bound else ""


def _about(parts: Sequence[Region], told: Between) -> Between:
    """Only what concerns the services that were asked about."""

    def cut(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
        regions = ((each, each.region.within(part)) for each in outcomes for part in parts)
        return tuple(replace(each, region=region) for each, region in regions if not region.empty)

    concerns = tuple(
        each
        for each in told.concerns
        if any(
            not Region.of(match).within(part).empty
            for match in each.rule.alternatives
            for part in parts
        )
    )
    return replace(
        told,
        concerns=concerns,
        allowed=cut(told.allowed),
        denied=cut(told.denied),
        unclear=cut(told.unclear),
    )


def _not_placed(asked: Asked, unplaced: Sequence[Unplaced]) -> Answer:
    if not unplaced:
        return unknown(
            "No firewall configuration that you may read speaks of this traffic.", query=str(asked)
        )
    names = ", ".join(f"“{name}”" for name in dict.fromkeys(name for _, name in unplaced))
    return unknown(
        f"I do not know which addresses {names} has, so I did not guess.",
        "Add a subnet of this name to the record, or ask with addresses such as 10.1.0.0/24.",
        query=str(asked),
    )


def _told(
    asked: Asked,
    speaking: Sequence[_Told],
    unplaced: Sequence[Unplaced],
    others: Sequence[_Told],
) -> Answer:
    """What the firewalls say that know both places; those that do not are named."""
    answers = [answer for each in speaking for answer in each.answers]
    moved = [each for told in speaking for each in told.moved]
    rows = [row for each in answers for row in _rows(*each)]
    doubts = [*moved, *(doubt for each in answers for doubt in _doubts(*each))]
    sure = not unplaced and not doubts and all(each.lets_all for each in others)
    word = _yes_or_no(asked, answers) if sure else ""
    unsure = f"This cannot be told for sure: {'; '.join(doubts[:DOUBTS])}. " if doubts else ""
    told_by = [each for each in answers if not each[1].why_not]
    so_far = "As far as the rules are understood: " if unsure else ""
    return Answer(
        State.UNKNOWN if doubts else State.ANSWERED,
        unsure + so_far + word + " ".join(_sentence(*each) for each in told_by),
        citations=tuple(
            Citation("document", each.document, each.title, each.as_of) for each, _ in answers
        ),
        query=str(asked),
        table=Table(("firewall", "chain", "rule", "does", "what"), rows[:SHOWN], len(rows)),
        notes=(*_open(answers, unplaced), *_general(others), *_elsewhere(answers)),
    )


def _yes_or_no(asked: Asked, answers: Sequence[Answering]) -> str:
    """One word first where a single firewall decides about a single service."""
    (_, told), *others = answers
    plain = asked.services and asked.yes_or_no and not others
    if not plain or told.unclear or not (told.allowed or told.denied):
        return ""
    if told.allowed and told.denied:
        return "In part: "
    return "Yes: " if bool(told.allowed) is not asked.denied else "No: "


def _doubts(configuration: Configuration, told: Between) -> Iterator[str]:
    """Why nothing is sure: a line that was not understood, or what the rules do not tell."""
    if told.why_not:
        yield f"{configuration.title}: {told.why_not}"
    unread = [each for each in told.unread if not configuration.rules.weighed(each)]
    if unread:
        lines = [_line(each) for each in unread]
        more = len(lines) - DOUBTS
        rest = f" and {more} more" if more > 0 else ""
        were = "was" if len(lines) == 1 else "were"
        named = "; ".join(lines[:DOUBTS])
        yield f"{named}{rest} of {configuration.title} {were} not understood"
    for outcome in told.unclear[:DOUBTS]:
        rules = dict.fromkeys(rule for _, rule in outcome.region.perhaps if rule is not None)
        by = ", ".join(f"line {rule.line} ({rule.raw})" for rule in rules) or _by(outcome)
        yield (
            f"for {describe(outcome.region)} it depends on what {configuration.title} does not"
            f" tell, by {by}"
        )


def _line(unread: Unread) -> str:
    return f"line {unread.line} (“{unread.text.strip()[:80]}”)"


def _by(outcome: Outcome) -> str:
    """What decides: a line, or what happens where no rule applies."""
    if outcome.rule is not None:
        return f"line {outcome.rule.line}"
    return f"the policy of {outcome.chain}" if outcome.chain else "no rule"


def _sentence(configuration: Configuration, told: Between) -> str:
    if _by_policy(told):
        by = " and ".join(dict.fromkeys(map(_by, told.denied)))
        why = f"no rule lets it through, and {by} stops it"
        return f"{configuration.title} allows nothing of it: {why}."
    if not told.allowed:
        by = ", ".join(dict.fromkeys(map(_by, told.denied[:NAMED])))
        verb = "may be allowed, but that is unclear" if told.unclear else "is allowed"
        why = f" ({by})" if by and not told.unclear else ""
        return f"{configuration.title}: {'something' if told.unclear else 'nothing'} {verb}{why}."
    allowed = "; ".join(f"{describe(each.region)} ({_by(each)})" for each in told.allowed[:NAMED])
    more = f" and {len(told.allowed) - NAMED} more" if len(told.allowed) > NAMED else ""
    rest = "; the rest is not" if told.denied else ""
    return f"{configuration.title} allows {allowed}{more}{rest}."


def _by_policy(told: Between) -> bool:
    """Whether it is stopped only because no rule lets it through."""
    decided = told.denied and not (told.allowed or told.unclear)
    return bool(decided) and all(each.rule is None and each.chain for each in told.denied)


def _rows(configuration: Configuration, told: Between) -> Iterator[list[str | bool | float | None]]:
    """The rules in the order in which they are asked, and what falls to the policy."""
    title = configuration.title
    for concern in told.concerns:
        rule = concern.rule
        what = f"{rule.raw} (never reached for this traffic)" if concern.shadowed else rule.raw
        yield [title, rule.chain, f"line {rule.line}", rule.action.value, what]
    for outcome in (*told.denied, *told.allowed):
        if outcome.rule is None:
            yield [title, outcome.chain, "policy", outcome.action.value, describe(outcome.region)]


def _general(others: Sequence[_Told]) -> Iterator[str]:
    """Firewalls without a rule of their own for these places, which would stop this traffic."""
    stopping = [each.answers[0][0].title for each in others if not each.lets_all]
    if stopping:
        yield (
            "No rule about these places: "
            f"{', '.join(stopping)}. Where this traffic passes one of them too, its general rules "
            "and policy decide."
        )


def _elsewhere(answers: Sequence[Answering]) -> Iterator[str]:
    """What stops everything stops this only where it comes by."""
    if stopping := [each.title for each, told in answers if _by_policy(told)]:
        yield (
            f"{' and '.join(stopping)} does not tell whether it stands between the two: traffic "
            "that takes another way is not judged by it."
        )


def _open(answers: Sequence[Answering], unplaced: Sequence[Unplaced]) -> Iterator[str]:
    for configuration, told in answers:
        for each in told.unread:
            if configuration.rules.weighed(each):
                what = f"{configuration.title}, {_line(each)}: {each.why}"
                yield f"{what}. This was taken into account."
    for configuration, name in unplaced:
        yield f"{configuration.title} does not say which addresses “{name}” has: not looked at."
