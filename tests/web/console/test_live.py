"""The event stream: what changed is told to every page, once, and a stream always has an end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
import sqlalchemy as sa

from steersman.web.console import live as module
from steersman.web.console.live import Live, Marks, marks_of
from tests.web.office import Office

QUICK = 0.01


class Record:
    """Marks that a test sets; it counts how often they were looked at."""

    def __init__(self) -> None:
        self.marks: dict[str, object] = {"work": 1, "switches": ()}
        self.looks = 0
        self.broken = False

    def look(self) -> Marks:
        self.looks += 1
        if self.broken:
            raise sa.exc.OperationalError("select", {}, Exception("gone"))
        return dict(self.marks)


def _run(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(test(), 10))


async def _names(stream: AsyncIterator[bytes], wanted: int) -> list[str]:
    found: list[str] = []
    while len(found) < wanted:
        text = (await anext(stream)).decode()
        found += [line[7:] for line in text.splitlines() if line.startswith("event: ")]
    return found


def test_a_change_is_told_to_every_page() -> None:
    async def test() -> None:
        record = Record()
        live = Live(record.look, QUICK)
        pages = [live.stream() for _ in range(3)]
        for page in pages:
            assert await _names(page, 1) == ["hello"]
        await asyncio.sleep(5 * QUICK)
        record.marks["work"] = 2

        assert [await _names(page, 1) for page in pages] == [["work"]] * 3

    _run(test)


def test_only_what_changed_is_told() -> None:
    async def test() -> None:
        record = Record()
        stream = Live(record.look, QUICK).stream()
        await _names(stream, 1)
        await asyncio.sleep(5 * QUICK)
        record.marks["switches"] = ("everything",)
        assert await _names(stream, 1) == ["switches"]
        record.marks["work"] = 7
        assert await _names(stream, 1) == ["work"]

    _run(test)


def test_one_look_serves_all_pages() -> None:
    async def test() -> None:
        record = Record()
        live = Live(record.look, QUICK)
        pages = [live.stream() for _ in range(20)]
        for page in pages:
            await _names(page, 1)
        before = record.looks
        await asyncio.sleep(10 * QUICK)

        assert record.looks - before <= 11

    _run(test)


def test_nobody_listens_and_nothing_is_looked_at() -> None:
    async def test() -> None:
        record = Record()
        stream = Live(record.look, QUICK).stream()
        await _names(stream, 1)
        await stream.aclose()  # type: ignore[attr-defined]  # it is a generator
        await asyncio.sleep(5 * QUICK)
        before = record.looks
        await asyncio.sleep(10 * QUICK)

        assert record.looks == before

    _run(test)


def test_a_record_that_cannot_be_read_is_told_and_tried_again() -> None:
    async def test() -> None:
        record = Record()
        stream = Live(record.look, QUICK).stream()
        await _names(stream, 1)
        await asyncio.sleep(5 * QUICK)
        record.broken = True
        assert await _names(stream, 1) == ["trouble"]
        record.broken, record.marks["work"] = False, 2
        assert await _names(stream, 1) == ["work"]

    _run(test)


def test_closing_ends_every_stream_and_no_new_one_lasts() -> None:
    async def test() -> None:
        live = Live(Record().look, QUICK)
        stream = live.stream()
        await _names(stream, 1)
        waiting = asyncio.create_task(_names(stream, 1))
        await asyncio.sleep(QUICK)
        live.close()

        assert await waiting == ["bye"]
        assert [part async for part in stream] == []
        assert len([part async for part in live.stream()]) == 1

    _run(test)


def test_a_page_that_takes_nothing_is_let_go() -> None:
    async def test() -> None:
        record = Record()
        live = Live(record.look, QUICK)
        stuck = live.stream()
        await _names(stuck, 1)
        for n in range(module.WAITING + 5):
            await asyncio.sleep(3 * QUICK)
            record.marks["work"] = n + 100

        told = [part async for part in stuck]

        assert len(told) <= module.WAITING

    _run(test)


def test_what_happens_to_work_switches_and_alerts_changes_the_marks(each_office: Office) -> None:
    store = each_office.steersman.store
    before = marks_of(store)
    number = each_office.leaver()
    asked = marks_of(store)
    each_office.steersman.switches.throw("everything", by="system:test")
    stopped = marks_of(store)
    each_office.post("administrator", "/alerts/events", {"name": "Disk full"})
    alerted = marks_of(store)

    assert number
    assert before["work"] != asked["work"]
    assert asked["switches"] != stopped["switches"]
    assert stopped["alerts"] != alerted["alerts"]
    assert marks_of(store) == alerted


@pytest.mark.parametrize("who", ["", "nobody"])
def test_a_stranger_hears_nothing(office: Office, who: str) -> None:
    cookies = {"steersman-session": who} if who else {}
    answer = office.http.get("/console/events", cookies=cookies, follow_redirects=False)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")
