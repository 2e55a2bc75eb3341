"""An answer from a document that no longer holds says so, and leads to what replaced it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from steersman.knowledge.asking.answer import State
from steersman.runtime.clock import ManualClock
from tests.knowledge.shelves import Shelves

OLD = """---
title: VPN by OpenVPN
superseded_by: vpn-2.md
---
# VPN by OpenVPN

To tunnel home, press the orange button.
"""
NEW = "# VPN by WireGuard\n\nTo reach the office, press the green button.\n"
QUESTION = "how do I tunnel home"


@pytest.fixture
def shelves(record: sa.Engine, noon: ManualClock, tmp_path: Path) -> Shelves:
    return Shelves(record, noon, tmp_path)


def test_the_only_document_that_says_it_is_quoted_with_its_successor(shelves: Shelves) -> None:
    asker = shelves.person("1")
    shelves.put("runbooks", {"vpn.md": OLD, "vpn-2.md": NEW})
    told = shelves.ask(asker, QUESTION)
    assert told.state is State.ANSWERED
    assert "orange button" in told.text
    assert any("superseded by “VPN by WireGuard”" in note for note in told.notes)
    old, new = told.citations
    assert "superseded" in old.note
    assert (new.title, new.kind) == ("VPN by WireGuard", "document")
    assert new.note.startswith("replaces ")


def test_where_both_say_it_the_one_that_holds_answers(shelves: Shelves) -> None:
    asker = shelves.person("1")
    both = NEW.replace("reach the office", "tunnel home")
    shelves.put("runbooks", {"vpn.md": OLD, "vpn-2.md": both})
    told = shelves.ask(asker, QUESTION)
    assert "green button" in told.text
    assert not any("superseded" in note for note in told.notes)


def test_the_last_of_a_chain_is_the_one_to_read(shelves: Shelves) -> None:
    asker = shelves.person("1")
    middle = OLD.replace("VPN by OpenVPN", "VPN by IPsec").replace("tunnel", "walk")
    last = {"vpn-2.md": middle.replace("vpn-2.md", "vpn-3.md"), "vpn-3.md": NEW}
    shelves.put("runbooks", {"vpn.md": OLD, **last})
    told = shelves.ask(asker, QUESTION)
    assert any("superseded by “VPN by WireGuard”" in note for note in told.notes)


def test_documents_that_replace_each_other_end_somewhere(shelves: Shelves) -> None:
    asker = shelves.person("1")
    back = OLD.replace("vpn-2.md", "vpn.md").replace("tunnel", "walk")
    shelves.put("runbooks", {"vpn.md": OLD, "vpn-2.md": back})
    assert any("superseded" in note for note in shelves.ask(asker, QUESTION).notes)


def test_a_successor_that_the_asker_may_not_read_is_as_if_it_were_not_there(
    shelves: Shelves,
) -> None:
    """The same answer, whether it is hidden or nowhere."""
    asker = shelves.person("1")
    hidden = f"---\nreaders: [hr]\n---\n{NEW}"
    shelves.put("runbooks", {"vpn.md": OLD, "vpn-2.md": hidden})
    told = shelves.ask(asker, QUESTION)
    (shelves.folder / "runbooks" / "vpn-2.md").unlink()
    shelves.library.read("runbooks")
    assert told == shelves.ask(asker, QUESTION)
    assert "WireGuard" not in str(told)


def test_a_stale_document_says_when_its_review_was_due_and_whom_to_ask(shelves: Shelves) -> None:
    asker = shelves.person("1")
    head = "---\nowner: Network team\nlast reviewed: {day}\n---\n"
    text = "# Tunnel\n\nTo tunnel home, press the button.\n"
    day = "2020-05-01"
    shelves.put("runbooks", {"a.md": head.format(day=day) + text})
    (note, *_) = shelves.ask(asker, QUESTION).notes
    assert note == (
        "“Tunnel” may be out of date: last looked at on 2020-05-01; its review was due on "
        "2021-05-01. Ask its owner (Network team)."
    )
    shelves.put("runbooks", {"a.md": head.format(day=day) + text}, stale_after=0)
    assert not any("out of date" in note for note in shelves.ask(asker, QUESTION).notes)


def test_a_draft_says_that_nobody_has_confirmed_it(shelves: Shelves) -> None:
    asker = shelves.person("1")
    shelves.put("runbooks", {"a.md": "---\nstatus: draft\n---\n# T\n\nTo tunnel home, press it.\n"})
    assert any("is a draft" in note for note in shelves.ask(asker, QUESTION).notes)
