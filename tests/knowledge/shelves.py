"""A library on a store, with people who read some of it, and documents that lie in folders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from steersman.capabilities.documents import DocumentSource
from steersman.domain.permissions import Principal
from steersman.domain.sources import CONSOLE, Source
from steersman.knowledge.asking.answer import Answer
from steersman.knowledge.asking.library import Library
from steersman.knowledge.asking.service import Asking
from steersman.knowledge.sources.places import Places
from steersman.records.knowledge.house import HouseDocuments
from steersman.records.knowledge.sources import KnowledgeSource, Place
from steersman.records.people import People
from steersman.records.permissions import Rules
from steersman.runtime.clock import ManualClock

BY = "system:test"


class Shelves:
    """The rules are those that ship; ``person`` makes somebody with a department and roles."""

    def __init__(self, record: sa.Engine, clock: ManualClock, folder: Path) -> None:
        self.store, self.clock, self.folder = record, clock, folder
        self.rules = Rules(record, clock)
        self.rules.install_defaults(by=BY)
        self.people = People(record, clock)
        self.systems: dict[str, DocumentSource] = {}
        house = HouseDocuments(record, clock)
        places = Places(record, house, folder / "mirrors", lambda: self.systems)
        self.library = Library(record, self.rules, clock, lambda: None, places)
        self.asking = Asking(record, self.rules, clock, self.library)

    def person(self, number: str, department: str = "", *roles: str) -> Principal:
        values = {
            "employee_number": number,
            "given_name": "Pat",
            "family_name": f"N{number}",
            "department": department,
            "employment_status": "active",
        }
        source = Source(name=CONSOLE, recency=self.clock.now())
        made = self.people.add(values, by=BY, source=source)
        for role in roles:
            self.rules.assign(made.id, role, by=BY)
        return self.rules.principal(made.id)

    def again(self, principal: Principal) -> Principal:
        """The same person, as the record knows them now."""
        return self.rules.principal(principal.id)

    def put(self, source: str, files: Mapping[str, str], **told: object) -> None:
        place = self.folder / source
        for name, text in files.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(text)
        given = KnowledgeSource(name=source, folder=str(place), readers="everyone")
        self.keep(replace(given, **told))  # type: ignore[arg-type]  # its fields by their names

    def keep(self, source: KnowledgeSource) -> None:
        self.library.keep(source)
        self.library.read(source.name)

    def system(self, name: str, source: DocumentSource, readers: str = "everyone") -> None:
        self.systems[name] = source
        self.keep(KnowledgeSource(name=name, kind=Place.SYSTEM, address=name, readers=readers))

    def found(self, principal: Principal, question: str) -> list[str]:
        """The names of the documents that are found, best first."""
        return [each.passage.name for each in self.library.find(principal, question, 10)]

    def ask(self, principal: Principal, question: str) -> Answer:
        return self.asking.question(principal, question)
