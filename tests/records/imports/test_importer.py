from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from company.people import people as staff
from steersman.domain.errors import Permanent
from steersman.domain.people import EmploymentStatus
from steersman.domain.sources import Source
from steersman.records.field_changes import field_changes, history
from steersman.records.imports import Importer, ImportPlan, Problem, ProblemKind, Threshold
from steersman.records.on_call import OnCallRota
from steersman.records.organisation import OrgUnits, Positions
from steersman.records.people import People
from steersman.runtime.clock import ManualClock
from tests.fixtures.record import NOON, console, hr

BY = "system:hr-feed"
HEADER = (
    "employee_number,given_name,family_name,mail,department,manager,employment_status,end_date\n"
)
ANN = "1001,Ann,Berg,ann@x.test,it,,active,\n"
BOB = "1002,Bob,Chen,bob@x.test,it,1001,active,\n"
EVE = "1003,Eve,Dorn,eve@x.test,sales,1002,active,\n"


@pytest.fixture
def importer(record: sa.Engine, noon: ManualClock) -> Importer:
    return Importer(record, noon)


def plan(importer: Importer, content: str, at: float = NOON, **more: object) -> ImportPlan:
    asked: dict[str, object] = {"format": "csv", "object_type": "person", "source": hr(at), **more}
    return importer.plan(content, **asked)  # type: ignore[arg-type]  # the tests name them


def take_in(importer: Importer, content: str, at: float = NOON, **more: object) -> ImportPlan:
    made = plan(importer, content, at, **more)
    importer.apply(made, by=BY)
    return made


def problems(made: ImportPlan) -> list[tuple[ProblemKind, int, str]]:
    return [(problem.kind, problem.line, problem.column) for problem in made.problems]


def only(made: ImportPlan) -> Problem:
    assert len(made.problems) == 1, [str(problem) for problem in made.problems]
    return made.problems[0]


def crowd(size: int) -> str:
    return HEADER + "".join(f"{n},G{n},F{n},,it,,active,\n" for n in range(size))


def test_a_dry_run_shows_what_would_change_and_writes_nothing(
    importer: Importer, people: People
) -> None:
    made = plan(importer, HEADER + ANN + BOB)
    assert [one.label for one in made.created] == ["Ann Berg", "Bob Chen"]
    assert people.search().people == ()


def test_applying_keeps_people_and_their_managers_even_forward_ones(
    importer: Importer, people: People
) -> None:
    take_in(importer, HEADER + EVE + BOB + ANN)
    ann, bob = people.by_employee_number("1001"), people.by_employee_number("1002")
    assert ann is not None
    assert bob is not None
    assert bob.manager == ann.id
    assert people.employments(ann.id)[0].source_name == "hr"


def test_an_update_shows_each_field_before_and_after(importer: Importer) -> None:
    take_in(importer, HEADER + ANN + BOB)
    made = plan(importer, HEADER + ANN + BOB.replace(",it,", ",sales,"), NOON + 1)
    changes = made.updated[0].merge.outcome.changes
    assert [(c.field, c.before, c.after) for c in changes] == [("department", "it", "sales")]
    assert (len(made.created), len(made.unchanged)) == (0, 1)


def test_every_imported_change_has_its_audit_row(
    importer: Importer, people: People, record: sa.Engine
) -> None:
    take_in(importer, HEADER + ANN + BOB)
    take_in(importer, HEADER + (ANN + BOB).replace(",it,", ",sales,"), NOON + 1)
    for number in ("1001", "1002"):
        person = people.by_employee_number(number)
        assert person is not None
        last = history(record, "person", person.id)[-1]
        assert (last.field, last.before, last.after, last.by) == ("department", "it", "sales", BY)


def test_the_same_file_again_changes_nothing(importer: Importer, record: sa.Engine) -> None:
    take_in(importer, HEADER + ANN + BOB)
    count = sa.select(sa.func.count()).select_from(field_changes)
    with record.connect() as connection:
        before = connection.scalar(count)
    made = take_in(importer, HEADER + ANN + BOB, NOON + 1)
    assert len(made.unchanged) == 2
    with record.connect() as connection:
        assert connection.scalar(count) == before


