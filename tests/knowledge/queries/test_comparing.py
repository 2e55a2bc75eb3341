"""What a value is compared to: versions as releases go, dates as days, and what is not known."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.errors import Permanent
from steersman.domain.sources import Value
from steersman.knowledge.queries.comparing import compares, orders, release_key
from steersman.knowledge.queries.model import OPPOSITE, Against, Compare, Literal, Op
from steersman.knowledge.queries.schema import Field, FieldType

VERSION, DAY = Field("version", FieldType.VERSION), Field("ends", FieldType.DATE)
RAM, CITY = Field("ram", FieldType.NUMBER), Field("city", FieldType.CHOICE)


def test_releases_in_their_order() -> None:
    ordered = [
        "1.0.2zb",
        "1.1.0",
        "1.1.1",
        "1.1.1w",
        "3.0.2",
        "3.0.12",
        "3.0.13-rc1",
        "3.0.13",
        "3.1",
        "10.0",
    ]
    assert sorted(ordered, key=release_key) == ordered
    assert release_key("1:9.2p1") == release_key("9.2p1")
    assert release_key("v2.0.0") == release_key("2") == release_key("2.0")


@pytest.mark.parametrize(
    ("value", "op", "wanted", "holds"),
    [
        ("3.0.2-0ubuntu1.15", Op.LESS, "3.0.13", True),
        ("3.0.13-1~deb12u1", Op.LESS, "3.0.13", False),
        ("3.0.13-1~deb12u1", Op.IS, "3.0.13", True),
        ("3.0.13-1~deb12u1", Op.LESS, "3.0.13-2", True),
        ("3.0.13", Op.IS, "3.0.1", False),
        ("3.0.13", Op.IS, "3.0", True),
        ("14.2", Op.IS, "14", True),
        ("14.2", Op.IS_NOT, "14", False),
        ("14.2", Op.LESS, "14", False),
        ("14.2", Op.AT_MOST, "14", True),
        ("14.2", Op.MORE, "14", False),
        ("15.0", Op.MORE, "14", True),
        ("unknown", Op.LESS, "14", None),
        ("", Op.LESS, "14", None),
        ("", Op.IS_NOT, "14", None),
    ],
)
def test_versions(value: str, op: Op, wanted: str, holds: bool | None) -> None:
    assert compares(VERSION, value, Compare("version", op, wanted)) is holds


@pytest.mark.parametrize(
    ("field", "value", "op", "wanted", "holds"),
    [
        (DAY, "2026-01-31", Op.LESS, date(2026, 2, 1), True),
        (DAY, "2026-02-01T10:00:00+00:00", Op.LESS, date(2026, 2, 1), False),
        (DAY, "2026-02-01T10:00:00+00:00", Op.IS, date(2026, 2, 1), True),
        (DAY, "soon", Op.LESS, date(2026, 2, 1), None),
        (RAM, "16", Op.AT_LEAST, 16.0, True),
        (RAM, 8, Op.AT_LEAST, 16.0, False),
        (RAM, "much", Op.AT_LEAST, 16.0, None),
        (RAM, None, Op.AT_LEAST, 16.0, None),
        (CITY, "New  York", Op.IS, "new york", True),
        (CITY, "York", Op.IS, "new york", False),
        (CITY, "New York", Op.CONTAINS, "york", True),
    ],
)
def test_dates_numbers_and_text(
    field: Field, value: Value, op: Op, wanted: Literal, holds: bool | None
) -> None:
    assert compares(field, value, Compare(field.name, op, wanted)) is holds


@pytest.mark.parametrize(
    ("field", "op", "wanted", "named"),
    [
        (CITY, Op.LESS, "London", "no order"),
        (DAY, Op.LESS, "yesterday", 'not "yesterday"'),
        (DAY, Op.CONTAINS, "2026", "for text"),
        (RAM, Op.IS, True, "not yes"),
        (Field("protected", FieldType.FLAG), Op.IS, "perhaps", 'not "perhaps"'),
    ],
)
def test_what_cannot_be_compared_is_said(field: Field, op: Op, wanted: Literal, named: str) -> None:
    with pytest.raises(Permanent, match=named):
        compares(field, "x", Compare(field.name, op, wanted))


TEXTS = st.text("0123456789.-abcrc~", max_size=8)


@given(TEXTS, TEXTS.filter(lambda text: any(c.isdigit() for c in text)))
def test_a_comparison_and_its_contrary_never_agree(value: str, wanted: str) -> None:
    for op, contrary in OPPOSITE.items():
        holds = compares(VERSION, value, Compare("version", op, wanted))
        other = compares(VERSION, value, Compare("version", contrary, wanted))
        assert (holds is None) is (other is None)
        assert holds is None or holds is not other


@pytest.mark.parametrize(
    ("value", "op", "wanted", "holds"),
    [
        ("10.2.0.9", Op.IN, "10.2.0.0/16", True),
        ("10.3.0.9", Op.IN, "10.2.0.0/16", False),
        ("10.2.3.0/24", Op.IN, "10.2.0.0/16", True),
        ("10.0.0.0/8", Op.IN, "10.2.0.0/16", False),
        ("10.2.0.0/16", Op.COVERS, "10.2.0.9", True),
        ("10.2.0.0/24", Op.COVERS, "10.2.1.9", False),
        ("fd00::1", Op.IN, "10.0.0.0/8", False),
        ("fd00::1", Op.IN, "fd00::/8", True),
        ("dhcp", Op.IN, "10.0.0.0/8", None),
        ("", Op.IN, "10.0.0.0/8", None),
    ],
)
def test_addresses_and_networks(value: str, op: Op, wanted: str, holds: bool | None) -> None:
    assert compares(Field("ip"), value, Compare("ip", op, wanted)) is holds


def test_a_network_is_asked_of_addresses_alone() -> None:
    with pytest.raises(Permanent):
        compares(Field("ip"), "10.0.0.1", Compare("ip", Op.IN, "the lab"))
    with pytest.raises(Permanent):
        compares(RAM, 16.0, Compare("ram", Op.IN, "10.0.0.0/8"))


def test_one_field_against_another() -> None:
    later = Against("ends", Op.MORE, "renews")
    assert orders(DAY, "2026-02-01", later, "2026-01-31") is True
    assert orders(DAY, "2026-01-31", later, "2026-01-31") is False
    assert orders(DAY, "", later, "2026-01-31") is None
    assert orders(DAY, "2026-01-31", later, None) is None
    assert orders(RAM, "9", Against("ram", Op.LESS, "disk"), "10") is True
    with pytest.raises(Permanent):
        orders(CITY, "London", Against("city", Op.LESS, "town"), "Paris")
    with pytest.raises(Permanent):
        orders(DAY, "2026-01-31", Against("ends", Op.CONTAINS, "renews"), "2026-01-31")
