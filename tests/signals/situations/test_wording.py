"""One sentence says what is wrong."""

from __future__ import annotations

from steersman.signals.situations.wording import LONGEST, gravest, sentence


def test_the_sentence_names_what_where_and_how_much_more() -> None:
    assert sentence("DiskFull", "db-1") == "DiskFull on db-1"
    assert sentence("DiskFull", "", 2) == "DiskFull: 2 alerts"
    words = sentence("DiskFull", "db-1", 1_200, 3, 2)
    assert words == "DiskFull on db-1 and 2 other hosts: 1,200 alerts of 2 kinds"
    assert len(sentence("x" * 500, "y" * 500)) == LONGEST


def test_the_gravest_counts_and_an_unknown_one_before_none() -> None:
    assert gravest(["info", "critical", "odd"]) == "critical"
    assert gravest(["odd", ""]) == "odd"
    assert gravest([]) == ""
