"""What the server goes by, and how it stands."""

from __future__ import annotations

from tests.cli.office import Office


def test_limits_and_policies_are_shown(office: Office) -> None:
    assert "share of company per day" in office.run("adam", "limits").stdout
    assert "forbid" in office.run("adam", "policies").stdout


def test_a_bad_policy_is_refused_and_the_old_ones_stay(office: Office) -> None:
    assert "In force" in office.run("adam", "policies", "reload").stdout
    bad = office.data / "policies" / "99-bad.cedar"
    bad.write_text("permit (nonsense")
    told = office.run("adam", "policies", "reload")
    bad.unlink()
    assert told.exit_code == 1
    assert "nonsense" not in office.run("adam", "policies").stdout


def test_a_question_is_shown_and_answered(office: Office) -> None:
    office.outside.hire("saas", "s-x", "", "lena.leaver@example.org", "Someone Else")
    number = office.read("helen", "leave", office.people["lena"])["number"]
    waiting = office.read("adam", "questions")["questions"]
    assert [each["work"] for each in waiting] == [number]
    shown = office.run("adam", "questions").stdout
    assert "s-x" in shown
    name = waiting[0]["id"]
    assert f"steersman answer {name} ID|none" in shown
    assert office.run("adam", "answer", name, "s-unknown").exit_code == 1
    assert office.run("adam", "answer", name, "none").exit_code == 0
    assert "Nothing waits" in office.run("adam", "questions").stdout
    assert office.run("adam", "answer", name, "none").exit_code == 1