def test_json_means_the_same_as_csv(importer: Importer) -> None:
    rows = '[{"employee_number": 1001, "given_name": "Ann", "family_name": "Berg"}]'
    made = plan(importer, rows, format="json")
    assert [one.label for one in made.created] == ["Ann Berg"]


def test_columns_can_be_renamed_and_left_out(importer: Importer) -> None:
    content = "No,First,Last,Salary\n1001,Ann,Berg,9\n"
    mapping = {"No": "employee_number", "First": "given_name", "Last": "family_name", "Salary": ""}
    made = plan(importer, content, mapping=mapping)
    assert [one.label for one in made.created] == ["Ann Berg"]


@pytest.mark.parametrize(
    ("rows", "kind", "line", "column"),
    [
        ("1001,,Berg,,,,,\n", ProblemKind.MISSING_VALUE, 2, "given_name"),
        (",Ann,Berg,,,,,\n", ProblemKind.MISSING_VALUE, 2, "employee_number"),
        ("1001,Ann,Berg,ann,,,,\n", ProblemKind.BAD_VALUE, 2, "mail"),
        ("1001,Ann,Berg,,,,gone,\n", ProblemKind.BAD_VALUE, 2, "employment_status"),
        ("1001,Ann,Berg,,,,,31/12/2026\n", ProblemKind.BAD_VALUE, 2, "end_date"),
        ("1001,Ann,Berg,,,,,20261231\n", ProblemKind.BAD_VALUE, 2, "end_date"),
        ("1001,A\x00n,Berg,,,,,\n", ProblemKind.BAD_VALUE, 2, "given_name"),
        ("1001,Ann,Berg,,,999,,\n", ProblemKind.UNKNOWN_REFERENCE, 2, "manager"),
        ("1001,Ann,Berg,,,1001,,\n", ProblemKind.CYCLE, 2, "manager"),
    ],
)
def test_a_bad_row_is_named_with_line_column_value_and_mend(
    importer: Importer, rows: str, kind: ProblemKind, line: int, column: str
) -> None:
    made = plan(importer, HEADER + rows)
    problem = only(made)
    assert (problem.kind, problem.line, problem.column) == (kind, line, column)
    assert problem.mend
    assert made.rejected == (rows,)
    assert made.created == ()


def test_a_problem_reads_as_a_sentence(importer: Importer) -> None:
    made = plan(importer, HEADER + "1001,Ann,Berg,,,,,31/12/2026\n")
    assert str(only(made)) == (
        "line 2, column end_date ('31/12/2026'): the value makes no sense; "
        "write a date as 2026-01-31"
    )


def test_duplicate_numbers_reject_both_rows_and_name_each_other(importer: Importer) -> None:
    made = plan(
        importer, HEADER + ANN + BOB.replace("1002", "1001").replace(",1001,active", ",,active")
    )
    assert problems(made) == [
        (ProblemKind.DUPLICATE_KEY, 2, "employee_number"),
        (ProblemKind.DUPLICATE_KEY, 3, "employee_number"),
    ]
    assert "line 3" in made.problems[0].message or "in line 3" in str(made.problems[0])


def test_duplicate_mails_are_found_in_any_case(importer: Importer) -> None:
    made = plan(importer, HEADER + ANN + BOB.replace("bob@x", "ANN@x").replace(",1001,", ",,"))
    assert {kind for kind, _, _ in problems(made)} == {ProblemKind.DUPLICATE_MAIL}


def test_a_circle_of_managers_is_spelled_out(importer: Importer) -> None:
    made = plan(importer, HEADER + ANN.replace("it,,", "it,1003,") + BOB + EVE)
    assert {kind for kind, _, _ in problems(made)} == {ProblemKind.CYCLE}
    assert len(made.problems) == 3
    assert "1001 → 1003 → 1002 → 1001" in str(made.problems[0])


