"""Which words are kept, for whom, and until when; on both stores."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
import sqlalchemy as sa

from steersman.domain.permissions import Rule
from steersman.domain.sources import Source
from steersman.knowledge.asking.record_world import RecordWorld
from steersman.knowledge.asking.wording import Wording
from steersman.knowledge.questions.vocabulary import JoinedWords, Words
from steersman.records.cmdb.importer import CmdbImporter
from steersman.records.cmdb.request import CmdbRequest
from steersman.records.desk.desk import Desk
from steersman.records.desk.work import Request
from steersman.records.files.streams import File
from steersman.records.permissions import Rules
from steersman.records.store import reading
from steersman.runtime.clock import ManualClock


class Office:
    """Two who see everything, one who sees London only."""

    def __init__(self, record: sa.Engine, clock: ManualClock) -> None:
        self.record, self.clock = record, clock
        self.rules, self.wording = Rules(record, clock), Wording()
        self._let("auditor", {})
        self._let("technician", {"location": "London"})
        for name, role in (("ann", "auditor"), ("bob", "auditor"), ("cid", "technician")):
            self.rules.assign(f"system:{name}", role, by="system:test")
        self.items({"web-01": "London", "web-02": "Paris"})

    def _let(self, role: str, seen: Mapping[str, str]) -> None:
        kinds = ("configuration_item", *(() if seen else ("work_item", "person")))
        rule = Rule(
            name=role, roles=(role,), object_types=kinds, actions=("view",), constraints=seen
        )
        self.rules.keep(rule, by="system:test")

    def items(self, places: Mapping[str, str]) -> None:
        rows = [
            {
                "key": name,
                "class": "server",
                "name": name,
                "location": location,
                "serial": f"SN-{name}",
            }
            for name, location in places.items()
        ]
        file = File("jsonl", "\n".join(json.dumps(row) for row in rows).encode())
        self.clock.advance(60)
        source = Source(name="cmdb", recency=self.clock.now(), feed="test")
        importer = CmdbImporter(self.record, self.clock)
        importer.apply(importer.plan_items(CmdbRequest(file=file, source=source)), by="system:test")

    def words(self, name: str) -> JoinedWords:
        with reading(self.record) as connection:
            world = RecordWorld(connection, self.rules, self.rules.principal(f"system:{name}"))
            return self.wording.of(connection, world)

    def part(self, name: str, root: str) -> Words:
        return self.words(name).parts[root]


@pytest.fixture
def office(record: sa.Engine, noon: ManualClock) -> Office:
    return Office(record, noon)


def test_everybody_has_the_words_that_they_may_read(office: Office) -> None:
    assert [each.name for each in office.words("ann").names("web02")] == ["web-02"]
    assert office.words("cid").names("web02") == ()
    assert set(office.words("cid").known_values("location")) == {"London"}
    assert set(office.words("ann").known_values("location")) == {"London", "Paris"}


def test_who_may_read_the_same_shares_them(office: Office) -> None:
    ann = office.part("ann", "configuration_item")
    assert office.part("bob", "configuration_item") is ann
    assert office.part("cid", "configuration_item") is not ann


def test_a_ticket_changes_no_words_of_items(office: Office) -> None:
    items = office.part("ann", "configuration_item")
    tickets = office.part("ann", "work_item")
    request = Request(procedure="leaver", requester="system:hr", subject="", summary="x")
    number = Desk(office.record, office.clock).work_items.submit(request)
    assert office.part("ann", "configuration_item") is items
    assert office.part("ann", "work_item") is not tickets
    assert [each.name for each in office.words("ann").names(number.casefold())] == [number]


def test_an_item_that_is_new_or_renamed_is_known_at_once(office: Office) -> None:
    assert office.words("ann").names("web03") == ()
    office.items({"web-03": "Rome"})
    assert [each.name for each in office.words("ann").names("web03")] == ["web-03"]
    assert "Rome" in set(office.words("ann").known_values("location"))
