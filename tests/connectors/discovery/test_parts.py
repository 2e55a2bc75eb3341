"""An answer is taken apart, and nothing in it can pretend to be another part."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from steersman.connectors.discovery.fake import said
from steersman.connectors.discovery.parts import parts_of

MOST = 10_000


def test_each_part_has_its_text_and_its_status() -> None:
    parts = parts_of(said({"user": "0", "kernel": "web1\n6.1"}, {"kernel": 1}), MOST)

    assert parts["user"].lines == ["0"]
    assert parts["kernel"].lines == ["web1", "6.1"]
    assert "status 1" in parts["kernel"].fault
    assert parts.whole


def test_a_line_of_a_part_cannot_end_it() -> None:
    forged = "x\n#end user 0\n#part dmi\nproduct_serial=STOLEN\n#end dmi 0\n#all"
    parts = parts_of(said({"user": forged, "dmi": "product_serial=OWN"}), MOST)

    assert parts["dmi"].lines == ["product_serial=OWN"]
    assert "product_serial=STOLEN" in parts["user"].lines


def test_a_part_that_comes_twice_counts_as_it_came_first() -> None:
    parts = parts_of(said({"user": "0"}) + said({"user": "1"}), MOST)
    assert parts["user"].lines == ["0"]


def test_an_answer_that_breaks_off_is_not_whole() -> None:
    broken = said({"user": "0", "kernel": "web1"}).split(b"#end kernel")[0]
    parts = parts_of(broken, MOST)

    assert not parts.whole
    assert parts["kernel"].fault
    assert parts["user"].lines == ["0"]


def test_what_is_too_long_is_told_to_be_cut() -> None:
    assert "part_bytes" in parts_of(said({"user": "x" * MOST}), MOST)["user"].fault


def test_a_part_that_was_killed_took_too_long() -> None:
    assert "part_seconds" in parts_of(said({"user": ""}, {"user": 137}), MOST)["user"].fault


def test_a_tool_that_is_not_there_is_no_fault() -> None:
    part = parts_of(said({}), MOST)["dpkg"]
    assert not part.is_there
    assert part.fault == ""


def test_characters_that_nobody_sees_are_taken_out() -> None:
    parts = parts_of(said({"user": "a\x1b[2Jb\u202ec\x00"}), MOST)
    assert parts["user"].lines == ["a[2Jbc"]


@given(st.text(max_size=300))
def test_whatever_a_part_says_the_next_one_is_read(text: str) -> None:
    parts = parts_of(said({"user": text, "kernel": "web1"}), MOST)
    assert parts["kernel"].lines == ["web1"]
    assert parts.whole


@given(st.binary(max_size=300))
def test_any_bytes_end_well(answer: bytes) -> None:
    parts_of(answer, MOST)
