from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steersman.domain.errors import NeedsPerson, Permanent
from steersman.domain.people import EmploymentStatus, Person
from steersman.domain.sources import Source, Value
from steersman.records.field_changes import history
from steersman.records.people import People
from steersman.runtime.clock import ManualClock
from tests.fixtures.record import NOON, console, hr

BY = "system:hr-feed"


def hire(people: People, number: str, **values: Value) -> Person:
    facts: dict[str, Value] = {"employee_number": number, "given_name": "Ann", **values}
    return people.add(facts, by=BY, source=hr(key=number))


def test_a_person_reads_back_as_they_were_added(people: People) -> None:
    ann = hire(people, "1001", family_name="Berg", protected=True, department="it")
    assert people.get(ann.id) == ann
    assert (ann.full_name, ann.protected, ann.department) == ("Ann Berg", True, "it")
    assert ann.employment_status is EmploymentStatus.ACTIVE


def test_an_id_says_nothing_about_the_person(people: People) -> None:
    ann = hire(people, "1001", family_name="Berg")
    assert ann.id.startswith("per_")
    assert len(ann.id) == len("per_") + 32


def test_every_changed_field_leaves_one_audit_row(people: People, record: sa.Engine) -> None:
    ann = hire(people, "1001", department="it")
    people.change(
        ann.id,
        {"department": "sales", "title": "Clerk"},
        by="per_boss",
        source=hr(NOON + 1, "1001"),
    )
    rows = history(record, "person", ann.id)
    assert [(r.field, r.before, r.after, r.by, r.source) for r in rows[-2:]] == [
        ("department", "it", "sales", "per_boss", "hr"),
        ("title", "", "Clerk", "per_boss", "hr"),
    ]


def test_the_first_values_are_in_the_audit_rows_too(people: People, record: sa.Engine) -> None:
    ann = hire(people, "1001")
    added = {r.field: (r.before, r.after) for r in history(record, "person", ann.id)}
    assert added["employee_number"] == (None, "1001")
    assert added["employment_status"] == (None, "active")
    assert "mail" not in added


def test_a_change_that_changes_nothing_leaves_no_audit_row(
    people: People, record: sa.Engine
) -> None:
    ann = hire(people, "1001", department="it")
    before = history(record, "person", ann.id)
    people.change(ann.id, {"department": "it"}, by=BY, source=hr(NOON + 1, "1001"))
    assert history(record, "person", ann.id) == before


def test_a_weaker_source_does_not_overwrite_and_is_told_why(people: People) -> None:
    ann = hire(people, "1001", department="it")
    source = Source(name="directory", recency=NOON + 9)
    outcome = people.change(ann.id, {"department": "sales"}, by="system:directory", source=source)
    assert people.get(ann.id).department == "it"
    assert outcome.kept[0].why == "hr is authoritative for department"


