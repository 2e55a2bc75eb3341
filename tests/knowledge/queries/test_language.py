"""The language of queries: what is shown is what is run, and can be edited."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.errors import Permanent
from steersman.knowledge.queries.language import read, read_all
from steersman.knowledge.queries.model import (
    All,
    Compare,
    Condition,
    Has,
    Known,
    Not,
    Op,
    Query,
    Reaches,
    Some,
    Than,
    Want,
    Way,
    both,
    negated,
)

FIELDS = st.sampled_from(["name", "location", "warranty_ends", "version", "listing", "office"])
PATHS = FIELDS | st.builds("{}.{}".format, FIELDS, FIELDS)
VALUES = st.one_of(
    st.text(st.characters(blacklist_categories=["Cs"]), max_size=8),
    st.floats(allow_nan=False, allow_infinity=False, width=16),
    st.booleans(),
    st.dates(),
)
PLAIN = st.one_of(
    st.builds(Compare, FIELDS, st.sampled_from(Op), VALUES),
    st.builds(Known, FIELDS, st.booleans()),
    st.builds(Has, FIELDS),
)


def larger(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    def several(kind: type[All] | type[Some]) -> st.SearchStrategy[Condition]:
        other = inner.filter(lambda each: not isinstance(each, kind))
        return st.builds(kind, st.lists(other, min_size=2, max_size=3).map(tuple))

    return st.one_of(
        st.builds(Not, inner),
        st.builds(Has, FIELDS, inner),
        st.builds(Than, FIELDS, st.sampled_from([Op.LESS, Op.AT_LEAST, Op.IS]), inner),
        st.builds(Reaches, st.sampled_from(Way), inner, st.integers(0, 9)),
        several(All),
        several(Some),
    )


CONDITIONS = st.recursive(PLAIN, larger, max_leaves=6)


@given(
    FIELDS,
    st.none() | CONDITIONS,
    st.sampled_from([Want.LIST, Want.COUNT]),
    st.lists(PATHS, max_size=3).map(tuple),
)
def test_what_is_written_is_read_back(
    entity: str, where: Condition | None, want: Want, by: tuple[str, ...]
) -> None:
    query = Query(entity, where, want, by=by)
    assert read(str(query)) == query


@given(st.none() | CONDITIONS, FIELDS, st.booleans())
def test_the_order_of_a_list_is_read_back(where: Condition | None, order: str, down: bool) -> None:
    query = Query("server", where, order=order, down=down)
    assert read(str(query)) == query


@given(
    FIELDS,
    st.none() | CONDITIONS,
    st.sampled_from([Want.SHOW, Want.LATEST, Want.EARLIEST, Want.SUM]),
    st.lists(FIELDS, min_size=1, max_size=3).map(tuple),
)
def test_what_is_shown_is_read_back(
    entity: str, where: Condition | None, want: Want, fields: tuple[str, ...]
) -> None:
    query = Query(entity, where, want, fields)
    assert read(str(query)) == query


@given(FIELDS, st.sampled_from([Want.LATEST, Want.EARLIEST]), st.integers(1, 100))
def test_how_many_of_the_latest_is_read_back(field: str, want: Want, most: int) -> None:
    query = Query("server", None, want, (field,), most=most)
    assert read(str(query)) == query


def test_a_person_writes_it_as_it_is_shown() -> None:
    text = 'server where location = "London" and has software (version < "3.0.13")'
    where = All(
        (
            Compare("location", Op.IS, "London"),
            Has("software", Compare("version", Op.LESS, "3.0.13")),
        )
    )
    assert read(text) == Query("server", where)
    assert read("count laptop where warranty_ends < 2026-01-31 by model") == Query(
        "laptop",
        Compare("warranty_ends", Op.LESS, date(2026, 1, 31)),
        Want.COUNT,
        by=("model",),
    )


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "at its end"),
        ("server where", "at its end"),
        ("server where location London", "'London'"),
        ('server where name = "open', "'\"open'"),
        ("server; drop table people", "';"),
        ("server where installed = 2026-02-31", "day is out of range"),
        ("x" * 4001, "4,000"),
        ("count server sort name", "only a list can be sorted"),
        ("list server by location sort name", "only a list can be sorted"),
    ],
)
def test_what_is_not_understood_is_named(text: str, named: str) -> None:
    with pytest.raises(Permanent, match="quer") as told:
        read(text)
    assert named in str(told.value)


def test_conditions_are_joined_flat_and_once() -> None:
    london, owned = Compare("location", Op.IS, "London"), Known("owner", True)
    assert both(None, None) is None
    assert both(london, None, london) == london
    assert both(All((london, owned)), london) == All((london, owned))


@pytest.mark.parametrize(
    ("condition", "contrary"),
    [
        (Compare("ram", Op.LESS, 4.0), Compare("ram", Op.AT_LEAST, 4.0)),
        (Known("owner", True), Known("owner", False)),
        (Has("software"), Not(Has("software"))),
        (Not(Has("software")), Has("software")),
        (Compare("name", Op.CONTAINS, "x"), Not(Compare("name", Op.CONTAINS, "x"))),
    ],
)
def test_the_contrary(condition: Condition, contrary: Condition) -> None:
    assert negated(condition) == contrary


@pytest.mark.parametrize(
    "text",
    [
        "list licence where used > quantity",
        'list host where ip_address in "10.1.0.0/16"',
        'list subnet where cidr covers "10.1.2.3"',
        "average memory_gb of server by os",
        "count server by location > 10",
        'every server where environment = "production" must (owner is known)',
        "share laptop must (warranty_ends_on < 2026-01-01 or holder is unknown)",
    ],
)
def test_shares_averages_and_networks_are_read_back(text: str) -> None:
    assert str(read(text)) == text


def test_several_queries_stand_between_semicolons() -> None:
    one, two = read_all('list server where name = "a; b"; count laptop')
    assert (str(one), str(two)) == ('list server where name = "a; b"', "count laptop")
    with pytest.raises(Permanent):
        read_all(" ; ")
    with pytest.raises(Permanent):
        read("count server by location contains 3")
