"""Which source is right about which attribute, and why.

The terms are those of ServiceNow's identification and reconciliation engine: a source names
itself, its feed, its own key of the object, and how recent its knowledge is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

Value = str | bool | float | None
Fields = Mapping[str, Value]

HR, DIRECTORY, CONSOLE = "hr", "directory", "console"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where facts come from.  ``recency``: when the source knew them, in seconds since 1970."""

    name: str
    recency: float
    feed: str = ""  # the file, webhook or query
    native_key: str = ""  # the source's own key of the object


@dataclass(frozen=True, slots=True)
class Said:
    """One value as a source states it: since when, and when it was last heard."""

    value: Value
    since: float
    heard: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Everything that one source says about one object."""

    source_name: str
    source_native_key: str
    source_feed: str = ""
    said: Mapping[str, Said] = field(default_factory=dict)

    @property
    def recency(self) -> float:
        return max((said.heard for said in self.said.values()), default=0.0)

    def hear(self, values: Fields, source: Source) -> Claim:
        """The claim once ``values`` were heard.  A field of which newer was heard stays."""
        said = dict(self.said)
        for name, value in values.items():
            before = said.get(name)
            if before is None or source.recency >= before.heard:
                same = before is not None and before.value == value
                since = before.since if before is not None and same else source.recency
                said[name] = Said(value, since, source.recency)
        return replace(self, source_feed=source.feed or self.source_feed, said=said)

    def is_newer_than(self, source: Source, name: str) -> bool:
        return name in self.said and self.said[name].heard > source.recency


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Who is right about some attributes: ``sources``, the best first; all others come after.

    ``exclusive``: nobody else may set them.  ``blank_counts``: an empty value of a listed source
    is a statement ("has no end date"), not silence.
    """

    object_type: str
    fields: frozenset[str]
    sources: tuple[str, ...]
    exclusive: bool = False
    blank_counts: bool = False


AUTHORITIES: tuple[Authority, ...] = (
    Authority(
        object_type="person",
        fields=frozenset({"employment_status", "start_date", "end_date", "manager"}),
        sources=(HR, CONSOLE),
        blank_counts=True,
    ),
    Authority(
        object_type="person",
        fields=frozenset(
            {"employee_number", "given_name", "family_name", "title", "department", "location"}
        ),
        sources=(HR, CONSOLE),
    ),
    Authority(
        object_type="person",
        fields=frozenset({"mail", "login"}),
        sources=(DIRECTORY, CONSOLE, HR),
    ),
    Authority(
        object_type="person",
        fields=frozenset({"protected", "kind"}),
        sources=(CONSOLE, HR),
        exclusive=True,
    ),
    Authority(
        object_type="account",
        fields=frozenset({"person", "kind", "matched_by"}),
        sources=(CONSOLE,),
        blank_counts=True,
    ),
)


@dataclass(frozen=True, slots=True)
class FieldChange:
    field: str
    before: Value
    after: Value
    why: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A statement that did not win: what was said, what stays, and why."""

    field: str
    said: Value
    stays: Value
    why: str


@dataclass(frozen=True, slots=True)
class Outcome:
    changes: tuple[FieldChange, ...] = ()
    kept: tuple[Kept, ...] = ()


_NOBODY = Authority(object_type="", fields=frozenset(), sources=())


def authority_for(object_type: str, name: str, rules: Iterable[Authority]) -> Authority:
    fitting = (rule for rule in rules if rule.object_type == object_type and name in rule.fields)
    return next(fitting, _NOBODY)


def winner(name: str, claims: Iterable[Claim], rule: Authority) -> Claim | None:
    """The claim whose value of ``name`` holds: the best source, then the newer statement."""
    speaking = [claim for claim in claims if name in claim.said and _may_speak(claim, rule)]
    return max(speaking, key=lambda claim: _strength(claim, name, rule), default=None)


def reconcile(
    object_type: str,
    current: Fields,
    claims: Sequence[Claim],
    wanted: tuple[Fields, Source],
    rules: Sequence[Authority] = AUTHORITIES,
) -> Outcome:
    """What changes about an object after ``wanted`` was heard, and what did not win."""
    values, source = wanted
    changes: list[FieldChange] = []
    kept: list[Kept] = []
    for name, value in values.items():
        rule = authority_for(object_type, name, rules)
        best = winner(name, claims, rule)
        holds = current[name] if best is None else best.said[name].value
        if holds != current[name]:
            changes.append(FieldChange(name, current[name], holds, _why(name, best, rule)))
        if holds != value:
            kept.append(Kept(name, value, holds, _why_not(name, best, rule, source)))
    return Outcome(tuple(changes), tuple(kept))


def _may_speak(claim: Claim, rule: Authority) -> bool:
    return not rule.exclusive or claim.source_name in rule.sources


def _strength(claim: Claim, name: str, rule: Authority) -> tuple[bool, int, float, str, str]:
    """An empty value that is no statement yields to everybody's, and holds when nobody has one."""
    listed = claim.source_name in rule.sources
    states = claim.said[name].value not in ("", None) or (rule.blank_counts and listed)
    rank = -rule.sources.index(claim.source_name) if listed else -len(rule.sources)
    return states, rank, claim.said[name].since, claim.source_name, claim.source_native_key


def _why(name: str, best: Claim | None, rule: Authority) -> str:
    if best is None:
        return f"nobody states {name}"
    if best.source_name in rule.sources:
        return f"{best.source_name} is authoritative for {name}"
    return f"{best.source_name} said so last"


def _why_not(name: str, best: Claim | None, rule: Authority, source: Source) -> str:
    if rule.exclusive and source.name not in rule.sources:
        return f"only {' or '.join(rule.sources)} may set {name}"
    if best is None or best.source_name != source.name:
        return _why(name, best, rule)
    if best.is_newer_than(source, name):
        return f"{source.name} has told us newer about {name} already"
    return f"an empty {name} does not take back what {source.name} or another source states"
