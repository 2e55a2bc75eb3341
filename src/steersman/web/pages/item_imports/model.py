"""What the page of an import shows: the plan row by row, or what was done."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from steersman.domain.cmdb.classes import CLASS_NAMES
from steersman.domain.cmdb.spellings import CLASS, KEY
from steersman.domain.formulas import shielded
from steersman.domain.sources import Value
from steersman.records.cmdb.effects import Effect
from steersman.records.cmdb.import_jobs import ImportJob, Outcome
from steersman.records.cmdb.relation_changes import RELATION
from steersman.records.cmdb.request import CmdbPlan
from steersman.records.cmdb.schema import load
from steersman.records.cmdb.silence import sources
from steersman.records.cmdb.tables import configuration_items
from steersman.records.files.problems import Problem
from steersman.records.files.streams import File
from steersman.records.store import reading
from steersman.web.core import Core
from steersman.web.pages.ci.model import person_of
from steersman.web.sign_in.session import Visitor

KINDS = 8  # words of a source that a notice names
SHOWN = 200  # rows of each kind
LONGEST = 200  # characters of a value


@dataclass(frozen=True, slots=True)
class Form:
    """The view model of ``pages/item_imports/form.html``; ``typed``: what stood in it."""

    typed: Mapping[str, str]
    sources: Sequence[str]
    classes: Sequence[tuple[str, str]]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """``kind`` is the word of a figure."""

    kind: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The view model of ``pages/item_imports/job.html``."""

    job: ImportJob
    plan: CmdbPlan | None
    done: bool  # it was carried out
    fields: Sequence[tuple[str, str]]  # what a column may be for
    names: Mapping[str, str] = field(default_factory=dict)  # of people, and of items related
    shown: int = SHOWN

    @property
    def counts(self) -> Sequence[Counts]:
        plan = self.plan
        if plan is None:
            return ()
        told = [("New", plan.created), ("Changed", plan.updated), ("As they are", plan.unchanged)]
        told += [("Conflicts", plan.conflicts), ("Refused rows", plan.refused)]
        return [Counts(*each) for each in [*told, ("No longer listed", plan.disappeared)]]

    @property
    def new(self) -> Sequence[Effect]:
        return [each for each in self._effects if not each.id]

    @property
    def changed(self) -> Sequence[Effect]:
        return [each for each in self._effects if each.id and each.changes]

    @property
    def conflicts(self) -> Sequence[Effect]:
        return [each for each in self._effects if each.kept]

    @property
    def unknown(self) -> str:
        """The words for kinds that nobody knows, the most frequent first."""
        told = {} if self.plan is None else self.plan.unknown_kinds
        words = sorted(told, key=lambda word: (-told[word], word))
        more = f" and {len(words) - KINDS} more" if len(words) > KINDS else ""
        return ", ".join(f"{word} ({told[word]})" for word in words[:KINDS]) + more

    @property
    def faults(self) -> Sequence[Problem]:
        """What is wrong with the file as a whole, then line by line."""
        found = () if self.plan is None else self.plan.problems
        return sorted(found, key=lambda each: each.line)

    @property
    def hopeless(self) -> Problem | None:
        """What keeps the whole file out."""
        return next((each for each in self.faults if each.is_of_file), None)

    @property
    def doing(self) -> int:
        """How many items or relations it would touch."""
        plan = self.plan
        if plan is None or self.hopeless:
            return 0
        gone = plan.disappeared if plan.subject == RELATION else 0
        return plan.created + plan.updated + gone

    @property
    def _effects(self) -> Sequence[Effect]:
        return () if self.plan is None else self.plan.effects

    def label(self, effect: Effect) -> str:
        """An item's name; a relation as "parent, type, child" with the names of its ends."""
        if self.job.subject != RELATION:
            return effect.label
        told = [self.names.get(each, each) for each in effect.label.split(" ")]
        return " ".join(told).replace("_", " ") if len(told) == 3 else effect.label

    def said(self, name: str, value: Value) -> str:
        if name == "owner" and value:
            return self.names.get(str(value), str(value))
        if isinstance(value, bool):
            return "yes" if value else "no"
        if name == CLASS and value in CLASS_NAMES:
            return CLASS_NAMES[str(value)].title
        said = "" if value is None else str(value)
        return said if len(said) <= LONGEST else f"{said[:LONGEST]}…"


def empty_form(core: Core, typed: Mapping[str, str], fault: str = "") -> Form:
    with reading(core.store) as connection:
        known = [each.name for each in sources(connection)]
    classes = [(n, c.title) for n, c in CLASS_NAMES.items() if not c.abstract]
    return Form(typed, known, classes, fault)


def view_of(core: Core, visitor: Visitor, job: ImportJob) -> View:
    outcome = job.outcome
    if job.subject == RELATION:
        fields = [("parent", "Parent"), ("type", "Type of relation"), ("child", "Child")]
    else:
        with reading(core.store) as connection:
            schema = load(connection).every_name()
        fields = [(KEY, "The source's own key"), (CLASS, "Class")]
        fields += [(name, each.title) for name, each in schema.items()]
    plan = outcome.plan if outcome else None
    known = _names(core, visitor, plan) if plan else {}
    return View(
        job=job,
        plan=plan,
        done=job.promised != "",
        fields=fields,
        names=known,
    )


def _names(core: Core, visitor: Visitor, plan: CmdbPlan) -> Mapping[str, str]:
    """The people and the ends of relations that the plan names, as far as they may be seen."""
    shown = plan.effects[: 2 * SHOWN]
    if plan.subject == RELATION:
        ends = sorted({word for effect in shown for word in effect.label.split(" ")})
        may = core.permissions.visible(visitor.caller.principal, "view", configuration_items)
        c = configuration_items.c
        wanted = sa.select(c.id, c.name).where(c.id.in_(ends), may.where)
        with reading(core.store) as connection:
            return {item: name for item, name in connection.execute(wanted)}
    owners = {
        str(value)
        for effect in shown
        for change in effect.changes
        if change.field == "owner"
        for value in (change.before, change.after)
        if value
    }
    return {each: person_of(core, visitor, each)[0] for each in owners}


def refused_rows(outcome: Outcome) -> str:
    """The refused rows as they came, with the header of a CSV file: to mend and import them."""
    rows = "".join(f"{row.rstrip()}\n" for row in outcome.plan.rejected)
    return f"{outcome.header}{rows}"


def header_of(file: File) -> str:
    """The line of column names, as it came; empty where there is none."""
    if file.format != "csv":
        return ""
    with file.open() as raw:
        first = raw.readline(1_000_000)
    return first.decode(file.encoding, "replace").removeprefix("\ufeff").rstrip("\r\n") + "\n"


def faults_as_csv(faults: Sequence[Problem]) -> str:
    """Line, column, value, what is wrong and the mend, safe for a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["line", "column", "value", "what is wrong", "the mend"])
    writer.writerows(_safe(each) for each in faults)
    return text.getvalue()


def _safe(fault: Problem) -> Iterator[str]:
    told = [str(fault.line or "file"), fault.column, fault.value, fault.message, fault.mend]
    return (shielded(cell) for cell in told)