def test_a_circle_through_the_record_is_found_too(importer: Importer) -> None:
    take_in(importer, HEADER + ANN + BOB)
    made = plan(importer, HEADER + ANN.replace("it,,", "it,1002,"), NOON + 1, complete=False)
    assert only(made).kind is ProblemKind.CYCLE


def test_a_bad_row_stops_the_import_and_nothing_is_half_done(
    importer: Importer, people: People
) -> None:
    made = plan(importer, HEADER + ANN + "1002,Bob,Chen,bad,,,,\n")
    with pytest.raises(Permanent, match="nothing was imported: line 3, column mail"):
        importer.apply(made, by=BY)
    assert people.search().people == ()


def test_good_rows_are_imported_when_that_is_asked_for(importer: Importer, people: People) -> None:
    made = plan(importer, HEADER + ANN + "1002,Bob,Chen,bad,,,,\n")
    importer.apply(made, by=BY, partial=True)
    assert [person.given_name for person in people.search().people] == ["Ann"]
    assert made.rejected == ("1002,Bob,Chen,bad,,,,\n",)


def test_a_rejected_manager_takes_the_row_below_along(importer: Importer) -> None:
    made = plan(importer, HEADER + ANN.replace("ann@x.test", "bad") + BOB + EVE)
    assert [(kind, line) for kind, line, _ in problems(made)] == [
        (ProblemKind.BAD_VALUE, 2),
        (ProblemKind.UNKNOWN_REFERENCE, 3),
        (ProblemKind.UNKNOWN_REFERENCE, 4),
    ]
    assert made.created == ()


def test_an_end_before_the_start_is_named_and_nobody_hangs_on_that_row(importer: Importer) -> None:
    header = "employee_number,given_name,family_name,manager,start_date,end_date\n"
    rows = "1,Ann,Berg,,2026-02-01,2026-01-01\n2,Bob,Chen,1,,\n"
    made = plan(importer, header + rows)
    assert [(kind, line) for kind, line, _ in problems(made)] == [
        (ProblemKind.BAD_VALUE, 2),
        (ProblemKind.UNKNOWN_REFERENCE, 3),
    ]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("", ProblemKind.EMPTY_FILE),
        (HEADER, ProblemKind.EMPTY_FILE),
        ("employee_number,given_name,family_name,salary\n1,A,B,9\n", ProblemKind.UNKNOWN_COLUMN),
        ("employee_number,given_name\n1,A\n", ProblemKind.MISSING_COLUMN),
        (HEADER + '1001,"Ann\n', ProblemKind.MALFORMED),
    ],
)
def test_a_file_that_is_wrong_as_a_whole_is_refused_even_in_part(
    importer: Importer, content: str, kind: ProblemKind
) -> None:
    made = plan(importer, content)
    assert only(made).kind is kind
    with pytest.raises(Permanent, match="nothing was imported"):
        importer.apply(made, by=BY, partial=True)


def test_who_is_no_longer_listed_has_disappeared_and_is_not_touched(
    importer: Importer, people: People
) -> None:
    take_in(importer, HEADER + ANN + BOB)
    made = take_in(importer, HEADER + ANN, NOON + 1)
    bob = people.by_employee_number("1002")
    assert bob is not None
    assert made.disappeared == (bob.id,)
    assert bob.employment_status is EmploymentStatus.ACTIVE


def test_a_leaver_who_disappears_later_is_no_news(importer: Importer) -> None:
    take_in(importer, HEADER + ANN + BOB.replace("active", "terminated"))
    assert plan(importer, HEADER + ANN, NOON + 1).disappeared == ()


def test_a_row_that_cannot_be_read_hides_who_disappeared(importer: Importer) -> None:
    take_in(importer, HEADER + ANN + BOB)
    made = plan(importer, HEADER + ANN + ",Bob,Chen,,,,,\n", NOON + 1)
    assert made.disappeared == ()


def test_a_bad_row_is_still_present(importer: Importer) -> None:
    take_in(importer, HEADER + ANN + BOB)
    made = plan(importer, HEADER + ANN + BOB.replace("bob@x.test", "bad"), NOON + 1)
    assert made.disappeared == ()


