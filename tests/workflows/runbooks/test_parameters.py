"""A value is of its type or is refused, whoever says it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.errors import Permanent
from steersman.workflows.runbooks.parameters import TYPES, Parameter

GOOD = {
    "host": ["web1", "web1.example.org", "10.0.0.7", "2001:db8::7", "ci_0123"],
    "system": ["web1", "mail-2"],
    "service": ["nginx", "getty@tty1.service", "web:worker_1"],
    "declared": ["shop", "shop.conf"],
    "host name": ["example.org", "a"],
    "address": ["10.0.0.7", "::1"],
    "port": ["1", "65535"],
    "path": ["/", "/var/log/nginx", "/srv/a-b_c+d@1"],
    "integer": ["-5", "0", "90"],
    "number": ["0.5", "-3", "1e3"],
    "id": ["1234@boot.567", "release-2026.11"],
    "name": ["shop_db", "_x"],
    "text": ["it is slow", "müde"],
    "item": ["web1", "ci_0123"],
}
BAD = {
    "host": ["", "web 1", "-oProxyCommand=x", "a/b", "$(id)", "web1;id"],
    "system": ["Web1", "web_1", "-x"],
    "service": ["a b", "-x", "a;b", "../x", "$(x)", "x" * 101],
    "declared": ["", "a/b", "-a"],
    "host name": ["-a", "a..b", "a_b", "x" * 64],
    "address": ["10.0.0", "10.0.0.256", "web1", "fe80::1%eth0"],
    "port": ["0", "65536", "ssh", "1.5"],
    "path": ["var", "/a/../b", "/a b", "/a;b", "/./a", "-/a"],
    "integer": ["1.5", "ten", "", "1" * 16],
    "number": ["nan", "inf", "1_000", "ten"],
    "id": ["", "-1", "a b", "a\nb"],
    "name": ["1a", "a b", 'a"b'],
    "text": ["-rf", "a\nb", "x" * 201, "⟨step.output⟩"],
    "item": ["-x", ""],
}


def test_every_type_has_good_and_bad_examples() -> None:
    assert GOOD.keys() == BAD.keys() == TYPES.keys() - {"choice"}


@pytest.mark.parametrize(("kind", "value"), [(k, v) for k, each in GOOD.items() for v in each])
def test_what_is_of_the_type_is_kept_as_it_is(kind: str, value: str) -> None:
    assert Parameter(name="x", type=kind).checked(value) == value


@pytest.mark.parametrize(("kind", "value"), [(k, v) for k, each in BAD.items() for v in each])
def test_what_is_not_is_refused_by_name(kind: str, value: str) -> None:
    with pytest.raises(Permanent, match=r"^x: "):
        Parameter(name="x", type=kind).checked(value)


def test_a_choice_is_one_of_its_choices() -> None:
    parameter = Parameter(name="x", type="choice", choices=("a", "b"))
    assert parameter.checked("b") == "b"
    with pytest.raises(Permanent, match="none of a, b"):
        parameter.checked("c")


@given(st.sampled_from(sorted(TYPES.keys() - {"choice"})), st.text(max_size=300))
def test_no_value_has_an_option_a_second_line_or_a_reserved_mark(kind: str, value: str) -> None:
    try:
        kept = Parameter(name="x", type=kind).checked(value)
    except Permanent:
        return
    assert kept == value
    assert kept.isprintable()
    assert "⟨" not in kept
    assert not kept.startswith("-") or kind in ("integer", "number")
