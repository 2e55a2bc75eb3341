"""What somebody answers for: configuration items and documents that name them as the owner."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.cmdb.life_cycle import END_OF_LIFE
from steersman.records.assets import assets
from steersman.records.cmdb.tables import configuration_items
from steersman.records.knowledge.tables import documents
from steersman.records.store import reading

PAST = ("superseded", "obsolete", "archived")  # documents that nobody need answer for
_ci, _doc = configuration_items.c, documents.c


@dataclass(frozen=True, slots=True)
class Owned:
    """``kind``: the class in words, or "document"."""

    id: str
    name: str
    kind: str

    @property
    def called(self) -> str:
        return f"{self.name} ({self.kind})"


def owned_by(store: sa.Engine, person: str) -> tuple[Owned, ...]:
    """The most critical first; what is retired is left out, and what was lent to them too.

    A thing that they give back needs no new owner: ``device.request_return`` asks for it.
    """
    lent = sa.select(assets.c.ci_id).where(assets.c.assigned_to == person, assets.c.ci_id != "")
    items = sa.select(_ci.id, _ci.name, _ci.ci_class).where(
        _ci.owner == person, _ci.life_cycle_stage != END_OF_LIFE, _ci.id.not_in(lent)
    )
    rated = sa.case((_ci.criticality == "", "9"), else_=_ci.criticality)
    papers = sa.select(_doc.id, _doc.title, _doc.name).where(
        _doc.owner == person, _doc.status.not_in(PAST)
    )
    with reading(store) as connection:
        found = [
            Owned(row.id, row.name, row.ci_class.replace("_", " "))
            for row in connection.execute(items.order_by(rated, _ci.name, _ci.id))
        ]
        found += [
            Owned(row.id, row.title or row.name, "document")
            for row in connection.execute(papers.order_by(_doc.title, _doc.id))
        ]
    return tuple(found)
