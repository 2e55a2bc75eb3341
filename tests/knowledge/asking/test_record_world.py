"""Questions to the real record, on both stores: only from what the asker may read."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
import sqlalchemy as sa

from steersman.domain.permissions import Rule
from steersman.knowledge.asking.answer import Answer, State
from steersman.knowledge.asking.record import ask_query, ask_record
from steersman.knowledge.asking.record_rows import UNSEEN
from steersman.knowledge.asking.record_world import RecordWorld
from steersman.records.assets import assets
from steersman.records.cmdb.tables import configuration_items
from steersman.records.desk.tables import work_items
from steersman.records.people import people
from steersman.records.permissions import Rules
from steersman.runtime.clock import ManualClock
from tests.records.graph.world import World, nothing_in

TODAY = date(2026, 11, 23)
READERS = {
    "administrator": ("configuration_item", "ci_relation", "person", "asset", "work_item"),
    "technician": ("configuration_item", "ci_relation", "asset"),
    "approver": ("person",),
}


class Office:
    """Two servers in London, one in secret, two people, a laptop with somebody who left."""

    def __init__(self, record: sa.Engine, clock: ManualClock) -> None:
        self.record, self.rules = record, Rules(record, clock)
        self._row(people, id="ann", given_name="Ann", family_name="Smith", department="Trading")
        gone = {"employment_status": "terminated", "end_date": "2026-10-01", "manager": "ann"}
        self._row(people, id="bob", given_name="Bob", family_name="Lee", **gone)
        world = World(record)
        london = {"location": "London", "owner": "ann", "attributes": {"os": "Debian"}}
        world.items("web-01", "web-02", **london)
        world.items("dark-01", environment="secret", location="London")
        world.items("shop", ci_class="business_service", criticality="1")
        for name, version, host in (("ssl-1", "3.0.2", "web-01"), ("ssl-2", "3.0.13", "web-02")):
            facts = {"software": "OpenSSL", "version": version, "host": host}
            world.items(name, ci_class="package", attributes=facts)
        world.items("ssl-3", ci_class="package", attributes={"software": "OpenSSL"})
        world.relate("shop depends_on web-01", "shop depends_on dark-01", "ssl-3 runs_on dark-01")
        world.items("lt-9", ci_class="laptop", serial="S-9", attributes={"model": "X1"})
        laptop = {"kind": "laptop", "serial": "S-9", "assigned_to": "bob", "state": "assigned"}
        self._row(assets, id="a1", tag="T-9", warranty_ends="2025-01-01", **laptop)
        incident = {"kind": "incident", "state": "new", "summary": "Shop is slow", "subject": "bob"}
        self._row(work_items, number="INC1", seq=1, **incident)
        for role, kinds in READERS.items():
            for kind in kinds:
                self._allow(role, kind)

    def _row(self, table: sa.Table, **values: object) -> None:
        empty = {**nothing_in(table), "dedup_key": None, "settled_at": None}
        row = {name: value for name, value in {**empty, **values}.items() if name in table.c}
        with self.record.begin() as connection:
            connection.execute(sa.insert(table), [row])

    def _allow(self, role: str, kind: str) -> None:
        seen = {"environment": ""} if role == "technician" and kind == "configuration_item" else {}
        name = f"{role}-{kind}"
        rule = Rule(
            name=name, roles=(role,), object_types=(kind,), actions=("view",), constraints=seen
        )
        self.rules.keep(rule, by="system:test")

    def ask(self, role: str, question: str) -> Answer:
        self.rules.assign(f"system:{role}", role, by="system:test")
        with self.record.connect() as connection:
            principal = self.rules.principal(f"system:{role}")
            world = RecordWorld(connection, self.rules, principal)
            if question.startswith("?"):
                return ask_query(question[1:], world)
            return ask_record(question, world, TODAY)


@pytest.fixture
def office(record: sa.Engine, noon: ManualClock) -> Office:
    return Office(record, noon)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("which servers in London run OpenSSL older than 3.0.13", "1 server: web-01."),
        ("how many servers do we have", "3 servers."),
        ("what depends on web-01", "1 configuration item: shop."),
        ("servers that shop depends on", "2 servers: dark-01, web-01."),
        ("laptops held by people who left", "1 laptop: lt-9."),
        ("who owns web-01?", "Owner of web-01: Ann Smith."),
        ("assets out of warranty", "1 asset: T-9 (laptop, S-9)."),
        ("which people report to Ann Smith", "1 person: Bob Lee."),
        ("how many incidents are open", "1 incident."),
        ("does web-01 run OpenSSL", "Yes: web-01."),
        ("does web-01 run Debian", "Yes: web-01."),
        ("servers owned by people in Trading", "2 servers: web-01, web-02."),
    ],
)
def test_an_administrator_is_answered_from_everything(
    office: Office, question: str, answer: str
) -> None:
    told = office.ask("administrator", question)
    assert (told.text, told.state) == (answer, State.ANSWERED)
    assert told.query


def test_the_row_shows_what_made_it_fit(office: Office) -> None:
    told = office.ask("administrator", "which servers run OpenSSL older than 3.0.13")
    assert told.table
    row = dict(zip(told.table.columns, told.table.rows[0], strict=True))
    assert row["software"] == "ssl-1 (software OpenSSL, version 3.0.2)"
    laptops = office.ask("administrator", "laptops held by people who left")
    assert laptops.table
    held = dict(zip(laptops.table.columns, laptops.table.rows[0], strict=True))["holder"]
    assert str(held).startswith("Bob Lee (")


def test_what_may_not_be_read_makes_no_row_fit(office: Office) -> None:
    told = office.ask("technician", '?package where has host (location = "London")')
    assert told.table
    assert "dark-01" not in str(told.table)
    assert "web-01" in str(told.table)


def test_hidden_things_are_in_no_count_name_graph_or_citation(office: Office) -> None:
    assert office.ask("technician", "how many servers do we have").text == "2 servers."
    needed = office.ask("technician", "servers that shop depends on")
    assert needed.text == "1 server: web-01."
    assert [each.title for each in needed.citations] == ["web-01"]
    asked = office.ask("technician", "where is dark-01")
    nonsense = office.ask("technician", "where is dork-01")
    assert asked.state is nonsense.state is State.UNKNOWN
    assert asked.text.replace("dark", "dork") == nonsense.text, "as if it did not exist"
    with_ssl = office.ask("technician", '?package where has host (name = "dark-01")')
    assert "ssl-3" not in with_ssl.text


def test_people_stay_unnamed_for_who_may_not_see_them(office: Office) -> None:
    assert office.ask("technician", "who owns web-01").text == f"Owner of web-01: {UNSEEN}."
    assert office.ask("technician", "people in Trading").state is not State.ANSWERED
    left = office.ask("technician", '?laptop where has holder (employment_status = "terminated")')
    assert left.state is State.FORBIDDEN


def test_a_kind_that_nobody_let_them_read_is_forbidden_not_empty(office: Office) -> None:
    for question in ("?server", '?person where name = "Ann Smith"'):
        told = office.ask("employee", question)
        assert (told.state, told.table, list(told.citations)) == (State.FORBIDDEN, None, [])
    assert office.ask("approver", "?count asset").state is State.FORBIDDEN


def test_a_hidden_field_is_forbidden_not_unknown(office: Office) -> None:
    rule = Rule(
        name="approver-person",
        roles=("approver",),
        object_types=("person",),
        actions=("view",),
        constraints={},
        fields=("given_name", "family_name", "department"),
    )
    office.rules.keep(rule, by="system:test")
    told = office.ask("approver", '?person where employment_status = "terminated"')
    assert told.state is State.FORBIDDEN
    assert "employment status" in told.text
    assert office.ask("approver", "people in Trading").text == "1 person: Ann Smith."


def test_an_owner_that_two_people_may_be_is_not_guessed(office: Office) -> None:
    for each in ("t1", "t2"):
        office._row(configuration_items, id=each, name="twin", ci_class="server")
    facts = {"software": "nginx", "version": "1.24", "host": "twin"}
    office._row(configuration_items, id="n1", name="n1", ci_class="package", attributes=facts)
    assert office.ask("administrator", "which servers run nginx").text.startswith("No server")


def test_laptops_that_only_the_asset_list_knows_are_found_there(office: Office) -> None:
    kind = {"kind": "tablet", "state": "in_stock", "warranty_ends": "2024-01-01"}
    office._row(assets, id="a2", tag="T-2", **kind)
    told = office.ask("administrator", "how many tablets are out of warranty")
    assert (told.text, told.query) == (
        "1 asset.",
        'count asset where kind = "tablet" and warranty_ends < 2026-11-23',
    )


def limited(office: Office, kind: str, *fields: str) -> None:
    """Approvers may read some fields of everything of the kind."""
    rule = Rule(
        name=f"some-{kind}",
        roles=("approver",),
        object_types=(kind,),
        actions=("view",),
        constraints={},
        fields=fields,
    )
    office.rules.keep(rule, by="system:test")


def test_a_hidden_field_stands_in_no_column(office: Office) -> None:
    limited(office, "configuration_item", "name", "location", "ci_class")
    told = office.ask("approver", "servers in London")
    assert told.table is not None
    assert set(told.table.columns) == {"name", "location"}
    assert "secret" not in str(told)


@pytest.mark.parametrize(
    "question",
    [
        "servers owned by people in Trading",
        "servers of Ann Smith",
        "which servers run OpenSSL",
        '?server where environment = "no such thing"',
        '?person where has owns (name = "web-01")',
        '?server where not (has owner (name = "Ann Smith"))',
        '?server where has subnet (name = "office")',
    ],
)
def test_a_hidden_field_is_told_by_no_link(office: Office, question: str) -> None:
    limited(office, "configuration_item", "name", "location", "ci_class")
    limited(office, "person", "given_name", "family_name", "department")
    told = office.ask("approver", question)
    assert told.state is not State.ANSWERED
    assert (told.table, list(told.citations)) == (None, [])


def test_who_holds_a_device_is_not_told_by_its_item(office: Office) -> None:
    limited(office, "asset", "tag", "kind")
    limited(office, "configuration_item", "name", "ci_class")
    for question in ("laptops nobody has", "laptops held by people who left", "who has lt-9"):
        assert office.ask("approver", question).state is not State.ANSWERED


def test_what_is_in_a_network_and_in_which_network_something_is(office: Office) -> None:
    world = World(office.record)
    world.items("office", ci_class="subnet", attributes={"cidr": "10.2.0.0/16"})
    world.items("lab", ci_class="subnet", attributes={"cidr": "10.2.3.0/24"})
    world.items("lab-01", ip_address="10.2.3.4")
    world.items("lab-02", ip_address="10.3.3.4")
    ask = partial(office.ask, "administrator")
    assert ask("what is in 10.2.3.0/25").text == "1 configuration item: lab-01."
    assert ask("servers in the lab subnet").text == "1 server: lab-01."
    assert ask("which subnet is lab-01 in").text == "2 subnets: lab, office."
    assert ask("which subnet is 10.2.9.9 in").text == "1 subnet: office."
    assert ask("which subnet is lab-02 in").text.startswith("No subnet")


def test_who_asked_for_something(office: Office) -> None:
    office._row(
        work_items, number="REQ2", seq=2, kind="service_request", state="new", requester="ann"
    )
    ask = partial(office.ask, "administrator")
    assert ask("who requested REQ2").text == "Requester of REQ2: Ann Smith."
    assert ask("tickets raised by Ann Smith").text == "1 work item: REQ2."
    assert ask("is REQ2 a change?").text.startswith("No")


def test_two_questions_in_one_are_both_answered_or_neither_is_known(office: Office) -> None:
    told = office.ask("administrator", "who owns web-01 and where is it?")
    assert told.text == "Owner of web-01: Ann Smith. Location of web-01: London."
    assert office.ask("administrator", f"?{told.query}").text == told.text
    half = office.ask("administrator", "who owns web-01 and how happy is it?")
    assert (half.state, half.query) == (State.UNKNOWN, "")
    dark = office.ask("technician", "where is web-01 and who owns dark-01?")
    assert dark.state is not State.ANSWERED
