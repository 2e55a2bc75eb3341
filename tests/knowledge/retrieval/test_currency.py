"""Superseded documents stand below those that hold, and are never lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.knowledge.retrieval.currency import in_order, names, paths
from steersman.knowledge.retrieval.found import Found
from steersman.records.knowledge import Passage

PLAIN = Passage(
    number=1,
    document="doc_x",
    source="runbooks",
    name="x.md",
    title="",
    link="",
    owner="",
    kept_by="",
    status="",
    superseded_by="",
    dated="",
    stale_on="",
    text="",
    line=None,
    page=None,
    anchor="",
)


def found(name: str, score: float, status: str = "", by: str = "") -> Found:
    passage = replace(PLAIN, document=f"doc_{name}", name=f"{name}.md", title=name.title())
    return Found(replace(passage, status=status, superseded_by=by), score)


def order(*given: Found, most: int = 10) -> list[str]:
    return [each.passage.name.removesuffix(".md") for each in in_order(given, most)]


def test_a_superseded_document_stands_below_a_current_one_that_says_as_much() -> None:
    assert order(found("old", 0.9, "superseded"), found("new", 0.8)) == ["new", "old"]


def test_it_never_stands_above_the_one_that_replaces_it() -> None:
    old = found("old", 0.9, "superseded", "new.md")
    assert order(old, found("new", 0.1)) == ["new", "old"]
    assert order(
        replace(old, passage=replace(old.passage, superseded_by="")), found("new", 0.1)
    ) == [
        "old",
        "new",
    ]


def test_the_only_document_there_is_stays_in_the_list() -> None:
    others = [found(f"other{number}", 0.8 - number / 100) for number in range(9)]
    listed = order(found("old", 0.9, "superseded"), *others, most=5)
    assert listed == ["other0", "other1", "other2", "other3", "old"]


def test_many_superseded_ones_do_not_hide_the_one_that_holds() -> None:
    versions = [found(f"v{number}", 0.9, "superseded") for number in range(9)]
    assert order(*versions, found("now", 0.7), most=3)[0] == "now"


scores = st.floats(0.01, 1, allow_nan=False)


@given(st.lists(st.tuples(scores, st.sampled_from(["", "current", "draft"])), max_size=8))
def test_where_everything_holds_the_order_is_that_of_the_scores(
    given_: list[tuple[float, str]],
) -> None:
    plain = [found(f"d{number}", *each) for number, each in enumerate(given_)]
    kept = in_order(plain, 5)
    assert list(kept) == sorted(plain, key=lambda each: (-each.score, each.passage.name))[:5]


@given(st.lists(st.tuples(scores, st.sampled_from(["", "superseded"])), min_size=1, max_size=8))
def test_scores_only_ever_fall_along_the_list(given_: list[tuple[float, str]]) -> None:
    kept = in_order([found(f"d{number}", *each) for number, each in enumerate(given_)], 5)
    falling = [each.score for each in kept]
    assert falling == sorted(falling, reverse=True)


@pytest.mark.parametrize(
    ("written", "where", "means"),
    [
        ("vpn-2.md", "net/vpn.md", "net/vpn-2.md"),
        ("./vpn-2.md", "net/vpn.md", "net/vpn-2.md"),
        ("../new/vpn.md#top", "net/vpn.md", "new/vpn.md"),
        ("/net/vpn-2.md", "old/vpn.md", "net/vpn-2.md"),
        ("vpn-2", "vpn.md", "vpn-2.md"),
        ("net/vpn-2.md", "old/vpn.md", "net/vpn-2.md"),
    ],
)
def test_a_path_counts_from_the_folder_and_from_the_top(
    written: str, where: str, means: str
) -> None:
    assert means in paths(written, where)


def test_a_path_of_another_source_is_not_meant_and_a_title_is() -> None:
    here, there = PLAIN, replace(PLAIN, source="wiki", name="vpn-2.md", title="VPN 2")
    assert not names("vpn-2.md", here, there)
    assert names("vpn 2", here, there)
