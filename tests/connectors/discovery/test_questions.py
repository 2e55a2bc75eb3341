"""What people ask of a discovered estate is answered from what its hosts said."""

from __future__ import annotations

from datetime import date

from steersman.connectors.discovery.fake import FakeHosts, said
from steersman.connectors.discovery.source import DiscoverySource
from steersman.domain.permissions import Rule
from steersman.knowledge.asking.record import ask_record
from steersman.knowledge.asking.record_world import RecordWorld
from steersman.records.permissions import Rules
from steersman.records.store import reading
from tests.connectors.discovery.samples import ALPINE, DEBIAN, RHEL, settings
from tests.fixtures.collecting import Estate

KINDS = ("configuration_item", "ci_relation")
TODAY = date(2026, 6, 15)


def discovered(estate: Estate) -> Estate:
    """Three hosts, of which the record knew one before, with its place."""
    estate.cmdb.bring(
        {"class": "server", "name": "web1", "location": "London", "serial": "7XKQ9B3"},
        {"class": "virtual_machine", "name": "db1", "location": "Paris", "fqdn": "db1.example.org"},
    )
    answers = {"web1.example.org": said(DEBIAN), "192.0.2.20": said(RHEL), "edge": said(ALPINE)}
    source = DiscoverySource(FakeHosts(dict(answers)), settings(*answers))
    assert estate.take(source.collect(), "discovery").left_out == ()
    return estate


def ask(estate: Estate, question: str) -> set[str]:
    """The names in the answer."""
    rules = Rules(estate.cmdb.engine, estate.cmdb.clock)
    rules.keep(
        Rule(name="all", roles=("auditor",), object_types=KINDS, actions=("view",), constraints={}),
        by="system:test",
    )
    rules.assign("system:ann", "auditor", by="system:test")
    with reading(estate.cmdb.engine) as connection:
        world = RecordWorld(connection, rules, rules.principal("system:ann"))
        told = ask_record(question, world, TODAY)
    return {str(row[0]) for row in told.table.rows} if told.table else {told.text}


ANSWERS = {
    "which servers in London run OpenSSL older than 3.0.13": {"web1"},
    "which hosts run OpenSSL older than 3.0.13": {"web1", "db1"},
    "which hosts run OpenSSL older than 3.0": {"web1"},
    "which servers run nginx": {"web1"},
    "which hosts run PostgreSQL 13.14": {"db1"},
    "which servers run Alpine Linux": {"edge"},
    "which hosts were last patched before 2026-03-01": {"db1"},
}


def test_questions_are_answered_from_what_was_discovered(estate: Estate) -> None:
    discovered(estate)
    assert {question: ask(estate, question) for question in ANSWERS} == ANSWERS
