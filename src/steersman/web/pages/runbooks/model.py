"""What the pages of runbooks show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff

from steersman.records.names import Names, names_in
from steersman.servicedesk.runbooks.shown import Line, line_of, lines, read_edition, used_by_name
from steersman.servicedesk.runbooks.starting import offering
from steersman.web.core import Core
from steersman.web.pages.runbooks.drawing import Drawn, drawn, step_of
from steersman.web.sign_in.session import Visitor
from steersman.workflows.runbooks.faults import Fault
from steersman.workflows.runbooks.library import Edition, Listed
from steersman.workflows.runbooks.model import Runbook
from steersman.workflows.runbooks.parameters import HOST, SYSTEM, TYPES, Parameter


@dataclass(frozen=True, slots=True)
class May:
    """What the visitor may do with runbooks."""

    start: bool
    draft: bool
    review: bool
    retire: bool


@dataclass(frozen=True, slots=True)
class ListView:
    lines: Sequence[Line]
    waiting: Sequence[tuple[Edition, str]]  # with the name of who wrote it
    may: May


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter as a form asks for it.  ``options``: systems that can do all of it."""

    it: Parameter
    what: str
    value: str
    options: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """One version in the list of versions."""

    edition: Edition
    by: str
    decided_by: str
    in_force: bool
    mine: bool

    @property
    def is_open(self) -> bool:
        return self.edition.kept is not None and self.edition.kept.state == "proposed"


@dataclass(frozen=True, slots=True)
class OneView:
    """``runbook``: None when its text is none any more; then ``fault`` says why."""

    line: Line
    edition: Edition
    runbook: Runbook | None
    fault: str
    body: Sequence[Drawn]
    success: Sequence[Drawn]
    here: Sequence[Fault]  # why it cannot run on what is connected
    versions: Sequence[Told]
    retired_by: str
    may: May

    @property
    def is_current(self) -> bool:
        current = self.line.listed.current
        return current is not None and current.version == self.edition.version

    @property
    def may_start(self) -> bool:
        ready = self.is_current and self.line.listed.retired is None
        return self.may.start and ready and self.runbook is not None


@dataclass(frozen=True, slots=True)
class VersionView:
    told: Told
    name: str
    title: str
    before: str  # the version that it is compared with; empty: none
    difference: Sequence[tuple[str, str]]
    faults: Sequence[Fault]
    may: May


@dataclass(frozen=True, slots=True)
class EditView:
    """``checked``: it was asked whether the text is sound."""

    name: str
    text: str
    reason: str
    fresh: bool
    checked: bool = False
    faults: Sequence[Fault] = ()
    fault: str = ""


def may(core: Core, visitor: Visitor) -> May:
    principal = visitor.caller.principal
    told = [
        core.permissions.may(principal, action, "runbook").allowed
        for action in ("start", "draft", "review", "retire")
    ]
    return May(*told)


def list_view(core: Core, visitor: Visitor) -> ListView:
    found = lines(core.runbooks, core.store)
    waiting = [each for line in found for each in line.listed.open]
    names = names_in(core.store, *(each.kept.by for each in waiting if each.kept))
    told = [(each, names.of(each.kept.by)) for each in waiting if each.kept]
    return ListView(found, told, may(core, visitor))


def one_view(core: Core, visitor: Visitor, name: str, version: str) -> OneView:
    listed = core.runbooks.entry(name)
    line = line_of(listed, used_by_name(core.store))
    edition = core.runbooks.edition(name, version) if version else line.edition
    runbook, fault = read_edition(edition)
    summaries = _summaries(core)
    names = _names(core, listed)
    retired = listed.retired
    success = runbook.success.reads if runbook else ()
    return OneView(
        line=line,
        edition=edition,
        runbook=runbook,
        fault=fault,
        body=drawn(runbook, summaries) if runbook else (),
        success=[step_of(read, n, summaries) for n, read in enumerate(success, 1)],
        here=core.runbooks.catalogue().faults(runbook) if runbook else (),
        versions=[_told(each, listed, names, visitor) for each in listed.editions],
        retired_by=names.of(retired.by) if retired else "",
        may=may(core, visitor),
    )


def version_view(core: Core, visitor: Visitor, name: str, version: str) -> VersionView:
    """A version beside the one in force, or the one before it."""
    listed = core.runbooks.entry(name)
    edition = core.runbooks.edition(name, version)
    before = _before(listed, edition)
    runbook, _ = read_edition(edition)
    return VersionView(
        told=_told(edition, listed, _names(core, listed), visitor),
        name=name,
        title=runbook.title if runbook else name,
        before=before.version if before else "",
        difference=difference(before.text if before else "", edition.text),
        faults=core.runbooks.check(edition.text),
        may=may(core, visitor),
    )


def fields_of(core: Core, runbook: Runbook, given: Mapping[str, str]) -> Sequence[Field]:
    return [_field(core, runbook, each, given) for each in runbook.asked.values()]


def difference(before: str, after: str) -> Sequence[tuple[str, str]]:
    """Lines with “+”, “-”, “ ” or, where some are left out, “@”."""
    rows = list(unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=3))[2:]
    return [(row[:1], row[1:]) for row in rows]


def _before(listed: Listed, edition: Edition) -> Edition | None:
    """Of one that waits, the version in force; of others, the one that came before."""
    waits = edition.kept is not None and edition.kept.state == "proposed"
    if waits and listed.current is not None:
        return listed.current
    at = next(n for n, each in enumerate(listed.editions) if each.version == edition.version)
    older = listed.editions[at + 1 :]
    return older[0] if older else None


def _field(core: Core, runbook: Runbook, it: Parameter, given: Mapping[str, str]) -> Field:
    options: Sequence[str] = it.choices
    if it.type in (SYSTEM, HOST):
        options = offering(core, runbook, it.name)
    value = given.get(it.name, it.default or "")
    return Field(it, TYPES[it.type].what, value, options)


def _summaries(core: Core) -> Mapping[str, str]:
    known = core.runbooks.catalogue()
    told = {name: each.spec.summary for name, each in known.capabilities.items()}
    return told | {name: spec.summary for name, spec in known.probes.items()}


def _names(core: Core, listed: Listed) -> Names:
    kept = [each.kept for each in listed.editions if each.kept]
    people = [text for each in kept for text in (each.by, each.decided_by)]
    return names_in(core.store, *people, listed.retired.by if listed.retired else "")


def _told(edition: Edition, listed: Listed, names: Names, visitor: Visitor) -> Told:
    kept, current = edition.kept, listed.current
    in_force = current is not None and current.version == edition.version
    if kept is None:
        return Told(edition, "Steersman", "", in_force, mine=False)
    mine = visitor.id in (kept.by, kept.eyes)
    decided = names.of(kept.decided_by) if kept.decided_by else ""
    return Told(edition, names.of(kept.by), decided, in_force, mine)