@pytest.mark.parametrize(("left", "shrunken"), [(45, False), (44, True), (40, True), (0, True)])
def test_a_source_that_shrinks_is_a_fault_of_the_source(
    importer: Importer, left: int, shrunken: bool
) -> None:
    """50 were listed: 5 may go (10 %), 6 may not."""
    take_in(importer, crowd(50))
    made = plan(importer, crowd(left), NOON + 1)
    kinds = [problem.kind for problem in made.problems]
    assert (ProblemKind.SHRUNKEN_SOURCE in kinds) is shrunken
    assert len(made.disappeared) == (0 if shrunken else 50 - left)


def test_few_people_may_go_from_a_small_company_but_never_all(importer: Importer) -> None:
    take_in(importer, crowd(5))
    assert len(plan(importer, crowd(1), NOON + 1).disappeared) == 4
    kinds = [problem.kind for problem in plan(importer, "", NOON + 1).problems]
    assert kinds == [ProblemKind.EMPTY_FILE, ProblemKind.SHRUNKEN_SOURCE]


def test_a_person_may_raise_the_threshold_after_looking(importer: Importer) -> None:
    take_in(importer, crowd(50))
    made = plan(importer, crowd(40), NOON + 1, threshold=Threshold(share=0.5))
    assert len(made.disappeared) == 10


def test_a_plan_is_refused_once_the_record_has_changed(importer: Importer, people: People) -> None:
    take_in(importer, HEADER + ANN)
    made = plan(importer, HEADER + ANN.replace(",it,", ",sales,"), NOON + 2)
    ann = people.by_employee_number("1001")
    assert ann is not None
    people.change(ann.id, {"department": "hr"}, by="per_x", source=hr(NOON + 1, "1001"))
    with pytest.raises(Permanent, match="plan the import again"):
        importer.apply(made, by=BY)


def test_a_plan_cannot_be_applied_twice(importer: Importer) -> None:
    made = take_in(importer, HEADER + ANN)
    with pytest.raises(Permanent, match="plan the import again"):
        importer.apply(made, by=BY)


def test_two_plans_of_the_same_file_have_the_same_digest(importer: Importer) -> None:
    one, two = plan(importer, HEADER + ANN + BOB), plan(importer, HEADER + ANN + BOB)
    assert one.digest == two.digest
    assert one.created[0].merge.object_id != two.created[0].merge.object_id
    assert plan(importer, HEADER + ANN).digest != one.digest


def test_a_weaker_source_is_shown_what_it_cannot_change(importer: Importer) -> None:
    take_in(importer, HEADER + ANN)
    directory = Source(name="directory", recency=NOON + 1)
    made = plan(importer, HEADER + ANN.replace(",it,", ",sales,"), source=directory)
    assert made.updated == ()
    kept = made.unchanged[0].merge.outcome.kept
    assert [(k.field, k.why) for k in kept] == [
        ("department", "hr is authoritative for department")
    ]


def test_the_number_of_somebody_else_at_another_source_is_a_question(importer: Importer) -> None:
    take_in(importer, HEADER + ANN)
    other = Source(name="hr-asia", recency=NOON + 1)
    made = plan(importer, HEADER + "1001,Wei,Ito,wei@x.test,,,,\n", source=other)
    assert only(made).kind is ProblemKind.AMBIGUOUS
    assert "neither name, mail nor login agrees" in str(only(made))


def test_a_new_number_with_a_known_address_is_a_question(importer: Importer) -> None:
    take_in(importer, HEADER + ANN)
    made = plan(
        importer,
        HEADER + ANN + ANN.replace("1001", "2001").replace("ann@", "ann@"),
        NOON + 1,
        complete=False,
    )
    assert {kind for kind, _, _ in problems(made)} == {ProblemKind.DUPLICATE_MAIL}
    alone = plan(importer, HEADER + ANN.replace("1001", "2001"), NOON + 1, complete=False)
    assert only(alone).kind is ProblemKind.AMBIGUOUS
    assert "re-hire" in only(alone).mend


