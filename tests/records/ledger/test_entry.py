"""The chain itself, without a database."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.errors import Permanent
from steersman.records.ledger.entry import START, Entry, Head, Link, fault, hash_of, link, spell

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=4)
bodies = st.dictionaries(words, words | st.integers(), max_size=3)
entries = st.lists(
    st.builds(Entry, st.uuids().map(str), words, st.floats(0, 2e9), bodies), min_size=2, max_size=8
)
fields = st.tuples(words, words, words)


def chain(of: list[Entry]) -> list[Link]:
    head, links = START, list[Link]()
    for entry in of:
        links.append(link(head, entry))
        head = Head(links[-1].seq, links[-1].hash)
    return links


def head_of(links: list[Link]) -> Head:
    return Head(links[-1].seq, links[-1].hash)


@given(entries)
def test_an_untouched_chain_holds(of: list[Entry]) -> None:
    links = chain(of)

    assert fault(links, head_of(links)) is None
    assert fault(links) is None
    assert [here.body for here in links] == [entry.body for entry in of]


@given(entries, st.data())
def test_an_altered_field_is_found(of: list[Entry], data: st.DataObject) -> None:
    links = chain(of)
    at = data.draw(st.integers(0, len(links) - 1))
    field = data.draw(st.sampled_from(["key", "kind", "text", "hash", "at"]))
    value: Any = -1.0 if field == "at" else getattr(links[at], field) + "x"

    links[at] = replace(links[at], **{field: value})

    assert fault(links) == f"entry {at + 1} was altered"


@given(entries, st.data())
def test_a_removed_entry_is_found(of: list[Entry], data: st.DataObject) -> None:
    links = chain(of)
    head = head_of(links)

    del links[data.draw(st.integers(0, len(links) - 1))]

    assert fault(links, head) is not None


@given(entries, st.data())
def test_reordered_entries_are_found(of: list[Entry], data: st.DataObject) -> None:
    links = chain(of)
    shuffled = data.draw(st.permutations(links).filter(lambda other: other != links))

    assert fault(shuffled) is not None


@given(entries, st.data())
def test_a_chain_rewritten_from_the_middle_is_found(of: list[Entry], data: st.DataObject) -> None:
    head = head_of(chain(of))
    at = data.draw(st.integers(0, len(of) - 1))

    forged = [*of[:at], replace(of[at], body={"forged": "yes"}), *of[at + 1 :]]

    assert fault(chain(forged), head) is not None


@given(fields, fields)
def test_no_two_entries_share_a_spelling(
    one: tuple[str, str, str], two: tuple[str, str, str]
) -> None:
    (key, kind, text), (other_key, other_kind, other_text) = one, two
    first = hash_of(START.hash, 1, key, kind, 1.0, text).digest()
    second = hash_of(START.hash, 1, other_key, other_kind, 1.0, other_text).digest()

    assert (first == second) == (one == two)


def test_a_border_between_fields_cannot_be_moved() -> None:
    def spelled(key: str, kind: str, text: str) -> bytes:
        return hash_of(START.hash, 1, key, kind, 1.0, text).digest()

    assert len({spelled("ab", "c", "d"), spelled("a", "bc", "d"), spelled("a", "b", "cd")}) == 3


def test_the_sign_of_zero_and_whole_seconds_are_spelled_as_both_stores_return_them() -> None:
    assert repr(spell(Entry("k", "k", -0.0, {})).at) == "0.0"
    assert repr(spell(Entry("k", "k", 17, {})).at) == "17.0"


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": ""},
        {"key": "a\0b"},
        {"kind": "a\0b"},
        {"at": -1.0},
        {"at": 253_402_300_800.0},
        {"at": float("nan")},
        {"body": {"x": float("inf")}},
        {"body": {"x": "\ud800"}},
        {"body": {"x": complex(1, 2)}},
    ],
    ids=repr,
)
def test_what_one_of_the_stores_would_change_or_refuse_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Permanent, match="ledger entry"):
        spell(replace(Entry("k", "k", 1.0, {}), **wrong))


def test_the_first_bad_place_is_named() -> None:
    links = chain([Entry(str(n), "k", 1.0, {}) for n in range(4)])
    assert fault(links[:1] + links[2:]) == "entry 2 is missing or out of order"
    assert fault(links[1:]) == "entry 1 is missing or out of order"
    assert fault(links[:2], head_of(links)) == "entries after 2 were removed"
    other = Head(2, "f" * 64)
    assert fault(links, other) == "entry 2 is not the one that was witnessed"
