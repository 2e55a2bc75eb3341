"""Names with labels; what is more than that is refused with the mend."""

from __future__ import annotations

import pytest

from steersman.connectors.exporter.selector import selector_of
from steersman.domain.errors import Permanent

LABELS = {"host": "db-1", "device": "eth0", "path": 'a"b'}


@pytest.mark.parametrize(
    ("expression", "fits"),
    [
        ("x", True),
        ("y", False),
        ('x{host="db-1"}', True),
        ('x{host!="db-1"}', False),
        ('x{host="db-1", device=~"eth.*|lo",}', True),
        ('x{device!~"eth.*"}', False),
        ('x{device=~"lo|et.*0"}', True),
        ('x{device=~"et.*00"}', False),
        ('x{device=~"eth"}', False),  # a pattern is the whole value
        ('x{none=""}', True),
        ('x{none!=""}', False),
        (r'x{path="a\"b"}', True),
        (" x { } ", True),
    ],
)
def test_what_fits(expression: str, fits: bool) -> None:
    assert selector_of(expression).fits("x", LABELS) is fits


@pytest.mark.parametrize(
    "expression",
    [
        *("rate(x[5m])", "x + y", "", '{host="a"}', "x{host=a}", 'x{a="b" c="d"}'),
        *('x{a=~"(b+)+"}', 'x{a=~"' + "b" * 400 + '"}', "x[5m]", "1"),
    ],
)
def test_what_is_more_is_refused(expression: str) -> None:
    with pytest.raises(Permanent):
        selector_of(expression)
