"""The filter of the list of items: read from an address, and written into one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.web.pages.ci.filters import COLUMNS, USUAL, ListFilter, read_filter

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=20)


@given(
    st.builds(
        ListFilter,
        words=WORDS,
        ci_class=WORDS,
        where=st.lists(st.builds("{}:{}".format, WORDS, WORDS), max_size=5, unique=True).map(tuple),
        check=WORDS,
        source=WORDS,
        sort=st.sampled_from(["name", "-last_seen"]),
        columns=st.sampled_from([USUAL, ("serial",), tuple(COLUMNS)]),
    )
)
def test_what_was_written_is_read_again(chosen: ListFilter) -> None:
    assert read_filter(chosen.query) == chosen


def test_the_fields_of_the_form_are_conditions_like_others() -> None:
    found = read_filter("environment=production&criticality=none&also=os:Debian&kind=server")
    assert found.where == ("environment:production", "criticality:", "os:Debian")
    assert (found.ci_class, found.value_of("criticality")) == ("server", "none")
    assert found.value_of("environment") == "production"
    assert found.value_of("location") == ""


def test_ticked_columns_are_shown_in_the_order_of_the_page() -> None:
    assert read_filter("column=last_seen&column=serial&column=shoe").columns == (
        "serial",
        "last_seen",
    )
    assert read_filter("columns=").columns == USUAL


@pytest.mark.parametrize("condition", ["check", "source", "os:Debian"])
def test_a_condition_is_taken_off_alone(condition: str) -> None:
    whole = ListFilter(where=("os:Debian", "location:Rome"), check="stale", source="inventory")
    left = whole.without(condition)
    assert left != whole
    assert left.narrows
    assert condition not in left.query.replace("%3A", ":") or condition == "source"


def test_a_column_sorts_forwards_then_backwards() -> None:
    chosen = ListFilter()
    once = chosen.sorted_by("last_seen")
    assert once is not None
    assert (once.sort, once.direction("last_seen")) == ("last_seen", "ascending")
    twice = once.sorted_by("last_seen")
    assert twice is not None
    assert (twice.sort, twice.direction("last_seen")) == ("-last_seen", "descending")
    assert chosen.sorted_by("owner") is None
    assert chosen.direction("owner") == "none"


def test_an_address_has_an_end() -> None:
    found = read_filter("&".join(f"where=a:{n}" for n in range(60)) + "&q=" + "x" * 900)
    assert len(found.where) == 20
    assert len(found.words) == 200
