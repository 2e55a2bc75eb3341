"""Who finds which document: several readers, as people are now; on both stores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from steersman.domain.accounts import EntitlementKind
from steersman.domain.sources import CONSOLE, Source
from steersman.records.accounts import accounts
from steersman.records.entitlements import Entitlements
from steersman.runtime.clock import ManualClock
from tests.knowledge.shelves import BY, Shelves

PAY: Mapping[str, str] = {"pay.md": "# Payroll\n\nThe payroll closes on the 20th.\n"}
QUESTION = "when does the payroll close"


@pytest.fixture
def shelves(record: sa.Engine, noon: ManualClock, tmp_path: Path) -> Shelves:
    return Shelves(record, noon, tmp_path)


def test_each_of_several_readers_finds_it_and_nobody_else(shelves: Shelves) -> None:
    trader = shelves.person("1", "Trading")
    helper = shelves.person("2", "IT", "technician")
    clerk = shelves.person("3", "HR")
    shelves.put("finance", PAY, readers="Trading, technician")
    assert shelves.found(trader, QUESTION) == ["pay.md"]
    assert shelves.found(helper, QUESTION) == ["pay.md"]
    assert shelves.found(clerk, QUESTION) == []


def test_a_person_alone_may_be_named(shelves: Shelves) -> None:
    one, other = shelves.person("1", "Trading"), shelves.person("2", "Trading")
    shelves.put("finance", PAY, readers=f"person:{one.id}")
    assert (shelves.found(one, QUESTION), shelves.found(other, QUESTION)) == (["pay.md"], [])


@pytest.mark.parametrize("near", ["trading", "Trading Desk", "Trad"])
def test_a_department_of_a_similar_name_is_another(shelves: Shelves, near: str) -> None:
    asker = shelves.person("1", near)
    shelves.put("finance", PAY, readers="department:Trading")
    assert shelves.found(asker, QUESTION) == []


def test_whoever_moves_to_another_department_reads_by_the_new_one(shelves: Shelves) -> None:
    asker = shelves.person("1", "Trading")
    shelves.put("finance", PAY, readers="Trading")
    assert shelves.found(asker, QUESTION) == ["pay.md"]
    source = Source(name=CONSOLE, recency=shelves.clock.now())
    shelves.people.change(asker.id, {"department": "Clearing"}, by=BY, source=source)
    assert shelves.found(shelves.again(asker), QUESTION) == []


def test_whoever_loses_a_role_or_leaves_finds_nothing(shelves: Shelves) -> None:
    helper = shelves.person("1", "IT", "technician")
    shelves.put("finance", PAY, readers="technician")
    assert shelves.found(helper, QUESTION) == ["pay.md"]
    shelves.rules.withdraw(helper.id, "technician", by=BY)
    assert shelves.found(shelves.again(helper), QUESTION) == []
    shelves.put("finance", PAY, readers="everyone")
    source = Source(name=CONSOLE, recency=shelves.clock.now())
    shelves.people.change(helper.id, {"employment_status": "terminated"}, by=BY, source=source)
    assert shelves.found(shelves.again(helper), QUESTION) == []


def test_a_group_counts_while_the_account_in_it_is_active(shelves: Shelves) -> None:
    asker = shelves.person("1", "IT")
    row = {"id": "ldap:1", "system": "ldap", "native_id": "1", "person": asker.id, "label": "a"}
    row |= {"kind": "person", "matched_by": "mail"}
    with shelves.store.begin() as connection:
        values = {**row, "active": True, "seen_at": 0.0}
        connection.execute(sa.insert(accounts).values(values))
    held = Entitlements(shelves.store, shelves.clock)
    held.observed("ldap:1", EntitlementKind.GROUP, ["oncall"], by=BY)
    shelves.put("finance", PAY, readers="group:ldap/oncall")
    assert shelves.found(shelves.again(asker), QUESTION) == ["pay.md"]
    with shelves.store.begin() as connection:
        connection.execute(sa.update(accounts).values(active=False))
    assert shelves.found(shelves.again(asker), QUESTION) == []


def test_fewer_readers_of_a_source_hold_at_once_without_reading_it_again(shelves: Shelves) -> None:
    asker = shelves.person("1", "Trading")
    shelves.put("finance", PAY, readers="everyone")
    assert shelves.found(asker, QUESTION) == ["pay.md"]
    source = shelves.library.sources.get("finance")
    (shelves.folder / "finance" / "pay.md").unlink()  # it could not be read now
    shelves.library.keep(replace(source, readers="technician"))
    assert shelves.found(asker, QUESTION) == []


def test_a_document_may_have_fewer_readers_than_its_source(shelves: Shelves) -> None:
    trader, clerk = shelves.person("1", "Trading"), shelves.person("2", "Clearing")
    head = "---\nreaders: [Trading]\n---\n"
    shelves.put("finance", {"pay.md": head + PAY["pay.md"]})
    assert shelves.found(trader, QUESTION) == ["pay.md"]
    assert shelves.found(clerk, QUESTION) == []
    head = "---\nreaders: [Clearing]\n---\n"
    shelves.put("finance", {"pay.md": head + PAY["pay.md"]}, readers="Trading")
    assert shelves.found(clerk, QUESTION) == []


def test_security_reads_what_technicians_read(shelves: Shelves) -> None:
    guard = shelves.person("1", "Risk", "security")
    shelves.put("runbooks", PAY, readers="technician")
    assert shelves.found(guard, QUESTION) == ["pay.md"]
