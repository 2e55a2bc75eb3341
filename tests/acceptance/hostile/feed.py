"""HR's list and HR's calls: empty, shrunken, doubled, swapped, late, forged."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from tests.acceptance.hostile.judge import NOTHING, Truth, only, scenario
from tests.acceptance.hostile.outside import everywhere
from tests.acceptance.hostile.people import ANN, BOSS, JANE, JOHN, STAFF, TRADER, Someone
from tests.acceptance.hostile.world import DAY, KEY, World, as_csv

LEFT = {"status": "terminated"}


def polled(world: World, content: bytes | None = None) -> None:
    """The list is read three times, and everything that follows is done."""
    _ = world.steersman
    for _n in range(3):
        world.poll(content)
        world.run(2)


def ends(world: World, *people: Someone) -> None:
    for who in people:
        world.staff[who.number] |= {**LEFT, "end_date": world.day(0)}


def verdict(hostile: bool) -> Truth:
    return NOTHING if hostile else only(everywhere(JANE))


@scenario
def empty_list(world: World, hostile: bool) -> Truth:
    ends(world, JANE)
    polled(world, b"" if hostile else None)
    return verdict(hostile)


@scenario
def list_of_nothing_but_a_header(world: World, hostile: bool) -> Truth:
    ends(world, JANE)
    polled(world, as_csv([]) if hostile else None)
    return verdict(hostile)


@scenario
def list_that_shrank(world: World, hostile: bool) -> Truth:
    """Half of the company is missing, and one of the others is a leaver."""
    ends(world, JANE)
    if hostile:
        for who in STAFF[15:]:
            del world.staff[who.number]
    polled(world)
    return verdict(hostile)


@scenario
def one_person_disappeared(world: World, hostile: bool) -> Truth:
    """Nobody said that she left: a person must confirm."""
    if hostile:
        del world.staff[JANE.number]
    else:
        ends(world, JANE)
    polled(world)
    return verdict(hostile)


@scenario
def everybody_terminated(world: World, hostile: bool) -> Truth:
    """A column that slipped: after the few that may go without a person, everything waits."""
    ends(world, *(STAFF if hostile else (JANE,)))
    polled(world)
    if hostile:
        gone = {who for who in STAFF if f"crm/c-{who.number}" not in world.outside.open_doors()}
        assert len(gone) <= 3, f"{len(gone)} people were shut out before anybody looked"
        return Truth(may=set[str]().union(*map(everywhere, gone)))
    return verdict(hostile)


@scenario
def one_department_at_once(world: World, hostile: bool) -> Truth:
    """Five of sales in an afternoon: three, and then a person is asked."""
    chosen = STAFF[12:17] if hostile else STAFF[12:15]
    ends(world, *chosen)
    polled(world)
    if hostile:
        gone = {who for who in chosen if f"crm/c-{who.number}" not in world.outside.open_doors()}
        assert len(gone) <= 3
        return Truth(may=set[str]().union(*map(everywhere, gone)))
    return only(*map(everywhere, chosen))


@scenario
def one_number_twice(world: World, hostile: bool) -> Truth:
    """Two rows with her number, one of which has left."""
    row = dict(world.staff[JANE.number])
    rows = list(world.staff.values())
    if hostile:
        rows.append({**row, **LEFT, "end_date": world.day(0), "given_name": "Janet"})
    else:
        ends(world, JANE)
    polled(world, as_csv(rows))
    return verdict(hostile)


@scenario
def latin_1_and_a_mark(world: World, hostile: bool) -> Truth:
    """Not UTF-8: nobody can say what it says.  With a byte order mark it is read as it is."""
    world.staff[JOHN.number]["family_name"] = "Schmöll"
    ends(world, JANE)
    text = as_csv(list(world.staff.values())).decode()
    polled(world, text.encode("latin-1") if hostile else text.encode("utf-8-sig"))
    return Truth(may=everywhere(JANE)) if hostile else only(everywhere(JANE))


@scenario
def mail_and_login_swapped(world: World, hostile: bool) -> Truth:
    """The columns' heads are exchanged for everybody."""
    ends(world, JANE)
    if hostile:
        for row in world.staff.values():
            row["mail"], row["login"] = row["login"], row["mail"]
    polled(world)
    return Truth(may=everywhere(JANE)) if hostile else only(everywhere(JANE))


