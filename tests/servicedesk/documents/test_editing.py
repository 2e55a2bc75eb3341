"""A document of our own is changed by two people, and by nobody who may not read it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from steersman.bootstrap.documents import Documents
from steersman.domain.errors import Permanent
from steersman.domain.permissions import Principal
from steersman.records.desk.desk import Desk
from steersman.records.knowledge.house import ACCEPTED, REFUSED, WITHDRAWN, DocumentDraft
from steersman.records.ledger.ledger import Ledger
from steersman.runtime.clock import ManualClock
from steersman.servicedesk.documents.editing import Editing
from steersman.servicedesk.documents.terms import Terms
from tests.knowledge.shelves import Shelves

VPN = "---\nreaders: everyone\n---\n# VPN\n\nPress the {colour} button to tunnel.\n"
QUESTION = "which button to tunnel"


class Room:
    """Two technicians and somebody from trading."""

    def __init__(self, shelves: Shelves) -> None:
        self.shelves = shelves
        self.ann = shelves.person("1", "IT", "technician")
        self.ben = shelves.person("2", "IT", "technician")
        self.tom = shelves.person("3", "Trading")
        self.ledger = Ledger(shelves.store)
        store, clock = shelves.store, shelves.clock
        documents = Documents(shelves.library, Terms(store, Desk(store, clock), clock))
        self.editing = Editing(
            store, shelves.library.house, self.ledger, shelves.rules, clock, documents.read_house
        )

    def propose(self, text: str, by: Principal | None = None, **told: str) -> DocumentDraft:
        by = by or self.ann
        given = {"owner": by.id, "reason": "because", **told}
        return self.editing.propose("net/vpn.md", text, by=by, **given)

    def accepted(self, text: str) -> DocumentDraft:
        return self.editing.accept(self.propose(text).id, by=self.ben)

    def kinds(self) -> list[str]:
        return [link.kind for link in reversed(self.ledger.newest(None, None, 20))]


@pytest.fixture
def room(record: sa.Engine, noon: ManualClock, tmp_path: Path) -> Room:
    return Room(Shelves(record, noon, tmp_path))


def test_a_draft_changes_nothing_until_another_person_accepts_it(room: Room) -> None:
    draft = room.propose(VPN.format(colour="green"))
    assert room.shelves.found(room.tom, QUESTION) == []
    room.editing.accept(draft.id, by=room.ben)
    assert room.shelves.found(room.tom, QUESTION) == ["net/vpn.md"]
    assert "green" in room.shelves.ask(room.tom, QUESTION).text
    assert room.kinds() == ["document-proposed", "document-accepted"]


def test_the_next_version_replaces_the_last_and_both_stay_in_the_history(room: Room) -> None:
    room.accepted(VPN.format(colour="green"))
    second = room.accepted(VPN.format(colour="red"))
    assert (second.base, "green" in second.before) == (1, True)
    assert "red" in room.shelves.ask(room.tom, QUESTION).text
    kept = room.shelves.library.house.find("net/vpn.md")
    assert kept is not None
    assert kept.version == 2
    history = room.shelves.library.house.drafts(name="net/vpn.md", state=ACCEPTED)
    assert len(history) == 2


@pytest.mark.parametrize("eyes", ["", "per_vouching"])
def test_nobody_accepts_what_they_wrote_or_what_their_token_wrote(room: Room, eyes: str) -> None:
    draft = room.propose(VPN, eyes=eyes)
    with pytest.raises(Permanent, match="four-eyes"):
        room.editing.accept(draft.id, by=room.ann)
    if eyes:
        with pytest.raises(Permanent, match="four-eyes"):
            room.editing.accept(draft.id, by=room.ben, eyes=eyes)


def test_its_owner_may_accept_a_change_without_any_role(room: Room) -> None:
    draft = room.propose(VPN, owner=room.tom.id)
    assert room.editing.accept(draft.id, by=room.tom).state == ACCEPTED


def test_somebody_else_without_the_role_may_not(room: Room) -> None:
    draft = room.propose(VPN)
    for decide in (room.editing.accept, lambda id_, by: room.editing.refuse(id_, by=by, why="no")):
        with pytest.raises(Permanent, match="only its owner, or who may review"):
            decide(draft.id, by=room.tom)


def test_a_refusal_needs_a_reason_and_ends_the_draft(room: Room) -> None:
    draft = room.propose(VPN)
    with pytest.raises(Permanent, match="say why"):
        room.editing.refuse(draft.id, by=room.ben, why=" ")
    refused = room.editing.refuse(draft.id, by=room.ben, why="the button is red")
    assert (refused.state, refused.decided_why) == (REFUSED, "the button is red")
    with pytest.raises(Permanent, match="decided already"):
        room.editing.accept(draft.id, by=room.ben)
    assert room.kinds() == ["document-proposed", "document-refused"]


def test_who_wrote_a_draft_withdraws_it(room: Room) -> None:
    assert room.editing.refuse(room.propose(VPN).id, by=room.ann, why="").state == WITHDRAWN


def test_of_two_drafts_of_one_version_only_the_first_is_accepted(room: Room) -> None:
    room.accepted(VPN.format(colour="green"))
    first, second = (room.propose(VPN.format(colour=colour)) for colour in ("red", "blue"))
    room.editing.accept(first.id, by=room.ben)
    with pytest.raises(Permanent, match="has changed since"):
        room.editing.accept(second.id, by=room.ben)
    assert "red" in room.shelves.ask(room.tom, QUESTION).text
    assert room.shelves.library.house.get_draft(second.id).state == "open"


@pytest.mark.parametrize(
    ("name", "text", "reason", "why"),
    [
        ("../etc/passwd.md", VPN, "x", "name it"),
        ("vpn.html", VPN, "x", "name it"),
        ("VPN.md", VPN, "x", "name it"),
        ("vpn.md", VPN, " ", "needs a reason"),
        ("vpn.md", "# VPN\n", "x", "say who may read it"),
        ("vpn.md", "---\nreaders: role:wizard\n---\n# VPN\n", "x", "nobody is meant"),
        ("vpn.md", "---\nreaders: everyone\n---\n" + "x" * 200_001, "x", "at most"),
    ],
)
def test_a_draft_that_cannot_stand_is_refused_with_the_mend(
    room: Room, name: str, text: str, reason: str, why: str
) -> None:
    with pytest.raises(Permanent, match=why):
        room.editing.propose(name, text, owner=room.ann.id, reason=reason, by=room.ann)


def test_what_somebody_may_not_read_they_neither_change_nor_review_nor_find(room: Room) -> None:
    secret = "---\nreaders: [technician]\n---\n# Vault\n\nThe tunnel to the vault.\n"
    room.accepted(secret)
    assert room.shelves.found(room.tom, QUESTION) == []
    attempts: list[Callable[[], object]] = [
        lambda: room.propose(VPN, by=room.tom),
        lambda: room.editing.seen(room.tom, room.propose(secret + "more").id),
    ]
    for attempt in attempts:
        with pytest.raises(Permanent, match="there is no"):
            attempt()


def test_a_reviewer_must_be_able_to_read_what_it_was_and_what_it_would_be(room: Room) -> None:
    room.accepted("---\nreaders: [technician]\n---\n# Vault\n")
    draft = room.propose("---\nreaders: everyone\n---\n# Vault\n", owner=room.tom.id)
    assert not room.editing.may_see(room.tom, draft)
    assert room.editing.may_review(room.ben, draft)


def test_nobody_shuts_themselves_out_by_a_draft(room: Room) -> None:
    with pytest.raises(Permanent, match="name yourself"):
        room.editing.propose(
            "x.md",
            "---\nreaders: [hr]\n---\n# X\n",
            owner=room.tom.id,
            reason="x",
            by=room.ann,
        )
