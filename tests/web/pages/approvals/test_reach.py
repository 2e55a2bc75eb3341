"""The drawing of what a plan reaches, and the same facts as a list."""

from __future__ import annotations

import pytest

from steersman.web.console.plan_view import Group, PlanView, Row
from steersman.web.pages.approvals.reach import MOST_SYSTEMS, MOST_THINGS, reach_of


def row(system: str, capability: str, n: int = 0, *, final: bool = False) -> Row:
    key = (capability, f"{system}:{n}", "a", None, "b")
    return Row(
        step=f"s{n}",
        title=capability,
        placed=f"{capability} in {system}",
        account="Jane",
        capability=capability,
        system=system,
        target=f"{system}-{n}",
        target_id="",
        attribute="a",
        exact=(),
        before="x",
        after="Mary",
        undo="possible",
        grave=final,
        final=final,
        weight=2,
        key=key,
    )


def plan(*rows: Row) -> PlanView:
    systems = dict.fromkeys(each.system for each in rows)
    groups = [Group(s, s.title(), [r for r in rows if r.system == s]) for s in systems]
    return PlanView(groups, "d" * 64, 0.0)


def test_each_system_has_its_count_and_what_hangs_on_it() -> None:
    drawn = reach_of(
        plan(
            row("directory", "account.disable"),
            row("directory", "reports.reassign", 1),
            row("directory", "reports.reassign", 2),
            row("mail", "mailbox.delegate"),
        ),
        "Jane Doe",
        "Trader",
    )
    assert [(box.title, box.note) for box in drawn.systems] == [("Directory", "3"), ("Mail", "1")]
    assert [(box.title, box.note) for box in drawn.things] == [
        ("2 direct reports", "now under Mary"),
        ("Mailbox mail-0", "read by Mary"),
    ]
    assert drawn.summary == "4 changes in 2 systems, 2 things beyond the accounts"
    assert [fact.things for fact in drawn.facts] == [
        ["2 direct reports: now under Mary"],
        ["Mailbox mail-0: read by Mary"],
    ]
    assert len(drawn.edges) == 4


def test_what_is_final_is_red_and_drawn_on_top() -> None:
    drawn = reach_of(plan(row("saas", "account.delete", final=True)), "Jane", "")
    assert [box.kind for box in (*drawn.systems, *drawn.things)] == ["bad", "bad"]
    assert {edge.kind for edge in drawn.edges} == {"bad"}


def test_duties_hang_on_the_person() -> None:
    drawn = reach_of(plan(row("mail", "account.disable")), "Jane", "", ["Signs the audit"])
    assert (drawn.things[0].title, drawn.things[0].kind) == ("Signs the audit", "hold")
    assert drawn.facts[-1].things == ["Signs the audit"]


@pytest.mark.parametrize("many", [8, 40])
def test_too_many_boxes_fold_into_one(many: int) -> None:
    rows = [row(f"system{n}", "licence.release") for n in range(many)]
    drawn = reach_of(plan(*rows), "Jane", "")
    assert len(drawn.systems) == MOST_SYSTEMS
    assert drawn.systems[-1].title == f"and {many - MOST_SYSTEMS + 1} more"
    assert len(drawn.things) == MOST_THINGS
    assert len(drawn.facts) == many
    assert all(box.y + 48 <= drawn.height for box in (*drawn.systems, *drawn.things))


def test_names_that_do_not_fit_are_cut_and_kept_whole_behind() -> None:
    drawn = reach_of(plan(row("mail", "account.disable")), "J" * 80, "t" * 80)
    assert len(drawn.person.title) < 20
    assert drawn.person.full == "J" * 80


def test_sessions_are_drawn_only_when_they_are_live() -> None:
    ending = plan(row("mail", "session.end"))
    assert reach_of(ending, "Jane", "").things == []
    assert reach_of(ending, "Jane", "", live=True).things[0].kind == "bad"
