"""Documents whose term is over go to their owner, once."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from steersman.domain.roles import DOCUMENTS
from steersman.records.desk.desk import Desk
from steersman.records.desk.tables import work_items
from steersman.runtime.clock import ManualClock
from steersman.servicedesk.documents.terms import Terms
from tests.knowledge.shelves import Shelves

OLD = "---\nlast reviewed: 2020-01-01\n---\n# {name}\n\nText.\n"


@pytest.fixture
def shelves(record: sa.Engine, noon: ManualClock, tmp_path: Path) -> Shelves:
    return Shelves(record, noon, tmp_path)


def terms(shelves: Shelves) -> Terms:
    return Terms(shelves.store, Desk(shelves.store, shelves.clock), shelves.clock)


def test_an_owner_is_told_of_all_at_once_and_never_again(shelves: Shelves) -> None:
    owner = shelves.person("1")
    files = {f"{name}.md": OLD.format(name=name) for name in ("Vpn", "Dns")}
    shelves.put("runbooks", files | {"new.md": "# New\n"}, owner=owner.id)
    (number,) = terms(shelves).tell()
    work = terms(shelves).desk.work_items.work(number)
    assert (work.requester, work.subject) == (DOCUMENTS, owner.id)
    assert work.summary == "Look at 2 documents again: the review is due: “Dns”, “Vpn”"
    assert terms(shelves).tell() == []
    shelves.library.read("runbooks")
    assert terms(shelves).tell() == []


def test_the_next_term_is_told_anew(shelves: Shelves) -> None:
    shelves.put("runbooks", {"vpn.md": OLD.format(name="Vpn")})
    assert len(terms(shelves).tell()) == 1
    shelves.put("runbooks", {"vpn.md": OLD.format(name="Vpn").replace("2020", "2021")})
    assert len(terms(shelves).tell()) == 1


def test_each_owner_is_told_of_their_own(shelves: Shelves) -> None:
    one, other = shelves.person("1"), shelves.person("2")
    shelves.put("a", {"a.md": OLD.format(name="A")}, owner=one.id)
    shelves.put("b", {"b.md": OLD.format(name="B")}, owner=other.id)
    told = {terms(shelves).desk.work_items.work(number).subject for number in terms(shelves).tell()}
    assert told == {one.id, other.id}


def test_a_title_that_not_everybody_may_read_stands_in_no_summary(shelves: Shelves) -> None:
    """More people see a work item than a document."""
    shelves.put("board", {"merger.md": OLD.format(name="Merger")}, readers="hr")
    (number,) = terms(shelves).tell()
    work = terms(shelves).desk.work_items.work(number)
    assert work.summary == "Look at a document again: the review is due"
    assert "erger" not in str(work)


def test_an_owner_sees_what_is_asked_of_them_and_a_colleague_does_not(shelves: Shelves) -> None:
    owner, colleague = shelves.person("1"), shelves.person("2")
    shelves.put("runbooks", {"vpn.md": OLD.format(name="Vpn")}, owner=owner.id)
    (number,) = terms(shelves).tell()
    for asker, seen in ((owner, [number]), (colleague, [])):
        where = shelves.rules.visible(asker, "view", work_items).where
        with shelves.store.connect() as connection:
            assert connection.scalars(sa.select(work_items.c.number).where(where)).all() == seen
