"""What is said about a noun behind it: "in London that run OpenSSL and have no owner"."""

from __future__ import annotations

from steersman.knowledge.queries.model import (
    All,
    Compare,
    Condition,
    Has,
    Op,
    Some,
    negated,
)
from steersman.knowledge.queries.schema import Link
from steersman.knowledge.questions.comparators import comparisons, dates
from steersman.knowledge.questions.dated import Dated
from steersman.knowledge.questions.idioms import (
    BY_WHOM,
    SIZE,
    idioms,
)
from steersman.knowledge.questions.phrase import (
    ENDING,
    PEOPLE,
    SUBNET,
    Conditions,
    field_of,
    joint,
)
from steersman.knowledge.questions.said import (
    BE,
    DO,
    FILLERS,
    HAVE,
    NOT,
    PLACED,
    PLACING,
    RELATIVE,
)
from steersman.knowledge.questions.times import lengths

LEAST_PRICE = 1_000  # a smaller number without a unit is hardly a price
_AFTER_NOT = frozenset(["any", "yet", "those", "ones", "the", "one", "ever"])


class Modifiers(Dated):
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
            yield from self._access(entity, at)
            yield from self._nobody(entity, at + 1)
        elif word in NOT or word == "other":
            yield from idioms(self.words, at, entity, self.schema, self.today)
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
            yield from self.measured(entity, at)  # "2048 bit certificates"
        if "holder" in self.schema.links(entity):  # "Research laptops": those of its people
            for condition, end in self.lexicon.values(self.words, at, PEOPLE):
                if field_of(condition) == "department":
                    yield Has("holder", condition), end

    def _where(self, entity: str, at: int) -> Conditions:
        """ "(hosts where) Java is installed", "neither Java nor Redis is installed"."""
        yield from self.of_field(entity, at)
        link = self.schema.links(entity).get("software")
        if link is None:
            return
        yield from self._where_version(link, at)
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

    def _where_version(self, link: Link, at: int) -> Conditions:
        """ "(hosts where) OpenSSL is not at least 3.0.14"."""
        version = self.schema.fields(link.target)["version"]
        for software, middle in self.values(at, link.target):
            begin = middle + (self.key(middle) in BE)
            no = self.key(begin) == "not"
            if begin == middle or field_of(software) != "software":
                continue
            for narrow, end in comparisons(self.words, begin + no, version, self.today):
                said = negated(narrow) if no else narrow
                yield Has(link.name, joint(software, said)), end

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
                    at,
                    "other than",
                    "except for",
                    "not any",
                    "not have",
                    "outside of",
                    "outside",
                    "no longer",
                ),
            ]
        )
        bare = self.key(at) in ("without", "no", "lacking", "lack", "lacks") or step > at + 1
        bare = bare and self.key(at + 1) != "longer"
        while self.key(step) in BE or self.key(step) in _AFTER_NOT:
            step += 1
        for condition, end in self._plain(entity, step):
            yield negated(condition), end
        if bare or self.key(step) in ("a", "an", "the"):
            for condition, end in self.having(entity, step):
                if not isinstance(condition, Some):  # without both, or without one of them?
                    yield negated(condition), end

    def _plain(self, entity: str, at: int) -> Conditions:
        yield from self._ended(entity, at)
        yield from self._dated(entity, at)  # first: "left today" is more than "left"
        yield from idioms(self.words, at, entity, self.schema, self.today)
        if self.key(at) == "neither":
            yield from self._neither_of(entity, at + 1)
        yield from self._placed(entity, at)
        yield from self._verb(entity, at)
        yield from self.beside(entity, at)
        yield from self._access(entity, at)
        yield from self._by_whom(entity, at)
        yield from self.depending(at)
        if self.key(at) in HAVE:
            yield from self.having(entity, at + 1)
        yield from self.of_field(entity, at)
        yield from self.measured(entity, at)  # "(VMs) 16 cores"
        yield from self._sized(entity, at)
        yield from self._in_network(entity, at)
        yield from self._soon(entity, at)
        if "opened_at" in self.schema.fields(entity):  # "tickets last week"
            yield from dates(self.words, at, "opened_at", self.today, ahead=False)
        yield from self.several(self.values, entity, at)

    def _leading_to(self, entity: str, verb: str, at: int) -> Conditions:
        """ "(on) the trading servers", "(of) people who left": what a link of the kind leads to."""
        for link in self.schema.links(entity).values():
            for noun, end in self.nouns(at) if verb in link.verbs else ():
                if self.lexicon.is_a(noun.entity, link.target):
                    yield Has(link.name, self._as_target(noun, link.target)), end

    def _in_neither(self, entity: str, at: int) -> Conditions:
        """ "(in) neither London nor Paris"."""
        for begin in self.said(at, "neither"):
            for one, middle in self.values(begin, entity):
                for last in self.said(middle, "nor", "nor in"):
                    for other, end in self.values(last, entity):
                        yield joint(negated(one), negated(other)), end

    def _in_subnet(self, at: int) -> Conditions:
        """ "(in) the Dealing Room subnet"."""
        for noun, end in self.nouns(at):
            if noun.name and noun.entity == SUBNET:
                yield Has(SUBNET, noun.condition), end

    def _soon(self, entity: str, at: int) -> Conditions:
        """ "(certificates) < 30 days": what ends is meant to end by then."""
        if self.key(at) in ("<", "<=", "under", "within") and self.lexicon.is_a(entity, ENDING):
            for length, end in lengths(self.words, at + 1):
                op = Op.LESS if self.key(at) == "<" else Op.AT_MOST
                until = Compare("ends_on", op, self.today + length)
                yield joint(Compare("ends_on", Op.AT_LEAST, self.today), until), end

    def _in_network(self, entity: str, at: int) -> Conditions:
        """ "in 10.2.0.0/16"."""
        address = self.schema.fields(entity).get("ip_address")
        if address:
            yield from comparisons(self.words, at, address, self.today)

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

    def _placed(self, entity: str, at: int) -> Conditions:
        """ "in London or Paris", "for market data", "with people who left"."""
        step = next(iter(self.said(at, *PLACED)), at + 1 if self.key(at) in PLACING else 0)
        if not step:
            return
        step = self.reach(self.past_determiners(step))
        yield from self._in_subnet(step) if self.is_ci(entity) else ()
        yield from self._in_neither(entity, step)
        for condition, end in self.several(self.values, entity, step):
            yield condition, end
            if self.installed(end) > end:
                yield condition, self.installed(end)
        if self.key(at) in ("in", "on", "of", "at", "within", "inside", "under", "from"):
            yield from self.of_field(entity, step)  # "in rack R12", "of model C9300"
        yield from self._leading_to(entity, self.key(at), step)
        if self.key(at) not in ("on", "with", "by"):
            yield from self.several(self.related, entity, step)


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