@scenario
def numbers_shifted_by_one_row(world: World, hostile: bool) -> Truth:
    """A spreadsheet was sorted by one column only: each number stands at the next one's name."""
    ends(world, JANE)
    if hostile:
        rows = list(world.staff.values())
        numbers = [row["employee_number"] for row in rows]
        for row, number in zip(rows, [*numbers[1:], numbers[0]], strict=True):
            row["employee_number"] = number
    polled(world)
    return verdict(hostile)


@scenario
def terminated_with_a_date_to_come(world: World, hostile: bool) -> Truth:
    """She leaves in a month: today nothing happens."""
    end = world.day(30) if hostile else world.day(0)
    world.staff[JANE.number] |= {"status": "active" if hostile else "terminated", "end_date": end}
    polled(world)
    return verdict(hostile)


@scenario
def end_date_of_another_century(world: World, hostile: bool) -> Truth:
    """Active, with an end date of 1970: a contradiction that HR must settle."""
    if hostile:
        world.staff[JANE.number]["end_date"] = "1970-01-01"
    else:
        ends(world, JANE)
    polled(world)
    return verdict(hostile)


@scenario
def dates_that_are_none(world: World, hostile: bool) -> Truth:
    ends(world, JANE)
    if hostile:
        world.staff[JANE.number]["end_date"] = "31.02.2026"
    polled(world)
    return verdict(hostile)


@scenario
def taken_back_before_its_day(world: World, hostile: bool) -> Truth:
    """The end was announced and then withdrawn."""
    world.staff[JANE.number]["end_date"] = world.day(2)
    polled(world)
    if hostile:
        world.staff[JANE.number]["end_date"] = ""
        polled(world)
    for _ in range(4):
        world.clock.advance(DAY)
        assert world.steersman.hr is not None
        world.steersman.hr.end_due()
        world.run(2)
    return verdict(hostile)


@scenario
def manager_loop_in_the_list(world: World, hostile: bool) -> Truth:
    if hostile:
        world.staff[BOSS.number]["manager"] = JANE.number
    ends(world, JANE)
    polled(world)
    return Truth(may=everywhere(JANE)) if hostile else only(everywhere(JANE))


# --- the webhook ---


