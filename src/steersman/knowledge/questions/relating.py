"""What relates a thing to another: "held by people who left", "that the shop depends on"."""

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
from steersman.knowledge.questions.besides import Besides
from steersman.knowledge.questions.phrase import (
    CI,
    SERVICE,
    Conditions,
    Noun,
    field_of,
    joint,
)
from steersman.knowledge.questions.said import (
    DIRECT_OR_NOT,
    NEEDS,
    NOBODY,
    NOTHING_NEEDS,
    SERVES,
    SOMEBODY,
    VERSION_OF,
)

_OWNS = ("owns", "own", "is responsible for", "is in charge of")
_NOTHING_RUNS = ("no service runs on", "no services run on", "no application runs on")


class Relating(Besides):
    def _needed(self, entity: str, at: int) -> Conditions:
        """ "(that) the shop depends on", "(that) the shop runs on", "(that) nobody owns"."""
        yield from self._nobody(entity, at)
        if self.is_ci(entity):
            for end in self.said(at, *NOTHING_NEEDS):
                yield Not(Reaches(Way.SUPPORTS, IsA(CI), 1)), end
            for end in self.said(at, *_NOTHING_RUNS) if self._runs(entity) else ():
                yield Not(Has("runs", IsA(SERVICE))), end
        for noun, end in self.nouns(at):
            for after in self.said(end, *NEEDS):
                yield from self.reaching(Way.SUPPORTS, noun, after)
            for after in self.said(end, "runs on", "run on", "is running on"):
                if "runs" in self.schema.links(entity) and noun.condition:
                    yield Has("runs", noun.condition), after

    def _runs(self, entity: str) -> bool:
        return "runs" in self.schema.links(entity)

    def _nobody(self, entity: str, at: int) -> Conditions:
        """ "(that) nobody owns", "nobody has", "nobody looks after"."""
        fields = self.schema.fields(entity)
        for nobody in NOBODY:
            for end in self.said(at, *(f"{nobody} {owns}" for owns in _OWNS)):
                if "owner" in fields:
                    yield Known("owner", False), end
            for verb in ("looks after", "look after", "manages", "manage"):
                for end in self.said(at, f"{nobody} {verb}"):
                    if "managed_by" in fields:
                        yield Known("managed_by", False), end
            for verb in ("has", "have", "holds", "hold", "uses", "use", "is using"):
                for end in self.said(at, f"{nobody} {verb}"):
                    if "holder" in self.schema.links(entity):
                        yield Not(Has("holder")), end

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
                if self.key(end) == "no":  # "(hosts that) support no service"
                    for kind, after in self.lexicon.kinds(self.words, end + 1):
                        if self.is_ci(kind.entity):
                            yield Not(Reaches(way, IsA(kind.entity))), after
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
