"""Plans: the complete, reviewable effect of one call on one outside system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from steersman.domain.canonical import Json, digest_of
from steersman.domain.clean import one_line

# A value that only exists after a step was applied is written ⟨step.output⟩ until then.
# Input may not contain the opening mark, so nobody can smuggle a reference in.
MARK = "⟨"
LONGEST_NAME = 120  # characters of a name that a system gives


def known_after_apply(step: str, output: str) -> str:
    return f"{MARK}{step}.{output}⟩"


def is_known(value: str | None) -> bool:
    return value is None or not value.startswith(MARK)


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one object in an outside system, before and after.

    ``target`` is ``system:immutable-id`` (an entryUUID, an objectGUID, a SCIM id), never a name.
    ``None`` means absent.  A secret never stands in either value.
    """

    target: str
    attribute: str
    before: str | None
    after: str | None

    def bind(self, known: Mapping[str, str]) -> Change:
        """The same change once the outputs of earlier steps are known."""
        after = None if self.after is None else known.get(self.after, self.after)
        return replace(self, target=known.get(self.target, self.target), after=after)

    def as_json(self) -> list[str | None]:
        return [self.target, self.attribute, self.before, self.after]


@dataclass(frozen=True, slots=True)
class Plan:
    """What one call would change.  An empty plan means that nothing is left to do.

    ``capability`` is the registry key, ``account.disable@directory``.  ``names`` says how people
    call what the changes name by id: the exact text of a target, an attribute or a value → words
    ("directory:588d…" → "Jane Doe (jdoe)").  It is for reading only: no decision, digest or
    comparison looks at it, and it is whatever the outside system says.
    """

    capability: str
    changes: tuple[Change, ...]
    outputs: Mapping[str, str] = field(default_factory=dict)  # those already known
    warnings: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict, compare=False)

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    @property
    def targets(self) -> frozenset[str]:
        return frozenset(change.target for change in self.changes)

    @property
    def digest(self) -> str:
        return digest_of(replace(self, names={}).as_json())

    def called(self, text: str) -> str:
        """How people call what ``text`` names; empty: no system gave a name for it."""
        name = one_line(self.names.get(text, ""))
        return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"

    def bind(self, known: Mapping[str, str]) -> Plan:
        return replace(self, changes=tuple(change.bind(known) for change in self.changes))

    def covers(self, later: Plan) -> bool:
        """Whether a decision about this plan also covers ``later``: the same effect, or less."""
        return self.capability == later.capability and set(later.changes) <= set(self.changes)

    def as_json(self) -> Json:
        body: Json = {
            "capability": self.capability,
            "changes": [change.as_json() for change in self.changes],
            "outputs": dict(self.outputs),
            "warnings": list(self.warnings),
        }
        names = {text: name for text in self.names if (name := self.called(text))}
        return {**body, "names": names} if names else body

    @classmethod
    def from_json(cls, body: Json) -> Plan:
        changes = tuple(Change(*row) for row in body["changes"])
        names: Mapping[str, str] = body.get("names", {})
        told = body["capability"], changes, body["outputs"], tuple(body["warnings"])
        return cls(*told, names=names)
