"""Work items: numbered in order, opened once per event, and what they were opened with."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from steersman.domain.errors import Permanent
from steersman.domain.work import PREFIXES, Kind, Status
from steersman.records.desk.desk import Desk
from steersman.records.desk.work import MANUAL, Request
from steersman.runtime.clock import ManualClock

LEAVER = Request(procedure="leaver", requester="hr", subject="jane")
PARCEL = Request(procedure=MANUAL, requester="it", subject="jane", dedup_key="parcel")


def test_work_reads_back_as_it_was_asked_for(desk: Desk) -> None:
    asked = replace(
        LEAVER,
        kind=Kind.CHANGE,
        summary="Jane leaves",
        params={"successor": "mary"},
        caused_by="REQ0000009",
        depth=1,
    )
    work = desk.work_items.work(desk.work_items.submit(asked))
    assert (work.procedure, work.requester, work.subject) == ("leaver", "hr", "jane")
    assert (work.kind, work.summary, work.params) == (Kind.CHANGE, "Jane leaves", asked.params)
    assert (work.caused_by, work.depth) == ("REQ0000009", 1)


def test_a_number_tells_the_kind_and_all_kinds_share_one_count(desk: Desk) -> None:
    numbers = [desk.work_items.submit(replace(LEAVER, kind=kind)) for kind in Kind]
    assert numbers == [f"{PREFIXES[kind]}{n:07d}" for n, kind in enumerate(Kind, 1)]


def test_new_work_stands_as_new_and_its_run_is_due(desk: Desk, number: str) -> None:
    standing = desk.work_items.standing(number)
    assert (standing.status, standing.reasons, standing.settled_at) == (Status.NEW, (), None)
    assert [(due.work, due.attempt) for due in desk.agenda.due()] == [(number, 1)]


def test_a_first_run_may_be_put_off(desk: Desk, noon: ManualClock) -> None:
    desk.work_items.submit(LEAVER, at=noon.now() + 60)
    assert desk.agenda.due() == []
    noon.advance(60)
    assert len(desk.agenda.due()) == 1


def test_no_run_is_due_for_what_people_do_themselves(desk: Desk) -> None:
    desk.work_items.submit(PARCEL)
    assert desk.agenda.due() == []


def test_the_same_event_seen_by_many_at_once_opens_one_work_item(desk: Desk) -> None:
    with ThreadPoolExecutor(8) as pool:
        asked = replace(LEAVER, dedup_key="event-1")
        numbers = list(pool.map(lambda _: desk.work_items.submit(asked), range(16)))
    assert set(numbers) == {"REQ0000001"}
    assert len(desk.work_items.search()) == 1
    assert len(desk.agenda.due()) == 1


def test_many_at_once_get_numbers_without_gaps_and_runs_of_their_own(desk: Desk) -> None:
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda _: desk.work_items.submit(LEAVER), range(16)))
    assert sorted(numbers) == [f"REQ{n:07d}" for n in range(1, 17)]
    assert sorted(due.work for due in desk.agenda.due()) == sorted(numbers)


def test_withdrawing_forgets_the_event_so_that_it_may_come_back(desk: Desk) -> None:
    first = desk.work_items.submit(PARCEL)
    assert desk.work_items.of_event("parcel") == first
    desk.work_items.withdraw(first)
    assert desk.work_items.of_event("parcel") is None
    assert desk.work_items.submit(PARCEL) != first


def test_what_a_machine_does_is_not_withdrawn(desk: Desk, number: str) -> None:
    desk.work_items.withdraw(number)
    assert desk.work_items.standing(number).status is Status.NEW


def test_the_newest_is_found_first_and_pages_go_on(desk: Desk) -> None:
    numbers = [desk.work_items.submit(LEAVER) for _ in range(5)]
    first = desk.work_items.search(limit=2)
    rest = desk.work_items.search(before=first[-1]["seq"])
    assert [row["number"] for row in [*first, *rest]] == numbers[::-1]


def test_search_filters_by_status_and_subject(desk: Desk, number: str) -> None:
    parcel = desk.work_items.submit(PARCEL)
    bob = desk.work_items.submit(replace(LEAVER, subject="bob"))
    desk.work_items.withdraw(parcel)
    found = desk.work_items.search(status="canceled")
    assert [row["number"] for row in found] == [parcel]
    found = desk.work_items.search(status="new", subject="jane")
    assert [row["number"] for row in found] == [number]
    assert [row["number"] for row in desk.work_items.search(subject="bob")] == [bob]


def test_an_unknown_number_says_where_to_look(desk: Desk) -> None:
    with pytest.raises(Permanent, match="no work item REQ9: look it up with `steersman work`"):
        desk.work_items.work("REQ9")
