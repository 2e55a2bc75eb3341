"""Both stores find one text in another at the same place, with its case."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from steersman.records.positions import Position


@pytest.mark.parametrize(
    ("text", "part", "wanted"),
    [
        ("everyone", "one", 6),
        ("everyone", "One", 0),
        ("a\nb", "\nb", 2),
        ("äöü", "ü", 3),
        ("100% _a", "% _", 4),
        ("", "a", 0),
        (None, "a", None),
    ],
)
def test_where_a_text_stands_in_another(
    record: sa.Engine, text: str | None, part: str, wanted: int | None
) -> None:
    with record.connect() as connection:
        place = Position(sa.literal(text, sa.Text), sa.literal(part, sa.Text))
        assert connection.scalar(sa.select(place)) == wanted
