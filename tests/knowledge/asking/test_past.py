"""What changed in the record, who changed it, and which sources state it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from steersman.domain.permissions import Rule
from steersman.domain.sources import Source
from steersman.knowledge.asking.answer import Answer, State
from steersman.knowledge.asking.record import ask_query, ask_record
from steersman.knowledge.asking.record_world import RecordWorld
from steersman.knowledge.asking.service import Asking
from steersman.records.cmdb.importer import CmdbImporter
from steersman.records.cmdb.request import CmdbRequest
from steersman.records.files.streams import File
from steersman.records.permissions import Rules
from steersman.runtime.clock import ManualClock
from tests.knowledge.company import TODAY

DAY = 86_400.0


class Shelf:
    """A server that moved from London to Paris ten days ago, and one that stayed."""

    def __init__(self, record: sa.Engine, clock: ManualClock) -> None:
        self.record, self.clock, self.rules = record, clock, Rules(record, clock)
        clock.advance(1_795_435_200.0 - self.clock.now())  # 2026-11-23 12:00 UTC
        self.now = clock.now()
        self._import(100, "web-01,S1,London\nweb-02,S2,London\n")
        self._import(10, "web-01,S1,Paris\nweb-02,S2,London\n")
        for role, fields in (("auditor", ()), ("technician", ("name", "location", "ci_class"))):
            rule = Rule(
                name=role,
                roles=(role,),
                object_types=("configuration_item",),
                actions=("view",),
                constraints={},
                fields=fields,
            )
            self.rules.keep(rule, by="system:test")
            self.rules.assign(f"system:{role}", role, by="system:test")

    def _import(self, days_ago: float, rows: str) -> None:
        self.clock.advance(self.now - days_ago * DAY - self.clock.now())
        text = "class,name,serial,location\n" + "".join(
            f"server,{row}\n" for row in rows.splitlines()
        )
        importer = CmdbImporter(self.record, self.clock)
        source = Source(name="inventory", recency=self.clock.now())
        request = CmdbRequest(file=File("csv", text.encode()), source=source)
        importer.apply(importer.plan_items(request), by="system:import")
        self.clock.advance(self.now - self.clock.now())

    def ask(self, question: str, role: str = "auditor") -> Answer:
        with self.record.connect() as connection:
            world = RecordWorld(connection, self.rules, self.rules.principal(f"system:{role}"))
            if question.startswith("?"):
                return ask_query(question[1:], world, TODAY)
            return ask_record(question, world, TODAY)


@pytest.fixture
def shelf(record: sa.Engine, noon: ManualClock) -> Shelf:
    return Shelf(record, noon)


def test_what_changed_is_told_with_day_and_source(shelf: Shelf) -> None:
    told = shelf.ask("what changed on web-01 in the last 30 days?")
    assert told.text == (
        "1 change in the record of web-01 from 2026-10-24 to 2026-11-23: "
        "2026-11-13 location: London → Paris (inventory, system:import)."
    )
    assert shelf.ask(f"?{told.query}").text == told.text
    assert told.table is not None
    assert told.table.rows[0][1:5] == ["2026-11-13", "location", "London", "Paris"]
    assert told.notes, "what no source reported is not in the record"


def test_one_field_of_it(shelf: Shelf) -> None:
    for question in ("who changed the location of web-01", "history of the location of web-01"):
        told = shelf.ask(question)
        assert "London → Paris" in told.text
        assert "nothing → London" in told.text, "what it began with"
    assert shelf.ask("who changed the serial of web-01").text.count("→") == 1


def test_what_did_not_change_in_that_time(shelf: Shelf) -> None:
    told = shelf.ask("what changed on web-02 since Monday")
    assert (told.text, told.state) == (
        "Nothing changed in the record of web-02 since 2026-11-23.",
        State.ANSWERED,
    )
    assert shelf.ask("history of web-02").text.endswith("put on record (inventory, system:import).")
    assert shelf.ask('?history of server where name = "no-such"').state is State.UNKNOWN


def test_which_sources_state_it(shelf: Shelf) -> None:
    told = shelf.ask("which sources know web-01")
    assert told.text == "Sources of web-01: inventory (last heard 2026-11-13)."


@pytest.mark.parametrize(
    "question",
    [
        "what changed on web-01 in the last 30 days?",
        "who changed the location of web-01",
        "which sources know web-01",
        '?history of server where location = "Paris"',
    ],
)
def test_who_may_see_some_fields_is_told_no_past(shelf: Shelf, question: str) -> None:
    told = shelf.ask(question, "technician")
    assert told.state is not State.ANSWERED
    assert "London" not in str(told)
    assert "inventory" not in str(told)


@pytest.mark.parametrize(
    ("question", "offered"),
    [
        ("servers in London that are purple", ("servers in London",)),
        ("purple servers in London", ("servers in London",)),
        ("servers purple", ()),
        ("which servers does everybody like", ()),
    ],
)
def test_the_nearest_question_is_offered(
    shelf: Shelf, question: str, offered: tuple[str, ...]
) -> None:
    asking = Asking(shelf.record, shelf.rules, shelf.clock)
    told = asking.question(shelf.rules.principal("system:auditor"), question)
    assert (told.state, told.instead) == (State.UNKNOWN, offered)
