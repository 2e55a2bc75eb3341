"""What is said about a noun behind it: "in London that run OpenSSL and have no owner"."""

from __future__ import annotations

from steersman.knowledge.queries.model import (
    All,
    Condition,
    Has,
    IsA,
    Known,
    Not,
    Reaches,
    Some,
    Way,
    both,
    negated,
)
from steersman.knowledge.questions.attributes import Attributes
from steersman.knowledge.questions.comparators import dates
from steersman.knowledge.questions.idioms import AHEAD, DATE_VERBS, idioms
from steersman.knowledge.questions.phrase import CI, Conditions, Noun, field_of, joint
from steersman.knowledge.questions.said import (
    BE,
    DIRECT_OR_NOT,
    DO,
    FILLERS,
    HAVE,
    NEEDS,
    NOBODY,
    NOT,
    NOTHING_NEEDS,
    PLACED,
    PLACING,
    RELATIVE,
    SERVES,
    SOMEBODY,
)

_AFTER_NOT = frozenset(["any", "yet", "those", "ones", "the", "one", "ever"])
_SINCE_BOUGHT = frozenset(["older", "newer", "younger", "over", "under", "more", "less"])


class Modifiers(Attributes):
    def modifier(self, entity: str, at: int) -> Conditions:
        if at >= len(self.words):
            return
        while self.key(at) in FILLERS:
            at += 1
        word = self.key(self.reach(at))
        if word == "whose":
            yield from self.of_field(entity, at + 1)
            yield from self._of_link(entity, at + 1)
        elif word in RELATIVE:
            yield from self._clause(entity, at + 1)
            yield from self._needed(entity, at + 1)
        elif word in BE or word in DO or word in ("have", "has", "had"):
            yield from self._clause(entity, at)
        elif word in NOT or word == "other":
            yield from self._denied(entity, at)
        else:
            yield from self._plain(entity, at)
            yield from self._needed(entity, at)

    def adjective(self, at: int, entity: str) -> Conditions:
        """What may stand before a noun."""
        yield from idioms(self.words, at, entity, self.schema, self.today)
        yield from self.values(at, entity)
        yield from self.related(at, entity)

    def _clause(self, entity: str, at: int) -> Conditions:
        """After "that" or "who": a verb and what it says."""
        while self.key(at) in BE or self.key(at) in DO or self.key(at) in ("currently", "now"):
            at += 1
        if self.key(at) in ("have", "has", "had") and self.key(at + 1) in BE | {"not", "never"}:
            at += 1
            while self.key(at) in BE:
                at += 1
        if self.key(at) in ("not", "never", "no"):
            yield from self._denied(entity, at)
            return
        yield from self._plain(entity, at)
        if self.key(at) in ("have", "has", "had"):  # "who have left", "that has expired"
            yield from self._plain(entity, at + 1)

    def _needed(self, entity: str, at: int) -> Conditions:
        """ "(that) the shop depends on", "(that) the shop runs on", "(that) nobody owns"."""
        for end in self.said(at, *(f"{nobody} owns" for nobody in NOBODY)):
            if "owner" in self.schema.fields(entity):
                yield Known("owner", False), end
        if self.is_ci(entity):
            for end in self.said(at, *NOTHING_NEEDS):
                yield Not(Reaches(Way.SUPPORTS, IsA(CI), 1)), end
        for noun, end in self.nouns(at):
            for after in self.said(end, *NEEDS):
                yield from self.reaching(Way.SUPPORTS, noun, after)
            for after in self.said(end, "runs on", "run on", "is running on"):
                if "runs" in self.schema.links(entity) and noun.condition:
                    yield Has("runs", noun.condition), after

    def _of_link(self, entity: str, at: int) -> Conditions:
        """ "(whose) owner has left the company"."""
        for name, end in self.lexicon.links(self.words, at, entity):
            for condition, after in self.modifiers(self.schema.link(entity, name).target, end):
                yield Has(name, condition), after

    def _denied(self, entity: str, at: int) -> Conditions:
        step = max(
            [
                at + 1,
                *self.said(
                    at, "other than", "except for", "not any", "not have", "outside of", "outside"
                ),
            ]
        )
        bare = self.key(at) in ("without", "no", "lacking", "lack", "lacks") or step > at + 1
        while self.key(step) in BE or self.key(step) in _AFTER_NOT:
            step += 1
        for condition, end in self._plain(entity, step):
            yield negated(condition), end
        if bare or self.key(step) in ("a", "an", "the"):
            for condition, end in self.having(entity, step):
                yield negated(condition), end

    def _plain(self, entity: str, at: int) -> Conditions:
        yield from self._dated(entity, at)  # first: "left today" is more than "left"
        yield from idioms(self.words, at, entity, self.schema, self.today)
        if self.key(at) == "neither":
            yield from self._neither_of(entity, at + 1)
        yield from self._placed(entity, at)
        yield from self._verb(entity, at)
        yield from self.depending(at)
        if self.key(at) in HAVE:
            yield from self.having(entity, at + 1)
        yield from self.of_field(entity, at)
        yield from self.several(self.values, entity, at)

    def _neither_of(self, entity: str, at: int) -> Conditions:
        for one, middle in self._plain(entity, at):
            for begin in self.said(middle, "nor"):
                for other, end in self._plain(entity, begin):
                    yield joint(negated(one), negated(other)), end

    def _dated(self, entity: str, at: int) -> Conditions:
        """ "patched before March", "expiring in the next 30 days", "older than four years"."""
        if self.key(at) in _SINCE_BOUGHT:
            field = self.lexicon.best(DATE_VERBS["bought"], entity)
            yield from dates(self.words, at, field, self.today) if field else ()
        while self.key(at) in ("last", "most", "recently", "first"):
            at += 1
        for verb, candidates in DATE_VERBS.items():
            field = self.lexicon.best(candidates, entity)
            for end in self.said(at, verb) if field else ():
                ahead = verb in AHEAD
                for when, after in dates(self.words, end, field, self.today, ahead=ahead):
                    yield self._on_day(field, when), after
                for between in (self._placed(entity, end), self.values(end, entity)):
                    for condition, middle in between:  # "joined Finance in 2025"
                        for when, after in dates(
                            self.words, middle, field, self.today, ahead=ahead
                        ):
                            yield joint(condition, self._on_day(field, when)), after

    def _on_day(self, field: str, when: Condition) -> Condition:
        """Who stays has no last day: that is known of them, and nothing is missing."""
        return joint(Known(field, True), when) if field == "end_date" else when

    def _placed(self, entity: str, at: int) -> Conditions:
        """ "in London or Paris", "for market data", "with people who left"."""
        step = next(iter(self.said(at, *PLACED)), at + 1 if self.key(at) in PLACING else 0)
        if not step:
            return
        step = self.reach(self.past_determiners(step))
        for condition, end in self.several(self.values, entity, step):
            yield condition, end
            if self.installed(end) > end:
                yield condition, self.installed(end)
        for link in self.schema.links(entity).values():
            for noun, end in self.nouns(step) if self.key(at) in link.verbs else ():
                if self.lexicon.is_a(noun.entity, link.target):
                    yield Has(link.name, self._as_target(noun, link.target)), end
        if self.key(at) not in ("on", "with", "by"):
            yield from self.several(self.related, entity, step)

    def _verb(self, entity: str, at: int) -> Conditions:
        """ "held by people who left", "running OpenSSL older than 3.0.13"."""
        for name, end in self.lexicon.verbs(self.words, at, entity):
            self.reach(end)
            if name == "software":
                yield from self._platform(entity, end)
            target = self.schema.link(entity, name).target
            no = self.key(end) == "no"
            yield from () if no else self.linked(name, target, end)
            for condition, after in self.counted(entity, end):
                if isinstance(condition, Has) and condition.link == name:
                    yield condition, after
            for condition, after in self._object(target, end + no):
                yield negated(Has(name, condition)) if no else Has(name, condition), after
            for after in self.said(end, *NOBODY):
                yield negated(Has(name)), after
            for after in self.said(end, *SOMEBODY):
                for more, last in self.behind(target, after):
                    yield Has(name, more), last
            yield from self._neither(name, target, end)

    def _platform(self, entity: str, at: int) -> Conditions:
        """ "(that run) Ubuntu 22.04 or Debian"."""
        for condition, end in self.several(self.values, entity, at):
            first = condition.conditions[0] if isinstance(condition, All | Some) else condition
            if field_of(first) == "os":
                yield condition, end

    def _object(self, target: str, at: int) -> Conditions:
        """What a verb leads to: a noun phrase of the kind, a name, or values on record."""
        at = self.past_determiners(at)
        for noun, end in self.nouns(at):
            condition = self._as_target(noun, target)
            if condition and self.lexicon.is_a(noun.entity, target):
                yield condition, end
        at = max((at, *self.said(at, "version of", "release of", "copy of")))
        for value, end in self.several(self.values, target, at, one_of_many=True):
            yield value, self.installed(end)

    def _as_target(self, noun: Noun, target: str) -> Condition | None:
        """The noun as a condition on what a link leads to: its kind counts as well."""
        kind = None if noun.name or noun.entity == target else IsA(noun.entity)
        return both(kind, noun.condition)

    def _neither(self, name: str, target: str, at: int) -> Conditions:
        for one, middle in self._object(target, at + 1) if self.key(at) == "neither" else ():
            for begin in self.said(middle, "nor"):
                for other, after in self._object(target, begin):
                    yield joint(negated(Has(name, one)), negated(Has(name, other))), after

    def depending(self, at: int) -> Conditions:
        """ "depends on the order gateway within 2 hops"."""
        directly = self.key(at) == "directly"
        for way, verbs in ((Way.DEPENDS_ON, NEEDS), (Way.SUPPORTS, SERVES)):
            for end in self.said(at + directly, *verbs):
                direct = directly or self.key(end) == "directly"
                end += self.key(end) == "directly"
                for noun, after in self.nouns(end):
                    yield from self.reaching(way, noun, after, int(direct))

    def reaching(self, way: Way, noun: Noun, at: int, hops: int = 0) -> Conditions:
        """The condition, with the number of hops where one is said behind it."""
        for end in self.said(at, *DIRECT_OR_NOT):
            yield from self.reaching(way, noun, end)
        target = both(None if noun.name else IsA(noun.entity), noun.condition)
        if target is None or not self.is_ci(noun.entity) or (noun.entity == CI and not noun.name):
            return
        yield Reaches(way, target, hops), self.reach(at)
        for end in self.said(at, "directly"):
            yield Reaches(way, target, 1), end
        if self.key(at) == "within" and self.key(at + 1).isdigit():
            for end in self.said(at + 2, "hops", "hop", "levels", "level", "steps", "step"):
                yield Reaches(way, target, int(self.key(at + 1))), end
