"""What is said by values and fields: "Debian 12", "memory over 16 GB", "no owner"."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from steersman.knowledge.queries.model import (
    Against,
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
from steersman.knowledge.queries.schema import ORDERED, FieldType
from steersman.knowledge.questions.comparators import comparisons, dates, operators
from steersman.knowledge.questions.idioms import DATE_VERBS
from steersman.knowledge.questions.measured import Measured
from steersman.knowledge.questions.past import until_today
from steersman.knowledge.questions.phrase import (
    HOST,
    PEOPLE,
    SERVICE,
    Conditions,
    either,
    field_of,
    joint,
)
from steersman.knowledge.questions.said import BE, PLACING, VERSION_OF

_BEFORE_VALUE = frozenset(
    (
        *("not", "has", "have", "that", "ends", "end", "ending", "expires", "expire"),
        *("expiring", "runs", "out", "lapses", "already", "still", "ran", "run", "lapsed", "was"),
        *("expired", "ended", "due", "will"),
    )
)
_OVER = frozenset(["expired", "ended", "ran", "lapsed"])  # and no more to come
Find = Callable[[int, str], Conditions]
_LENT = ("devices", "assets", "accounts")
_VERSION_OF = {"os": "os_version", "software": "version"}


class Attributes(Measured):
    def values(self, at: int, entity: str) -> Conditions:
        """Values on record, with a version where one follows: "Debian 12", "OpenSSL 3.0"."""
        fields = self.schema.fields(entity)
        by_host = self._placed_by_host(entity)
        for condition, end in self.lexicon.values(self.words, at, HOST) if by_host else ():
            if field_of(condition) == "location":
                yield _where_it_runs(condition), self.reach(end)
        for condition, end in self.lexicon.values(self.words, at, entity):
            named = field_of(condition)
            if named == "location" and by_host:
                continue
            version = fields.get(_VERSION_OF.get(named, ""))
            if version:
                for narrower, after in comparisons(self.words, end, version, self.today):
                    yield joint(condition, narrower), self.reach(after)
            yield condition, self.reach(end)
            for field, after in self.lexicon.fields(self.words, end, entity):
                if field == named:  # "the Trading department"
                    yield condition, self.reach(after)

    def _placed_by_host(self, entity: str) -> bool:
        """Whether a thing of the kind stands where its host does: none says itself where."""
        known = "location" in self.lexicon.vocabulary.recorded(entity)
        has_place = "location" in self.schema.fields(entity)
        return has_place and not known and "hosts" in self.schema.links(entity)

    def related(self, at: int, entity: str) -> Conditions:
        """A thing on record that needs the noun, or who has it: "market-data servers"."""
        links = self.schema.links(entity)
        for name, end in self.lexicon.names(self.words, at):
            if self.is_ci(entity) and self.is_ci(name.entity):
                yield Reaches(Way.SUPPORTS, name.condition), self.reach(end)
            for link in ("holder", "owner") if name.entity == PEOPLE else ():
                if link in links:
                    yield Has(link, name.condition), self.reach(end)
                    break
                if link == "holder" and self._lent(entity):
                    break  # "devices of Ann Smith" are those that she has

    def _lent(self, entity: str) -> bool:
        """Whether people hold things of some kind below this one."""
        below = self.schema.kinds(entity)
        return any("holder" in self.schema.links(each) for each in below)

    def several(self, find: Find, entity: str, at: int, *, one_of_many: bool = False) -> Conditions:
        """ "London", "London or Paris", "London and in Paris": of one field, either will do.

        ``one_of_many``: what is asked of may have several at once, so "and" means both of them.
        """
        for condition, end in find(at, entity):
            yield from self._more(find, entity, end, condition, one_of_many)

    def _more(
        self,
        find: Find,
        entity: str,
        at: int,
        before: Condition,
        one_of_many: bool,
    ) -> Conditions:
        step = at
        while self.key(step) in ("or", "and", ","):
            step += 1
        said = {self.key(place) for place in range(at, step)}
        step += self.key(step) in PLACING and step > at
        step = self.past_determiners(step) if step > at else step
        for condition, end in find(step, entity) if step > at else ():
            alike = field_of(condition) == field_of(before) and not one_of_many
            if "or" in said or alike:
                more = either(before, condition)
                yield from self._more(find, entity, end, more, one_of_many)
        yield before, self.reach(at)

    def having(self, entity: str, at: int) -> Conditions:
        """ "(with) an owner", "more than 16 GB of memory", "OpenSSL installed"."""
        no = self.key(at) == "no"
        at = self.past_determiners(at + no)
        for condition, end in self._had(entity, at):
            for last in {end, self.installed(end)}:
                yield negated(condition) if no else condition, self.reach(last)
            if self.key(end) == "or" and not no:
                for more, after in self.having(entity, end + 1):
                    yield either(condition, more), after
            if self.key(end) == "and" and not no:  # "16 or more CPUs and less than 32 GB"
                for more, after in self.having(entity, end + 1):
                    yield joint(condition, more), after

    def _had(self, entity: str, at: int) -> Conditions:
        yield from self.of_field(entity, at)
        for name, end in self.lexicon.fields(self.words, at, entity):
            if self.key(end) in _BEFORE_VALUE:  # "vendor support ending before 2027"
                continue
            known: Condition = Known(name, True)
            if name == "owner" and self._is_held(entity):
                known = Has("holder")
            for tail in (end, *self.said(end, "on record", "assigned", "set", "recorded")):
                yield known, tail
        for name, end in self.lexicon.links(self.words, at, entity):
            for condition, after in self.behind(self.schema.link(entity, name).target, end):
                yield Has(name, condition), after
        yield from self.beside(entity, at)
        yield from self._serving(entity, at)
        yield from self._one_of(entity, at)
        yield from self.counted(entity, at)
        yield from self.measured(entity, at)
        if "software" in self.schema.links(entity):
            yield from self.linked("software", self.schema.link(entity, "software").target, at)

    @abstractmethod
    def beside(self, entity: str, at: int) -> Conditions:
        """More or less than another thing, or the same."""

    def _is_held(self, entity: str) -> bool:
        """Whether people mean the holder by the owner: a kind that is lent, and has no owner."""
        recorded = self.lexicon.vocabulary.recorded(entity)
        return "holder" in self.schema.links(entity) and "owner" not in recorded

    def _serving(self, entity: str, at: int) -> Conditions:
        """ "(without any) service (on it)", "(with) a business service"."""
        if "runs" in self.schema.links(entity):
            for kind, end in self.lexicon.kinds(self.words, at):
                if kind.entity == SERVICE and kind.condition is None:
                    yield Has("runs", IsA(kind.entity)), self.reach(end)

    def _one_of(self, entity: str, at: int) -> Conditions:
        """ "(people without) a laptop", "(who has) a ThinkPad"."""
        links = [each for each in self.schema.links(entity).values() if each.name in _LENT]
        for noun, end in self.nouns(at) if links else ():
            for link in links:
                if self.lexicon.is_a(noun.entity, link.target) and not noun.name:
                    kind = None if noun.entity == link.target else IsA(noun.entity)
                    yield Has(link.name, both(kind, noun.condition)), self.reach(end)

    def installed(self, at: int) -> int:
        """Past "installed on them"; the words say nothing more."""
        at += self.key(at) in ("installed", "running", "deployed")
        return max((at, *self.said(at, "on them", "on it", "on there", "in place")))

    def linked(self, name: str, target: str, at: int) -> Conditions:
        """ "(run) Java", "both Java and PostgreSQL", "Java or PostgreSQL"."""
        at = self.past_determiners(at + (self.key(at) == "both"))
        at = max((at, *self.said(at, *VERSION_OF)))
        for value, end in self.several(self.values, target, at, one_of_many=True):
            if name == "software" and not _of_software(value):
                continue
            end = self.installed(end)
            yield Has(name, value), self.reach(end)
            if self.key(end) == "and":
                for more, after in self.linked(name, target, end + 1):
                    yield joint(Has(name, value), more), after
            yield from self._but_neither(name, target, value, end)
            for begin in self.said(end, "but not", "and not", "but no", "without", "but without"):
                for other, after in self.several(self.values, target, begin, one_of_many=True):
                    yield joint(Has(name, value), negated(Has(name, other))), self.reach(after)

    def _but_neither(self, name: str, target: str, value: Condition, at: int) -> Conditions:
        """ "(running Docker) but neither curl nor OpenSSL"."""
        for begin in self.said(at, "but neither", "and neither"):
            for one, middle in self.several(self.values, target, begin, one_of_many=True):
                for last in self.said(middle, "nor"):
                    for other, after in self.values(last, target):
                        lacking = joint(negated(Has(name, one)), negated(Has(name, other)))
                        yield joint(Has(name, value), lacking), self.reach(after)

    def of_field(self, entity: str, at: int) -> Conditions:
        """ "memory over 16 GB", "(whose) owner is unknown", "status is in repair"."""
        at = self.past_determiners(at)
        for name, end in self.lexicon.fields(self.words, at, entity):
            self.reach(end)
            if self.key(end) == "of":  # "a notice period of more than 60 days"
                yield from self._compared(entity, name, end + 1)
            no, over = False, False
            while self.key(end) in _BEFORE_VALUE or self.key(end) in BE:
                no = no or self.key(end) == "not"
                over = over or self.key(end) in _OVER
                end += 1
            if over and self.schema.field(entity, name).type is FieldType.DATE:
                for when, after in dates(self.words, end, name, self.today, ahead=False):
                    ended = until_today(when, self.today)
                    yield negated(ended) if no else ended, self.reach(after)
                continue
            for condition, after in self._compared(entity, name, end):
                yield negated(condition) if no else condition, self.reach(after)
            for after in self.said(end, "unknown", "empty", "missing", "not known"):
                yield Known(name, no), after
            for after in self.said(end, "known", "set"):
                yield Known(name, not no), after

    def _compared(self, entity: str, name: str, at: int) -> Conditions:
        def one(place: int, kind: str) -> Conditions:
            return self._value_of(kind, name, place)

        yield from self.several(one, entity, at)
        yield from self.against(entity, name, at)
        yield from self.than(entity, name, at)

    @abstractmethod
    def than(self, entity: str, field: str, at: int) -> Conditions:
        """The same of another thing."""

    def against(self, entity: str, name: str, at: int) -> Conditions:
        """ "(support ends) before the warranty", "(used) exceeds quantity"."""
        kind = self.schema.field(entity, name).type
        for op, end in operators(self.words, at) if kind in ORDERED else ():
            begin = end + (self.key(end) in ("its", "their", "they", "it", "the"))
            for other, after in self.lexicon.fields(self.words, begin, entity, kind):
                tails = self.said(after, "ends", "end", "does", "do", "is", "expires", "runs out")
                for last in (after, *tails) if other != name else ():
                    yield Against(name, op, other), self.reach(last)
            for verb, candidates in DATE_VERBS.items() if kind is FieldType.DATE else ():
                other = self.lexicon.best(candidates, entity)
                for last in self.said(begin, verb) if other not in ("", name) else ():
                    yield Against(name, op, other), last

    def _value_of(self, entity: str, name: str, at: int) -> Conditions:
        for condition, end in self.lexicon.values(self.words, at, entity):
            if field_of(condition) == name:
                yield condition, end
        link = self.schema.links(entity).get(name)
        for called, end in self.lexicon.names(self.words, at) if link else ():
            if link and self.lexicon.is_a(called.entity, link.target):  # "vlan Users"
                yield Has(name, called.condition), end
        if at < len(self.words) and self.words[at].quoted:
            yield Compare(name, Op.IS, self.words[at].text), at + 1
        yield from self.lexicon.value_of(self.words, at, name)
        text = self.schema.field(entity, name).type is FieldType.TEXT
        if text and any(each.isdigit() for each in self.key(at)):  # a number, an address, a tag
            yield Compare(name, Op.IS, self.words[at].text), at + 1
        yield from comparisons(self.words, at, self.schema.field(entity, name), self.today)


def _where_it_runs(place: Condition) -> Condition:
    """Its host stands there; where it has none on record, its own place counts."""
    return Some((Has("hosts", place), All((Not(Has("hosts")), place))))


def _of_software(condition: Condition) -> bool:
    """Whether it says which software, and not where that is or who looks after it."""
    parts = condition.conditions if isinstance(condition, All | Some) else (condition,)
    return any(field_of(each) in ("software", "vendor", "name") for each in parts)
