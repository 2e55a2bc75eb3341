"""What depends on a target is asked of the CMDB before anything is decided, on both stores."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from steersman.bootstrap import Steersman
from steersman.domain.sources import Source
from steersman.domain.work import Status
from steersman.governor.surroundings import NOTHING, Surroundings, items_of, surroundings
from steersman.records.cmdb.importer import CmdbImporter
from steersman.records.cmdb.request import CmdbRequest
from steersman.records.files.streams import File
from steersman.records.store import reading
from steersman.runtime.clock import SystemClock
from tests.governor.company import Company, leaver, next_result

ITEMS = [
    {"key": "d-1000", "class": "application_service", "name": "directory entry", "criticality": ""},
    {"key": "d-2", "class": "business_service", "name": "trading", "criticality": "1"},
    {"key": "d-3", "class": "application_service", "name": "orders", "criticality": "3"},
]
RELATIONS = [
    {"parent": "orders", "type": "depends_on", "child": "directory entry"},
    {"parent": "trading", "type": "depends_on", "child": "orders"},
]


def known(record: sa.Engine, source: str = "directory", relations: bool = True) -> None:
    """What ``source`` says of three items; each is known by its key there."""
    importer = CmdbImporter(record, SystemClock())

    def request(rows: list[dict[str, str]]) -> CmdbRequest:
        text = "\n".join(json.dumps(row) for row in rows)
        file = File("jsonl", text.encode())
        return CmdbRequest(file=file, source=Source(name=source, recency=1.0, feed="test"))

    importer.apply(importer.plan_items(request(ITEMS)), by="system:test")
    if relations:
        importer.apply(importer.plan_relations(request(RELATIONS)), by="system:test")


@pytest.mark.parametrize(
    ("targets", "told"),
    [
        ({"directory:d-1000"}, Surroundings(items=1, dependents=2, criticality="1")),
        ({"directory:d-1000", "directory:d-3"}, Surroundings(2, 1, "1")),
        ({"directory:d-2"}, Surroundings(1, 0, "1")),
        ({"mail:d-1000"}, NOTHING),
        ({"directory:unheard-of"}, NOTHING),
        ({"nonsense"}, NOTHING),
        (set(), NOTHING),
    ],
)
def test_targets_are_items_by_the_id_that_their_own_system_gives_them(
    record: sa.Engine, targets: set[str], told: Surroundings
) -> None:
    known(record)
    with reading(record) as connection:
        assert surroundings(connection, targets) == told


def test_an_id_with_a_colon_is_one_id(record: sa.Engine) -> None:
    known(record)
    with reading(record) as connection:
        assert items_of(connection, {"directory:d-1000:x"}) == frozenset()


def test_work_that_something_depends_on_waits_for_a_person(company: Company) -> None:
    with company.open() as steersman:
        people = company.settle_in(steersman)
        known(steersman.store)
        number = _leave(company, steersman, people)
        standing = steersman.desk.work_items.standing(number)
        assert standing.status is Status.HELD
        assert any("2 items depend on what would change" in why for why in standing.reasons)
        assert any("criticality 1" in why for why in standing.reasons)
        assert company.effects == []


def test_work_that_nothing_depends_on_is_done(company: Company) -> None:
    with company.open() as steersman:
        people = company.settle_in(steersman)
        known(steersman.store, source="another-directory")
        number = _leave(company, steersman, people)
        assert steersman.desk.work_items.standing(number).status is Status.DONE
        assert company.effects


def _leave(company: Company, steersman: Steersman, people: dict[str, str]) -> str:
    company.leaves(steersman, people["jane"])
    number = steersman.desk.work_items.submit(leaver(people["jane"], people["mary"]))
    next_result(steersman)
    return number