def event(world: World, who: Someone, ago: float = 0.0, **fields: str) -> dict[str, Any]:
    moment = datetime.fromtimestamp(world.clock.now() - ago, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
    data = {"companyId": "meridian", "employeeId": who.number, "changedFields": list(fields)}
    return {"type": "employee.updated", "timestamp": moment, "data": {**data, **fields}}


def left(world: World, who: Someone = JANE, ago: float = 0.0) -> dict[str, Any]:
    return event(world, who, ago, status="terminated", end_date=world.day(0))


@scenario
def call_signed_with_another_key(world: World, hostile: bool) -> Truth:
    world.webhook(left(world), key="guess" if hostile else KEY)
    world.run(2)
    return verdict(hostile)


@scenario
def call_without_a_signature(world: World, hostile: bool) -> Truth:
    _ = world.steersman
    if hostile:
        world.call(json.dumps(left(world)).encode(), {})
        world.call(json.dumps(left(world)).encode(), {"X-BambooHR-Signature": "", "X": ""})
    else:
        world.webhook(left(world))
    world.run(2)
    return verdict(hostile)


@scenario
def call_replayed_a_day_later(world: World, hostile: bool) -> Truth:
    """The signed call of an old leaver, after HR corrected it."""
    body = left(world)
    if hostile:
        at = world.clock.now()
        _ = world.steersman
        world.clock.advance(DAY)
        world.webhook(body, at=at)
    else:
        world.webhook(body)
    world.run(2)
    return verdict(hostile)


@scenario
def call_from_tomorrow(world: World, hostile: bool) -> Truth:
    world.webhook(left(world), at=world.clock.now() + (DAY if hostile else 60))
    world.run(2)
    return verdict(hostile)


@scenario
def terminated_and_an_older_active_behind(world: World, hostile: bool) -> Truth:
    """The older event comes late and changes nothing: she has left, and only she."""
    world.webhook(left(world))
    world.run(2)
    if hostile:
        world.webhook(event(world, JANE, 3600.0, status="active", end_date=""))
        world.run(2)
    return only(everywhere(JANE))


@scenario
def older_termination_behind_a_newer_active(world: World, hostile: bool) -> Truth:
    """HR corrected itself; the first, wrong event arrives second."""
    if hostile:
        world.webhook(event(world, JANE, status="active", end_date=""))
        world.webhook(left(world, ago=120.0))
    else:
        world.webhook(left(world))
    world.run(2)
    return verdict(hostile)


@scenario
def call_about_nobody(world: World, hostile: bool) -> Truth:
    nobody = Someone(number="4711", given="No", family="Body")
    world.webhook(left(world, nobody if hostile else JANE))
    world.run(2)
    return verdict(hostile)


@scenario
def call_that_moves_the_number(world: World, hostile: bool) -> Truth:
    """The envelope says Jane, the fields say John's number."""
    body = left(world)
    if hostile:
        body["data"]["employeeNumber"] = JOHN.number
    world.webhook(body)
    world.run(2)
    return Truth(may=everywhere(JANE)) if hostile else only(everywhere(JANE))


@scenario
def call_with_a_record_deleted(world: World, hostile: bool) -> Truth:
    body = left(world)
    if hostile:
        body = {**body, "type": "employee.deleted"}
    world.webhook(body)
    world.run(2)
    return verdict(hostile)


# --- the right moment ---


def market(world: World, *, is_open: bool) -> None:
    close = world.clock.now() + 4 * 3600
    world.market = lambda exchange, now: close if is_open and now < close else None


@scenario
def trader_in_session(world: World, hostile: bool) -> Truth:
    market(world, is_open=hostile)
    ends(world, TRADER)
    polled(world)
    return NOTHING if hostile else only(everywhere(TRADER))


@scenario
def trader_in_session_until_the_close(world: World, hostile: bool) -> Truth:
    """Held in mid-session, and done by itself when the exchange closes."""
    market(world, is_open=hostile)
    ends(world, TRADER)
    polled(world)
    world.wait(5 * 3600)
    return only(everywhere(TRADER))


REAL = {  # the exchange's own calendar; London, 2026
    "mid-morning": "2026-05-29T09:00:00+00:00",
    "before the close in summer time": "2026-05-29T15:25:00+00:00",
    "first minutes before the clocks change": "2026-10-23T07:05:00+00:00",
    "before the half-day close of Christmas Eve": "2026-12-24T12:20:00+00:00",
}
SHUT = {
    "summer bank holiday": "2026-08-31T09:00:00+00:00",
    "saturday": "2026-05-30T09:00:00+00:00",
    "before the opening in winter time": "2026-10-26T07:05:00+00:00",
    "after the half-day close of Christmas Eve": "2026-12-24T12:40:00+00:00",
}


def trader_at(world: World, moment: str, hostile: bool) -> Truth:
    at = datetime.fromisoformat(moment).timestamp()
    world.clock.advance(at - world.clock.now())
    ends(world, TRADER)
    polled(world)
    return NOTHING if hostile else only(everywhere(TRADER))


def _trader(hostile_at: str, twin_at: str) -> None:
    def story(world: World, hostile: bool) -> Truth:
        return trader_at(world, REAL[hostile_at] if hostile else SHUT[twin_at], hostile)

    story.__name__ = f"trader_{hostile_at.replace(' ', '_').replace('-', '_')}"
    scenario(story)


for _open, _shut in zip(REAL, SHUT, strict=True):
    _trader(_open, _shut)


@scenario
def trader_for_cause_with_one_voice(world: World, hostile: bool) -> Truth:
    """At once and in mid-session, but only when two people say so."""
    from tests.acceptance.hostile.people import BEN

    market(world, is_open=True)
    (number,) = world.leave(TRADER, termination_type="for_cause")
    world.run()
    world.approve(number, ANN)
    if not hostile:
        world.approve(number, BEN)
    return NOTHING if hostile else only(everywhere(TRADER))
