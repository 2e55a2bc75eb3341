"""The leak test on a whole console: silent where nothing leaks, and it finds what is planted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from steersman.bootstrap import Steersman
from steersman.domain.permissions import Decision, Principal
from steersman.knowledge.asking.answer import Answer
from steersman.knowledge.asking.service import Asking
from steersman.records.cmdb.tables import configuration_items
from steersman.records.permissions import Rules, Visible
from steersman.records.store import metadata
from steersman.web.app import create_app
from steersman.web.leaks import Leak, Report, State, Wanted, check_leaks
from tests.web.leaks.estate import Secrets, furnish, show_items_to
from tests.web.office import Office

# A worker's heartbeat, and a figure that is kept because it takes long to compute.
COMPUTED = ("workers", "ci_quality")
SMALL = Wanted(seconds=900.0, sample=2, only=("employee",))


@pytest.fixture
def secrets(office: Office) -> Secrets:
    return furnish(office)


def run(steersman: Steersman, wanted: Wanted = SMALL) -> Report:
    return check_leaks(steersman, create_app(steersman), wanted)


class Open(Rules):
    """Forgets the filter of the rules wherever items are listed, as a slip in the SQL would."""

    def visible(self, principal: Principal, action: str, table: sa.Table) -> Visible:
        found = super().visible(principal, action, table)
        return replace(found, where=sa.true()) if table is configuration_items else found


class Generous(Rules):
    """Shows every field of what may be seen."""

    def decide(
        self, principal: Principal, action: str, table: sa.Table, object_id: str
    ) -> Decision:
        return replace(super().decide(principal, action, table, object_id), fields=None)


class Telling(Asking):
    """Answers everybody as it would answer the auditor, but for what it cites."""

    def question(self, principal: Principal, question: str) -> Answer:
        auditor = Principal("system:auditor", frozenset({"auditor"}))
        return replace(super().question(auditor, question), citations=(), table=None)


class Offering(Asking):
    """Offers for a slip of the keyboard what only the auditor may read."""

    def question(self, principal: Principal, question: str) -> Answer:
        auditor = Principal("system:auditor", frozenset({"auditor"}))
        offered = super().question(auditor, question).instead
        return replace(super().question(principal, question), instead=offered)


class Counting(Asking):
    """Counts what the asker may not see."""

    def query(self, principal: Principal, query: str) -> Answer:
        auditor = Principal("system:auditor", frozenset({"auditor"}))
        told = super().query(principal, query)
        if not query.startswith("count"):
            return told
        return replace(told, text=super().query(auditor, query).text)


def test_everybody_asks_everything_and_nothing_leaks(office: Office, secrets: Secrets) -> None:
    office.leaver()
    report = run(office.steersman, replace(SMALL, sample=1, only=()))

    assert report.leaks == []
    assert report.state is State.CLEAN
    assert {"employee", "technician", "administrator", "auditor", "stranger"} <= set(report.askers)
    assert report.routes > 70
    shares = report.kinds
    for kind in ("configuration_item", "document", "person", "work_item"):
        assert shares[kind].hidden > 0, kind
        assert shares[kind].asked_for > 0, kind


def test_asking_changes_nothing(office: Office, secrets: Secrets) -> None:
    before = everything(office.steersman)
    run(office.steersman)
    assert everything(office.steersman) == before


def test_a_list_without_its_filter_is_found(office: Office, secrets: Secrets) -> None:
    show_items_to(office, "employee")
    steersman = office.steersman
    steersman.permissions = Open(steersman.store, steersman.clock)
    report = run(steersman)

    assert report.state is State.LEAKS
    assert Leak(
        "GET /api/v1/ci", "employee", "text", "configuration_item", secrets.vault, "id"
    ) in (report.leaks)
    assert "GET /ci" in routes(report, "text")
    assert ("GET /api/v1/ci", "count") in {(each.route, each.sort) for each in report.leaks}
    assert ("GET /api/v1/ci/{item}", "existence") in {(e.route, e.sort) for e in report.leaks}


def test_a_field_that_no_rule_shows_is_found(office: Office, secrets: Secrets) -> None:
    steersman = office.steersman
    values = {"employee_number": "E-77-XQUOLL"}
    steersman.people.change(office.id("jane"), values, by="system:test", source=office_source())
    steersman.permissions = Generous(steersman.store, steersman.clock)
    report = run(steersman, replace(SMALL, sample=15, only=("technician",)))

    assert "GET /api/v1/people" in routes(report, "text")
    assert {each.field for each in report.leaks} >= {"employee_number"}


def test_an_answer_from_what_the_asker_may_not_read_is_found(
    office: Office, secrets: Secrets
) -> None:
    steersman = office.steersman
    steersman.asking = Telling(
        steersman.store, steersman.permissions, steersman.clock, steersman.library
    )
    report = run(steersman)

    found = {(each.route, each.kind, each.id) for each in report.leaks}
    assert ("POST /api/v1/ask", "configuration_item", secrets.vault) in found
    assert {each.asker for each in report.leaks} == {"employee"}


def test_an_offer_of_what_the_asker_may_not_read_is_found(office: Office, secrets: Secrets) -> None:
    steersman = office.steersman
    steersman.asking = Offering(
        steersman.store, steersman.permissions, steersman.clock, steersman.library
    )
    found = {(each.route, each.sort, each.id) for each in run(steersman).leaks}
    assert ("POST /api/v1/ask", "text", secrets.vault) in found


def test_a_count_of_what_is_hidden_is_found(office: Office, secrets: Secrets) -> None:
    steersman = office.steersman
    steersman.asking = Counting(
        steersman.store, steersman.permissions, steersman.clock, steersman.library
    )
    counts = [each for each in run(steersman).leaks if each.sort == "count"]
    assert {(each.route, each.kind) for each in counts} >= {("POST /api/v1/ask", "person")}


def test_the_report_names_nothing_of_what_leaked(office: Office, secrets: Secrets) -> None:
    show_items_to(office, "employee")
    office.steersman.permissions = Open(office.steersman.store, office.steersman.clock)
    told = str(run(office.steersman).as_json()).casefold()
    assert secrets.vault in told
    assert "quexolvault" not in told
    assert "zanthorpe" not in told


def test_who_did_not_ask_proves_nothing(office: Office, secrets: Secrets) -> None:
    report = run(office.steersman)
    assert report.state is State.INCOMPLETE
    assert "only employee" in report.sentence


def test_the_time_is_kept_and_what_was_not_asked_is_said(office: Office, secrets: Secrets) -> None:
    report = run(office.steersman, Wanted(seconds=-1.0, sample=1))
    assert report.state is State.INCOMPLETE
    assert "had no time" in report.sentence
    assert report.requests == 0


def test_no_route_that_reads_is_forgotten(office: Office, secrets: Secrets) -> None:
    assert run(office.steersman, replace(SMALL, only=("stranger",))).not_asked == []


def routes(report: Report, sort: str) -> set[str]:
    return {each.route for each in report.leaks if each.sort == sort}


def everything(steersman: Steersman) -> dict[str, list[Any]]:
    return {name: sorted(map(repr, rows)) for name, rows in _dump(steersman)}


def _dump(steersman: Steersman) -> Iterator[tuple[str, list[Any]]]:
    with steersman.store.connect() as connection:
        for table in metadata.tables.values():
            if table.name in COMPUTED:
                continue
            yield table.name, list(connection.execute(sa.select(table)))


def office_source() -> Any:
    from tests.governor.company import HR

    return replace(HR, native_key="1000")
