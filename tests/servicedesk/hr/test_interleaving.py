"""In whatever order, and however often, HR tells the same: the end is the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.records.all_tables import all_tables
from steersman.records.store import connect
from steersman.runtime.clock import ManualClock
from tests.fixtures.record import NOON
from tests.servicedesk.hr.office import BOSS, JANE, Office, event

DAYS = ("", "0000-00-00", "2026-05-20", "2026-06-20", "2026-07-20")  # noon is on 2026-05-28
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(["Active", "Inactive", "On leave"]),
        "terminationDate": st.sampled_from(DAYS),
        "terminationType": st.sampled_from(["", "Resignation", "For cause"]),
        "jobTitle": st.sampled_from(["Clerk", "Head"]),
        "supervisorEId": st.sampled_from(["1001"]),
    },
).filter(bool)


@dataclass(frozen=True)
class Story:
    """What HR says about Jane, second by second, and two orders in which it reaches us."""

    told: Sequence[dict[str, str]]
    first: Sequence[int]
    second: Sequence[int]


@st.composite
def stories(draw: st.DrawFn) -> Story:
    told = draw(st.lists(FIELDS, min_size=1, max_size=4))
    every = list(range(len(told)))
    again = draw(st.lists(st.sampled_from(every), max_size=3))
    return Story(told, every, draw(st.permutations([*every, *again])))


def outcome(story: Story, order: Sequence[int]) -> tuple[object, ...]:
    with TemporaryDirectory() as name:
        engine = connect(f"sqlite:///{name}/records.db")
        all_tables().create_all(engine)
        office = Office(engine, ManualClock(NOON), Path(name))
        office.writes([BOSS, JANE])
        office.feed.poll()
        office.clock.advance(100)
        for place in order:
            office.says(event("1000", NOON + 10 + place, **story.told[place]))
        ended = _standing(office)
        engine.dispose()
        return ended


def _standing(office: Office) -> tuple[object, ...]:
    """The person, and the leaver that is open: for what kind of end, and whether it is due."""
    due = office.due()
    leavers = [
        (
            work["subject"] == office.person("1000").id,
            work["params"]["termination_type"],
            work["number"] in due or work["params"]["end_date"],
        )
        for work in office.leavers()
    ]
    person = office.person("1000")
    where = (person.employment_status, person.end_date, person.title, bool(person.manager))
    return where, leavers


@settings(max_examples=60, deadline=None)
@given(stories())
def test_any_order_and_repetition_of_a_persons_events_ends_the_same(story: Story) -> None:
    assert outcome(story, story.first) == outcome(story, story.second)


@settings(max_examples=30, deadline=None)
@given(stories())
def test_there_is_never_more_than_one_open_leaver_of_an_employment(story: Story) -> None:
    _, leavers = outcome(story, story.second)
    assert isinstance(leavers, list)
    assert len(leavers) <= 1
