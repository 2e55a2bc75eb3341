"""A plan in words: names where a system gives them, ids told apart, nothing decided by them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.plan import LONGEST_NAME, Change, Plan
from steersman.governor.rehearsal import Rehearsal, Resolved, Step
from steersman.servicedesk.reading import ReadStep, read_step, system_title

ID = "588dd94c-c856-4702-92ea-1c81d6c4f412"
TARGET, DN = f"directory:{ID}", "cn=Sales,ou=groups,dc=x,dc=y"
ROW = Change(TARGET, "member of 81cc98ce-2616-40c7-8d6b-a3e0ed7b1a48", DN, None)
NAME = "reclaim: group.leave in directory/2"


def read(
    *changes: Change,
    names: dict[str, str] | None = None,
    procedure: str = "leaver",
    label: str = "",
) -> ReadStep:
    plan = Plan("group.leave@directory", changes, names=names or {})
    resolved = {}
    if label:
        theirs = Resolved("directory", "per_1", ID, label, "mail")
        resolved = {"reclaim: group.leave in directory/1": theirs}
    step = Step(NAME, plan)
    whole = Rehearsal(work="W", procedure=procedure, request="r", steps=(step,), resolved=resolved)
    return read_step(step, whole)


def test_a_name_that_the_system_gives_comes_first_and_the_id_stays_beside_it() -> None:
    told = read(ROW, names={TARGET: "Jane Doe (jdoe)", ROW.attribute: "group", DN: "Sales team"})
    (change,) = told.changes
    assert (change.target, change.attribute) == ("Jane Doe (jdoe)", "group")
    assert (change.before, change.after) == ("Sales team", None)
    assert change.exact == ROW
    assert told.title == "Take Jane Doe (jdoe) out of all groups"
    assert told.placed == "Take Jane Doe (jdoe) out of all groups in Directory"


def test_without_a_name_an_id_is_still_short_words() -> None:
    (change,) = read(ROW).changes
    assert (change.target, change.attribute) == ("id 588dd94c…", "member of 81cc98ce…")
    assert change.before == "Sales"


def test_the_account_that_was_proven_names_the_step() -> None:
    assert read(ROW, label="jane@example.org").title.startswith("Take jane@example.org out")


def test_an_undo_is_titled_by_what_it_brings_back() -> None:
    told = read(ROW, names={TARGET: "Jane"}, procedure="undo")
    assert told.placed == "Put Jane back into the groups in Directory"
    assert told.back == "Take Jane out of all groups in Directory"


def test_two_groups_of_one_name_are_told_apart() -> None:
    other = Change(TARGET, "member of x", "cn=Sales,ou=old,dc=x,dc=y", None)
    told = read(ROW, other, names={DN: "Sales", str(other.before): "Sales"})
    first, second = (change.before or "" for change in told.changes)
    assert first != second
    assert "ou=old" in second


def test_a_long_script_on_both_sides_does_not_look_unchanged() -> None:
    before, after = ('require ["vacation"];\n' + text * 40 for text in ("keep;\n", "stop;\n"))
    (change,) = read(Change(TARGET, "script", before, after)).changes
    assert change.before != change.after
    assert len(change.before or "") < 60


def test_a_value_that_exists_only_later_stays_marked() -> None:
    (change,) = read(Change(TARGET, "id", None, "⟨step.id⟩")).changes
    assert change.after == "⟨step.id⟩"


@given(st.text(min_size=1, max_size=300))
def test_a_hostile_name_is_one_clean_line_and_no_longer_than_a_name(name: str) -> None:
    plan = Plan("group.leave@directory", (ROW,), names={TARGET: name})
    called = plan.called(TARGET)
    assert len(called) <= LONGEST_NAME
    assert "\n" not in called
    assert "\u202e" not in called


def test_abbreviations_stay_capitals() -> None:
    assert [system_title(name) for name in ("crm", "directory", "record")] == [
        "CRM",
        "Directory",
        "Steersman",
    ]
