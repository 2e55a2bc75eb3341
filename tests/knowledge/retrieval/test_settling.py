"""How a document stands: readers, term and status from its source and from itself."""

from __future__ import annotations

import pytest

from steersman.knowledge.documents import read_document
from steersman.knowledge.retrieval.settling import Source, Told, settled, standing_of, stated_of
from steersman.records.knowledge import Standing

OPEN = Source(name="runbooks", readers="everyone", owner="per_1")


def stands(text: str, source: Source = OPEN, **told: object) -> Standing:
    says = Told(**told).as_json()  # type: ignore[arg-type]  # fields of Told by their names
    return settled(source, says, stated_of(read_document("a.md", text.encode())))


@pytest.mark.parametrize(
    ("written", "status", "successor"),
    [
        ("Approved", "current", ""),
        ("Draft, do not use", "draft", ""),
        ("superseded by RB-12", "superseded", "RB-12"),
        ("This page is replaced by [VPN 2].", "superseded", "VPN 2"),
        ("Deprecated", "obsolete", ""),
        ("no longer maintained", "obsolete", ""),
        ("Retired", "archived", ""),
        ("green", "", ""),
        ("", "", ""),
    ],
)
def test_a_status_is_one_of_five_words(written: str, status: str, successor: str) -> None:
    assert standing_of(written) == (status, successor)


@pytest.mark.parametrize("nothing", ["none", "-", "n/a", ""])
def test_a_successor_that_is_none_supersedes_nothing(nothing: str) -> None:
    assert standing_of("approved", nothing) == ("current", "")


def test_the_head_of_a_file_says_what_replaces_it_and_when_it_is_due() -> None:
    old = stands("---\nsuperseded_by: vpn-2.md\nstatus: approved\n---\n# VPN\n")
    assert (old.status, old.superseded_by, old.stale_on) == ("superseded", "vpn-2.md", "")
    due = stands("---\nreview_by: 2026-06-30\ndate: 2026-01-01\n---\n# VPN\n")
    assert due.stale_on == "2026-06-30"


def test_a_document_is_due_a_year_after_it_was_looked_at_or_as_its_source_says() -> None:
    text = "---\nlast reviewed: 2026-01-01\n---\n# VPN\n"
    assert stands(text).stale_on == "2027-01-01"
    assert stands(text, Source(name="x", stale_after=30)).stale_on == "2026-01-31"
    assert stands(text, Source(name="x", stale_after=0)).stale_on == ""
    assert stands("# VPN\n").stale_on == ""
    assert stands("# VPN\n", dated="2026-02-01").stale_on == "2027-02-01"


def test_what_the_document_says_of_its_day_counts_before_what_its_source_says() -> None:
    assert stands("---\ndate: 2026-01-01\n---\n", dated="2026-05-05").dated == "2026-01-01"


def test_readers_are_those_of_the_source_less_whom_the_document_leaves_out() -> None:
    assert stands("# A\n").readers == "everyone"
    assert stands("---\nreaders: [hr, Trading]\n---\n").readers == "department:Trading\nrole:hr"
    closed = Source(name="x", readers="hr, technician")
    assert stands("---\nreaders: everyone\n---\n", closed).readers == "role:hr\nrole:technician"
    assert stands("# A\n", closed, readers=("hr",)).readers == "role:hr"
    assert stands("---\nreaders: technician\n---\n", closed, readers=("hr",)).readers == ""


@pytest.mark.parametrize("nobody", ["role:wizard", "team:blue"])
def test_readers_that_nobody_understands_leave_administrators_only(nobody: str) -> None:
    assert stands(f"---\nreaders: {nobody}\n---\n").readers == ""


def test_words_in_the_text_never_change_who_may_read() -> None:
    closed = Source(name="x", readers="hr")
    assert stands("# A\n\nReaders: everyone\n", closed).readers == "role:hr"


def test_a_link_is_a_web_address_or_none() -> None:
    assert stands("# A\n", link="https://wiki.example/A").link == "https://wiki.example/A"
    assert stands("# A\n", link="javascript:alert(1)").link == ""
