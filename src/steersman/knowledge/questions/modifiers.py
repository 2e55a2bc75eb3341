"""What is said about a noun behind it: "in London that run OpenSSL and have no owner"."""

from __future__ import annotations

from steersman.knowledge.queries.model import (
    All,
    Compare,
    Condition,
    Has,
    IsA,
    Known,
    Not,
    Op,
    Reaches,
    Some,
    Way,
    both,
    negated,
)
from steersman.knowledge.questions.attributes import Attributes
from steersman.knowledge.questions.comparators import comparisons, dates
from steersman.knowledge.questions.idioms import AHEAD, BY_WHOM, DATE_VERBS, SIZE, idioms
from steersman.knowledge.questions.phrase import CI, SOFTWARE, Conditions, Noun, field_of, joint
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
    VERSION_OF,
)

LEAST_PRICE = 1_000  # a smaller number without a unit is hardly a price
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
            yield from idioms(self.words, at + 1, entity, self.schema, self.today)
            yield from self.of_field(entity, at + 1)
            yield from self._of_link(entity, at + 1)
        elif word in RELATIVE:
            yield from self._clause(entity, at + 1)
            yield from self._needed(entity, at + 1)
            yield from self._where(entity, at + 1) if word == "where" else ()
        elif word in BE or word in DO or word in ("have", "has", "had"):
            yield from self._clause(entity, at)
            yield from self._nobody(entity, at + 1)
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
        if "software" in self.schema.links(entity):  # "OpenSSL 3.0.2 hosts"
            yield from self.linked("software", self.schema.link(entity, "software").target, at)
        if self.key(at) not in HAVE:  # "criticality 1 services"
            yield from self.of_field(entity, at)

    def _where(self, entity: str, at: int) -> Conditions:
        """ "(hosts where) Java is installed", "neither Java nor Redis is installed"."""
        yield from self.of_field(entity, at)
        link = self.schema.links(entity).get("software")
        if link is None:
            return
        no = self.key(at) == "no"
        for condition, end in self.linked("software", link.target, at + no):
            for after in self.said(end, "is installed", "are installed", "is running", "runs"):
                yield negated(condition) if no else condition, after
            for after in self.said(end, "is not installed", "are not installed"):
                yield negated(condition), after
        if self.key(at) == "neither":
            for condition, end in self._neither(link.name, link.target, at):
                for after in self.said(end, "is installed", "are installed", "is running"):
                    yield condition, after

    def _clause(self, entity: str, at: int) -> Conditions:
        """After "that" or "who": a verb and what it says."""
        while self.key(at) in BE or self.key(at) in DO or self.key(at) in ("currently", "now"):
            at += 1
        if self.key(at) in ("have", "has", "had") and self.key(at + 1) in BE | {"not", "never"}:
            at += 1
            while self.key(at) in BE:
                at += 1
        if self.key(at) in ("not", "never", "no"):
            yield from idioms(self.words, at, entity, self.schema, self.today)
            yield from self._denied(entity, at)
            return
        yield from self._plain(entity, at)
        if self.key(at) in ("have", "has", "had"):  # "who have left", "that has expired"
            yield from self._plain(entity, at + 1)

    def _needed(self, entity: str, at: int) -> Conditions:
        """ "(that) the shop depends on", "(that) the shop runs on", "(that) nobody owns"."""
        yield from self._nobody(entity, at)
        if self.is_ci(entity):
            for end in self.said(at, *NOTHING_NEEDS):
                yield Not(Reaches(Way.SUPPORTS, IsA(CI), 1)), end
        for noun, end in self.nouns(at):
            for after in self.said(end, *NEEDS):
                yield from self.reaching(Way.SUPPORTS, noun, after)
            for after in self.said(end, "runs on", "run on", "is running on"):
                if "runs" in self.schema.links(entity) and noun.condition:
                    yield Has("runs", noun.condition), after

    def _nobody(self, entity: str, at: int) -> Conditions:
        """ "(that) nobody owns", "nobody has", "nobody looks after"."""
        for nobody in NOBODY:
            for end in self.said(at, f"{nobody} owns", f"{nobody} own"):
                if "owner" in self.schema.fields(entity):
                    yield Known("owner", False), end
            for verb in ("looks after", "look after", "manages", "manage"):
                for end in self.said(at, f"{nobody} {verb}"):
                    if "managed_by" in self.schema.fields(entity):
                        yield Known("managed_by", False), end
            for verb in ("has", "have", "holds", "hold", "uses", "use", "is using"):
                for end in self.said(at, f"{nobody} {verb}"):
                    if "holder" in self.schema.links(entity):
                        yield Not(Has("holder")), end

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
        yield from self._by_whom(entity, at)
        yield from self.depending(at)
        if self.key(at) in HAVE:
            yield from self.having(entity, at + 1)
        yield from self.of_field(entity, at)
        yield from self._sized(entity, at)
        yield from self.several(self.values, entity, at)

    def _by_whom(self, entity: str, at: int) -> Conditions:
        """ "issued by DigiCert", "made by Dell", "run by the Platform team"."""
        for verb, candidates in BY_WHOM.items():
            for begin in self.said(at, verb):
                start = self.past_determiners(begin)
                for condition, end in self.several(self.values, entity, start):
                    if field_of(condition) in candidates:
                        for after in (end, *self.said(end, "team", "group")):
                            yield condition, after

    def _sized(self, entity: str, at: int) -> Conditions:
        """ "larger than 500 GB", "over 100k", "that cost more than 20000"."""
        size = self.lexicon.best(SIZE, entity)
        if size and self.key(at) in ("larger", "bigger", "smaller"):
            yield from comparisons(self.words, at, self.schema.field(entity, size), self.today)
        cost = self.schema.fields(entity).get("cost")
        if cost is None:
            return
        priced = self.key(at) in ("cost", "costs", "costing", "worth", "priced")
        for condition, end in comparisons(self.words, at + priced, cost, self.today):
            if priced or _dear(condition):
                yield condition, end

    def _neither_of(self, entity: str, at: int) -> Conditions:
        for one, middle in self._plain(entity, at):
            for begin in self.said(middle, "nor"):
                for other, end in self._plain(entity, begin):
                    yield joint(negated(one), negated(other)), end

    def _dated(self, entity: str, at: int) -> Conditions:
        """ "patched before March", "expiring in the next 30 days", "older than four years"."""
        if self.key(at) in _SINCE_BOUGHT and not self._of_software(at):
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

    def _of_software(self, at: int) -> bool:
        """Whether the words before are software: "OpenSSL older than two years" is no purchase."""
        starts = range(max(0, at - 3), at)
        return any(
            end == at
            for start in starts
            for _, end in self.lexicon.values(self.words, start, SOFTWARE)
        )

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
        at = max((at, *self.said(at, *VERSION_OF)))
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


def _dear(condition: Condition) -> bool:
    """Whether a bare "over 100000" must be a price."""
    parts = condition.conditions if isinstance(condition, All) else (condition,)
    return all(
        isinstance(part, Compare)
        and part.op is not Op.IS
        and isinstance(part.value, float)
        and part.value >= LEAST_PRICE
        for part in parts
    )