def test_a_change_without_a_name_behind_it_is_refused(people: People) -> None:
    ann = hire(people, "1001")
    with pytest.raises(Permanent, match="needs a name"):
        people.change(ann.id, {"title": "x"}, by="", source=console())


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"salary": "1"}, "has no field 'salary'"),
        ({"employment_status": "gone"}, "none of active, on_leave, terminated"),
        ({"protected": "yes"}, "not true or false"),
        ({"title": True}, "is not text"),
        ({"title": None}, "must not be null"),
        ({"title": "a\x00b"}, "cannot be printed"),
        ({"start_date": "31.01.2026"}, "is no date"),
        ({"start_date": "2026-02-01", "end_date": "2026-01-01"}, "before the start date"),
        ({"manager": "per_nobody"}, "not in the record"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(
    people: People, values: dict[str, Value], message: str
) -> None:
    ann = hire(people, "1001")
    with pytest.raises(Permanent, match=message):
        people.change(ann.id, values, by="per_x", source=hr(NOON + 1, "1001"))
    assert people.get(ann.id) == ann


def test_nobody_becomes_their_own_manager_through_others(people: People) -> None:
    ann = hire(people, "1001")
    bob = hire(people, "1002", manager=ann.id)
    with pytest.raises(Permanent, match="own manager"):
        people.change(ann.id, {"manager": bob.id}, by=BY, source=hr(NOON + 1, "1001"))


def test_reports_are_those_who_still_work_here(people: People) -> None:
    ann = hire(people, "1001")
    bob = hire(people, "1002", manager=ann.id)
    hire(people, "1003", manager=ann.id, employment_status="terminated")
    assert people.reports_of(ann.id) == (bob,)


def test_the_population_counts_departments_without_leavers(people: People) -> None:
    hire(people, "1001", department="it")
    hire(people, "1002", department="it", employment_status="on_leave")
    hire(people, "1003", department="sales", employment_status="terminated")
    assert people.population() == {"it": 2}


def test_a_rehire_keeps_the_first_employment(people: People) -> None:
    ann = hire(people, "1001", start_date="2020-01-01")
    gone = {"employment_status": "terminated", "end_date": "2024-06-30"}
    people.change(ann.id, gone, by=BY, source=hr(NOON + 1, "1001"))
    again = people.rehire(ann.id, "2001", "2026-01-01", by=BY, source=hr(NOON + 2, "2001"))
    assert (again.id, again.employee_number, again.end_date) == (ann.id, "2001", "")
    assert [
        (e.employee_number, e.start_date, e.end_date, e.status) for e in people.employments(ann.id)
    ] == [
        ("1001", "2020-01-01", "2024-06-30", "terminated"),
        ("2001", "2026-01-01", "", "active"),
    ]


def test_a_person_is_found_by_a_former_number_too(people: People) -> None:
    ann = hire(people, "1001")
    people.rehire(ann.id, "2001", "2026-01-01", by=BY, source=hr(NOON + 1, "2001"))
    for number in ("1001", "2001"):
        found = people.by_employee_number(number)
        assert found is not None
        assert found.id == ann.id


def test_a_number_cannot_be_given_twice_by_one_source(people: People) -> None:
    ann = hire(people, "1001")
    hire(people, "1002")
    with pytest.raises(Permanent, match="has given number 1002 already"):
        people.rehire(ann.id, "1002", "2026-01-01", by=BY, source=hr(NOON + 1, "1002"))


def test_a_number_that_two_hr_systems_gave_is_a_question(people: People) -> None:
    ann = hire(people, "1001")
    other = Source(name="hr-asia", recency=NOON, native_key="1001")
    bob = people.add({"employee_number": "1001"}, by=BY, source=other)
    with pytest.raises(NeedsPerson, match="which one is meant"):
        people.by_employee_number("1001")
    assert people.by_employee_number("1001", "hr") == ann
    assert people.by_employee_number("1001", "hr-asia") == bob


def test_a_corrected_number_corrects_the_employment(people: People) -> None:
    ann = hire(people, "1001")
    people.change(ann.id, {"employee_number": "1010"}, by=BY, source=hr(NOON + 1, "1001"))
    assert [e.employee_number for e in people.employments(ann.id)] == ["1010"]


def test_identifiers_are_what_identity_resolution_compares(people: People) -> None:
    ann = hire(people, "1001", family_name="Berg", mail="a@x.test", login="aberg")
    known = people.identifiers(ann.id)
    assert (known.person, known.employee_number, known.mail, known.login) == (
        ann.id,
        "1001",
        "a@x.test",
        "aberg",
    )


def test_search_finds_every_word_in_any_case(people: People) -> None:
    ann = hire(people, "1001", family_name="Özdemir", mail="ann@x.test")
    hire(people, "1002", family_name="Berg")
    assert people.search("öZDEMIR ann").people == (ann,)
    assert people.search("1001").people == (ann,)
    assert people.search("%").people == ()


def test_search_filters_by_exact_fields(people: People) -> None:
    ann = hire(people, "1001", department="it")
    hire(people, "1002", department="sales")
    assert people.search(filters={"department": "it"}).people == (ann,)
    with pytest.raises(Permanent, match="no field"):
        people.search(filters={"salary": "1"})


names = st.tuples(st.text("aBé z-", max_size=4), st.text("aBé", max_size=3))


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(staff=st.lists(names, max_size=7), limit=st.integers(1, 4))
def test_pages_together_show_everybody_once_in_order(
    people: People, record: sa.Engine, staff: list[tuple[str, str]], limit: int
) -> None:
    with record.begin() as connection:
        for table in ("people", "employments", "object_sources"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    for number, (first, last) in enumerate(staff):
        hire(people, str(number), given_name=first, family_name=last)
    seen: list[Person] = []
    after: str | None = None
    while True:
        page = people.search(limit=limit, after=after)
        seen += page.people
        after = page.after
        if after is None:
            break
    keys = [(p.family_name, p.given_name, p.id) for p in seen]
    assert keys == sorted(keys)
    assert len(keys) == len(staff)


def test_a_filter_of_permissions_hides_a_person(people: People) -> None:
    ann = hire(people, "1001")
    with pytest.raises(Permanent, match="that you may see"):
        people.get(ann.id, visible=sa.false())
    assert people.search(visible=sa.false()).people == ()


def test_a_clock_that_moves_is_in_the_audit_row(
    people: People, record: sa.Engine, noon: ManualClock
) -> None:
    ann = hire(people, "1001")
    noon.pause(60.0)
    people.change(ann.id, {"title": "Clerk"}, by=BY, source=hr(NOON + 1, "1001"))
    assert history(record, "person", ann.id)[-1].at == NOON + 60
