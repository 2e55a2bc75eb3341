"""What SQL lets through is what the plain evaluation lets through, on both stores."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steersman.domain.errors import Permanent
from steersman.domain.permissions import Constraints, Principal, fits
from steersman.domain.sources import Value
from steersman.records.accounts import accounts
from steersman.records.people import PERSON, people
from steersman.records.permissions import compile_constraints
from steersman.records.permissions.rules import related

NOBODY = Principal("nobody")
words = st.sampled_from(["", "a", "A", "ab", "aé", "b", "é", "%", "_", "a_", "2026-01-01"])
ids = st.sampled_from(["p0", "p1", "p2", "p3", ""])
REFERENCES = ["$user.id", "$user.department", "$user.title", "$user.unknown", "$user.protected"]
ORDERS = ["eq", "gt", "gte", "lt", "lte", "startswith"]
asked_words = words | st.sampled_from(REFERENCES)
text_fields = st.sampled_from(
    ["id", "department", "title", "manager", "manager__department", "manager__manager__title"]
)
text_lines = st.one_of(
    st.tuples(text_fields, asked_words | ids),
    st.tuples(
        st.builds(
            "{}__{}".format,
            text_fields,
            st.sampled_from(ORDERS),
        ),
        asked_words | ids,
    ),
    st.tuples(text_fields.map("{}__in".format), st.lists(asked_words | ids, max_size=3)),
    st.tuples(text_fields.map("{}__has".format), asked_words | st.lists(asked_words, max_size=3)),
    st.tuples(text_fields.map("{}__null".format), st.booleans()),
)
flag_lines = st.tuples(st.sampled_from(["protected", "manager__protected"]), st.booleans())
constraint = st.lists(text_lines | flag_lines, max_size=3).map(dict)
constraints = constraint | st.lists(constraint, min_size=1, max_size=3)
person = st.fixed_dictionaries(
    {
        "department": words,
        "title": words | st.lists(words, max_size=3).map("\n".join),
        "manager": ids,
        "protected": st.booleans(),
    }
)


def fill(engine: sa.Engine, staff: list[dict[str, Value]]) -> None:
    with engine.begin() as connection:
        connection.execute(sa.delete(people))
        for number, values in enumerate(staff):
            row = PERSON.to_row(f"p{number}", {**PERSON.defaults, **values})
            connection.execute(sa.insert(people).values(row))


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    staff=st.lists(person, min_size=1, max_size=4),
    wanted=constraints,
    asker=st.fixed_dictionaries({"department": words, "title": words, "protected": st.booleans()}),
)
def test_sql_and_the_plain_evaluation_agree(
    record: sa.Engine, staff: list[dict[str, Value]], wanted: Constraints, asker: dict[str, Value]
) -> None:
    fill(record, staff)
    principal = Principal("p0", attributes=asker)
    where = compile_constraints(wanted, people, principal)
    with record.connect() as connection:
        by_sql = set(connection.scalars(sa.select(people.c.id).where(where)))
        by_hand = set()
        for number in range(len(staff)):
            thing = related(connection, people, f"p{number}")
            assert thing is not None
            if fits(wanted, thing, principal):
                by_hand.add(f"p{number}")
    assert by_sql == by_hand


numbers = st.sampled_from([0.0, 1.0, 1.5, 9.0])


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    rows=st.lists(st.tuples(numbers, st.booleans(), st.none() | ids), max_size=4),
    wanted=st.lists(
        st.tuples(st.sampled_from(["seen_at__gt", "seen_at__lte", "seen_at"]), numbers)
        | st.tuples(st.just("active"), st.booleans())
        | st.tuples(st.just("person__null"), st.booleans())
        | st.tuples(st.just("person"), ids | st.just("$user.id"))
        | st.tuples(st.just("person__department"), words),
        max_size=3,
    ).map(dict),
)
def test_numbers_flags_and_nulls_agree_too(
    record: sa.Engine, rows: list[tuple[float, bool, str | None]], wanted: Mapping[str, object]
) -> None:
    fill(record, [{"department": "a"}, {"department": "b"}])
    principal = Principal("p1")
    with record.begin() as connection:
        connection.execute(sa.delete(accounts))
        for number, (seen_at, active, owner) in enumerate(rows):
            row = {"system": "s", "native_id": f"n{number}", "label": "", "kind": "person"}
            row |= {"id": f"s:{number}", "matched_by": ""}
            values = {**row, "seen_at": seen_at, "active": active, "person": owner}
            connection.execute(sa.insert(accounts).values(values))
        where = compile_constraints(wanted, accounts, principal)
        by_sql = set(connection.scalars(sa.select(accounts.c.id).where(where)))
        things = {f"s:{n}": related(connection, accounts, f"s:{n}") for n in range(len(rows))}
        by_hand = {i for i, thing in things.items() if thing and fits(wanted, thing, principal)}
    assert by_sql == by_hand


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"salary": "1"}, "people has no field 'salary'"),
        ({"search_key": "ann"}, "no field 'search_key'"),
        ({"title__like": "x"}, "'like' is no operator"),
        ({"manager__salary": "1"}, "no field 'salary'"),
        ({"title__department": "x"}, "leads to no other object"),
        ({"protected": "yes"}, "does not fit"),
        ({"protected__gt": True}, "cannot compare"),
        ({"title": ["a"]}, "takes one value"),
        ({"title__in": "a"}, "takes a list"),
        ({"title__null": "yes"}, "takes true or false"),
        ({"protected__has": "a"}, "has cannot compare it"),
        ({"__title": "x"}, "is not field"),
        ([], "must not be empty"),
        (["title"], "list of objects"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_by_name(wanted: Constraints, message: str) -> None:
    with pytest.raises(Permanent, match=message):
        compile_constraints(wanted, people, NOBODY)


def test_an_attribute_the_asker_lacks_fits_nothing(record: sa.Engine) -> None:
    fill(record, [{"department": ""}])
    where = compile_constraints({"department": "$user.department"}, people, NOBODY)
    with record.connect() as connection:
        assert connection.scalars(sa.select(people.c.id).where(where)).all() == []


WORDS = ("", "a", "A", "ab", "aé", "b", "é", "%", "_", "a_")
LISTED = ("a\nb", "b\na", "ab\nb", "A\n%", "\na\n")
ASKER = Principal("p1", attributes={"title": "a", "protected": True})
LINES: list[Mapping[str, object]] = [
    *({f"title__{operator}": word} for operator in ORDERS for word in (*WORDS, *REFERENCES)),
    *({"title__in": [one, two]} for one in (*WORDS, *REFERENCES) for two in ("b", "$user.id")),
    *({f"title__{operator}": "$user.id"} for operator in ORDERS),
    *({"title__has": word} for word in (*WORDS, *LISTED, "$user.title", "$user.readers")),
    *({"title__has": listed} for listed in ([], ["b", "$user.title"], ["é", "%"])),
    *({"title__in": listed} for listed in ([], ["$user.title"], ["$user.protected", "é"])),
]


def test_each_comparison_of_each_word_alone_agrees(record: sa.Engine) -> None:
    """One condition at a time: where several must hold, few fit, and a wrong one hides."""
    titles = (*WORDS, *LISTED, "everyone\nb")
    fill(record, [{"title": title} for title in titles])
    with record.connect() as connection:
        things = {f"p{n}": related(connection, people, f"p{n}") for n in range(len(titles))}
        for line in LINES:
            where = compile_constraints(line, people, ASKER)
            by_sql = set(connection.scalars(sa.select(people.c.id).where(where)))
            by_hand = {i for i, thing in things.items() if thing and fits(line, thing, ASKER)}
            assert by_sql == by_hand, line


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"seen_at": True}, "does not fit"),
        ({"seen_at": "1"}, "does not fit"),
        ({"seen_at__in": [1, True]}, "does not fit"),
        ({"seen_at__startswith": 1}, "is not text"),
        ({"active__lt": True}, "cannot compare"),
    ],
)
def test_a_value_of_another_type_is_refused(wanted: Constraints, message: str) -> None:
    with pytest.raises(Permanent, match=message):
        compile_constraints(wanted, accounts, NOBODY)
