"""What Meridian has: servers, services, laptops, contracts, and its documents."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from company.estate.bringing import bring
from company.estate.facts import Row, estate
from company.people import people
from steersman.bootstrap import Steersman
from steersman.records.knowledge.sources import KnowledgeSource, Place

SEED = 7
LIBRARY = Path(__file__).with_name("library")
READERS = {"runbooks": "everyone", "network": "technician"}


def prepare(steersman: Steersman) -> None:
    """Import the estate and read the documents, as an administrator would."""
    today = datetime.fromtimestamp(steersman.clock.now(), UTC).date()
    staff: list[Row] = [
        {
            "employee_number": each.employee_number,
            "given_name": each.given_name,
            "family_name": each.family_name,
            "employment_status": "active",
        }
        for each in people()
    ]
    made = estate(SEED, today, people=staff)
    bring(made, steersman.store, steersman.clock, with_people=False)
    for name, readers in READERS.items():
        source = KnowledgeSource(name=name, folder=str(LIBRARY / name), readers=readers)
        steersman.library.keep(source)
        steersman.library.read(name)
    steersman.library.keep(KnowledgeSource(name="solved", kind=Place.WORK))
    steersman.library.read("solved")