def test_an_address_may_go_to_a_newcomer_when_the_same_file_sets_it_free(
    importer: Importer,
) -> None:
    take_in(importer, HEADER + ANN)
    rows = ANN.replace("ann@", "ann.berg@") + BOB.replace("bob@", "ann@")
    assert plan(importer, HEADER + rows, NOON + 1).problems == ()


def test_the_row_of_an_earlier_employment_changes_nothing(
    importer: Importer, people: People
) -> None:
    take_in(importer, HEADER + ANN.replace("active", "terminated"))
    ann = people.by_employee_number("1001")
    assert ann is not None
    people.rehire(ann.id, "2001", "2026-01-01", by="per_x", source=hr(NOON + 1, "2001"))
    rows = ANN.replace("active", "terminated").replace("ann@x.test", "") + ANN.replace(
        "1001", "2001"
    )
    made = take_in(importer, HEADER + rows, NOON + 2)
    assert (len(made.unchanged), made.updated, made.created) == (1, (), ())
    assert people.get(ann.id).employment_status is EmploymentStatus.ACTIVE


def test_the_whole_sample_company_comes_in(importer: Importer, people: People) -> None:
    header = "employee_number,given_name,family_name,mail,login,title,department,location,manager\n"
    rows = [
        f"{p.employee_number},{p.given_name},{p.family_name},{p.mail},{p.login},{p.title},"
        f"{p.department},{p.city},{p.manager}\n"
        for p in staff()
    ]
    take_in(importer, header + "".join(rows))
    assert sum(people.population().values()) == 200
    head = people.by_employee_number("1000")
    assert head is not None
    assert len(people.reports_of(head.id)) == 47


def test_units_positions_and_shifts_refer_to_people(
    importer: Importer, record: sa.Engine, noon: ManualClock, people: People
) -> None:
    take_in(importer, HEADER + ANN)
    ann = people.by_employee_number("1001")
    assert ann is not None
    take_in(importer, "code,name,parent,head\nIT-1,Desk,IT,\nIT,IT,,1001\n", object_type="org_unit")
    take_in(importer, "code,title,org_unit,holder\nP1,Clerk,IT-1,1001\n", object_type="position")
    shift = "service,person,starts,ends\nvpn,1001,2020-01-01T00:00:00Z,2040-01-01T00:00:00Z\n"
    take_in(importer, shift, object_type="on_call")
    units = OrgUnits(record, noon)
    unit, below = units.by_code("IT"), units.by_code("IT-1")
    assert unit is not None
    assert below is not None
    assert (unit.head, below.parent) == (ann.id, unit.id)
    assert Positions(record, noon).held_by(ann.id)[0].org_unit == below.id
    assert OnCallRota(record, noon).now("vpn")[0].person == ann.id


@pytest.mark.parametrize(
    ("object_type", "content", "column"),
    [
        ("org_unit", "code,parent\nA,B\nB,A\n", "parent"),
        ("asset", "tag,assigned_to\nA1,1001\n", "assigned_to"),
        ("asset", "tag,state\nA1,assigned\n", ""),
        ("on_call", "service,person,starts,ends\nvpn,,2026-01-01,2026-01-02\n", "person"),
        ("account", "system,native_id,active\nscim,7,perhaps\n", "active"),
    ],
)
def test_other_things_are_checked_alike(
    importer: Importer, object_type: str, content: str, column: str
) -> None:
    made = plan(importer, content, object_type=object_type)
    assert made.problems[0].column == column
    assert made.created == ()


def test_an_account_keeps_the_immutable_id_of_its_system(importer: Importer) -> None:
    take_in(importer, HEADER + ANN)
    content = "system,native_id,person,kind\nscim,7f,1001,Person\n"
    made = take_in(importer, content, object_type="account", source=replace(console(), name="scim"))
    assert made.created[0].merge.object_id == "scim:7f"


def test_an_unknown_type_is_refused(importer: Importer) -> None:
    with pytest.raises(Permanent, match="cannot be imported"):
        plan(importer, "x\n", object_type="salary")
