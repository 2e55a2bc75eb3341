"""A leaver by the API, from the request to its undo, on both stores."""

from __future__ import annotations

from tests.governor.company import CUT
from tests.web.office import Office


def test_a_leaver_is_held_approved_done_and_taken_back(each_office: Office) -> None:
    office = each_office
    asked = office.post("hr", "/leave", {"person": "Jane Doe", "successor": "1001"})
    assert asked.status_code == 201, asked.text
    number = asked.json()["work"]
    office.run()
    work = office.get("approver", f"/work/{number}").json()
    assert work["status"] == "held"
    assert work["needs"] == [{"count": 1, "role": "approver"}]
    plan = office.get("approver", f"/work/{number}/plan").json()
    assert (plan["source"], plan["verdict"]) == ("decided", "HOLD")
    assert any("asked-by-person" in reason for reason in plan["reasons"])
    assert office.company.effects == []
    yes = office.post("approver", f"/work/{number}/approve", {"digest": plan["digest"]})
    assert yes.json() == {"work": number, "approved": True, "new": True}
    office.run()
    waited = office.get("approver", f"/work/{number}/wait?timeout=5").json()
    assert (waited["status"], waited["settled"]) == ("done", True), waited
    assert office.company.effects == CUT
    undo = office.post("security", f"/work/{number}/undo", {"reason": "wrong Jane"})
    assert undo.status_code == 201, undo.text
    office.run()
    assert office.status(number) == "undone"
    kinds = [
        each["kind"] for each in office.get("hr", f"/work/{number}/timeline").json()["entries"]
    ]
    assert kinds[:3] == ["decision", "end", "approval"]
    assert office.ledger("approval")[0]["by"] == office.id("approver")
