"""Queries as they are shown: no literal, one line, cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.connectors.postgresql.sessions import Session, parse_id


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("SELECT 'a', 'it''s', 1", "SELECT '…', '…', 1"),
        ("SELECT E'a\\'b', 2", "SELECT '…', 2"),
        ("DO $$ secret $$", "DO '…'"),
        ("DO $x$ a $$ b $x$ END", "DO '…' END"),
        ("ALTER ROLE a PASSWORD 'cut off here", "ALTER ROLE a PASSWORD '…'"),
        ("SELECT\n\t1", "SELECT 1"),
    ],
)
def test_a_query_is_shown_without_its_literals(query: str, shown: str) -> None:
    assert Session(pid=1, started=1, query=query).shown == shown


@given(st.text(alphabet=st.characters(exclude_characters="'\\$\x00"), min_size=12, max_size=40))
def test_no_quoted_text_is_ever_shown(secret: str) -> None:
    marked = f"zq{secret}zq"
    assert "zq" not in Session(pid=1, started=1, query=f"UPDATE t SET a = '{marked}'").shown


def test_an_id_can_be_read_back() -> None:
    session = Session(pid=4_711, started=17, query_started=18)
    assert parse_id(session.id) == (4_711, 17, 18)
