"""Groups and licences on a person's page: as the systems showed them, and what became of them."""

from __future__ import annotations

import re

from steersman.domain.canonical import Json, canonical
from steersman.governor.rehearsal import Rehearsal
from steersman.records.ledger.entry import Link
from steersman.records.names import Names
from steersman.web.pages.people.seen import seen_in
from tests.web.office import Office
from tests.web.visitors import visit


def access(office: Office, who: str) -> str:
    """What the access panel of Jane's page says, on one line."""
    text = visit(office, who).get(f"/people/{office.id('jane')}").text
    panel = text[text.index('id="access-panel"') :]
    plain = re.sub(r"<[^>]+>", " ", panel[: panel.index("</section>")])
    return re.sub(r"\s+", " ", plain)


def test_before_anybody_asked_the_systems_it_says_so(office: Office) -> None:
    assert "The systems were not asked yet" in access(office, "security")
    assert "It does not mean that there are none" in access(office, "security")


def test_who_may_see_no_groups_is_told_the_rule(office: Office) -> None:
    office.leaver()
    assert "entitlement.view" in access(office, "approver")
    assert "Seen in the systems" not in access(office, "approver")


NAMES = Names({})
KEY = "group.leave@directory"
ROW = ["directory:d-1", "member of g-1", "cn=Sales,ou=groups,dc=x", None]
STEP = "reclaim: group.leave in directory/2"


def plan(*rows: list[str | None]) -> Json:
    return {"capability": KEY, "changes": list(rows), "outputs": {}, "warnings": []}


class Book:
    """Entries of the ledger about one person, one after the other."""

    def __init__(self) -> None:
        self._links: list[Link] = []

    def rehearsed(self, number: str, *rows: list[str | None], failed: bool = False) -> Book:
        body = Rehearsal(work=number, procedure="leaver", request="r").as_json()
        body["steps"] = [[STEP, plan(*rows)]]
        body["failed"] = {STEP: ["unreachable", "no answer"]} if failed else {}
        return self._add(f"{number}#1/decision", "decision", {"rehearsal": body})

    def done(self, number: str, *rows: list[str | None], status: str = "done") -> Book:
        body = {"capability": KEY, "status": status, "applied": plan(*rows)}
        return self._add(f"{number}#1/{STEP}/outcome", "outcome", body)

    def undone(self, number: str, of: str, *, undone: bool = True) -> Book:
        body = {"step": f"{of}#1/{STEP}", "undone": undone}
        return self._add(f"{number}#1/{of}#1/{STEP}/undo", "undo", body)

    def told(self) -> list[tuple[str, str, float, str]]:
        return [(s.value, s.state, s.at, s.work) for s in seen_in(self._links, NAMES).rows]

    def asked(self) -> list[tuple[str, float]]:
        return list(seen_in(self._links, NAMES).asked)

    def _add(self, key: str, kind: str, body: Json) -> Book:
        seq = len(self._links) + 1
        self._links.append(Link(seq, key, kind, float(seq), canonical(body), ""))
        return self


def test_what_a_rehearsal_read_is_held_as_of_then() -> None:
    assert Book().rehearsed("R1", ROW).told() == [("Sales", "held", 1.0, "R1")]


def test_what_was_done_took_it_away_and_an_undo_gave_it_back() -> None:
    book = Book().rehearsed("R1", ROW).done("R1", ROW)
    assert book.told() == [("Sales", "taken away", 2.0, "R1")]
    assert book.undone("C2", "R1").told() == [("Sales", "given back", 3.0, "C2")]


def test_what_did_not_work_changes_nothing_that_is_known() -> None:
    book = Book().rehearsed("R1", ROW).done("R1", ROW, status="failed")
    assert book.told() == [("Sales", "held", 1.0, "R1")]
    done = Book().rehearsed("R1", ROW).done("R1", ROW).undone("C2", "R1", undone=False)
    assert done.told() == [("Sales", "taken away", 2.0, "R1")]


def test_the_next_look_replaces_what_was_known() -> None:
    book = Book().rehearsed("R1", ROW).rehearsed("R2")
    assert book.told() == []
    assert book.asked() == [("Directory", 2.0)]


def test_a_system_that_did_not_answer_tells_nothing_new() -> None:
    book = Book().rehearsed("R1", ROW).rehearsed("R2", failed=True)
    assert book.told() == [("Sales", "held", 1.0, "R1")]
    assert book.asked() == [("Directory", 1.0)]
