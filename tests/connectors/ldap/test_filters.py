"""Filters: what they render to, and that no input becomes syntax."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ldap3.protocol.rfc4511 import EqualityMatch
from ldap3.utils.conv import escape_filter_chars
from pyasn1.codec.ber import decoder

from steersman.connectors.ldap.controls import asserting
from steersman.connectors.ldap.filters import (
    BIT_AND,
    All,
    AnyOf,
    Equals,
    HasId,
    Not,
    Present,
    Rule,
    escaped,
    holds,
)

ID = "30c13eb8-f077-4bb9-a5ad-66c3db794357"


@pytest.mark.parametrize("attack", ["*)(uid=*", "x)(|(uid=*))", "\\2a", "*", "a\x00b", "(", "ü)"])
def test_an_attack_stays_one_value(attack: str) -> None:
    rendered = str(Equals("mail", attack))
    assert rendered.count("(") == rendered.count(")") == 1
    assert "*" not in rendered
    assert "\x00" not in rendered


@given(st.text(max_size=30))
def test_the_server_reads_back_the_very_value(value: str) -> None:
    _, _, encoded = asserting(Equals("cn", value))
    assert encoded is not None
    comparison, rest = decoder.decode(encoded, asn1Spec=EqualityMatch())
    assert bytes(comparison["assertionValue"]) == value.encode()
    assert rest == b"", "one comparison, and no other syntax"


@given(st.text(alphabet="*()\\abc", max_size=12))
def test_it_escapes_whatever_ldap3_would(value: str) -> None:
    assert escaped(value) == escape_filter_chars(value)


def test_active_directory_compares_ids_as_little_endian_bytes() -> None:
    rendered = str(HasId("objectGUID", ID))
    digits = rendered.removeprefix("(objectGUID=\\").removesuffix(")").split("\\")
    assert str(UUID(bytes_le=bytes.fromhex("".join(digits)))) == ID


def test_they_nest_as_rfc_4515_writes_them() -> None:
    both = All((Equals("a", "1"), AnyOf((Present("b"), Not(Equals("c", "2"))))))
    assert str(both) == "(&(a=1)(|(b=*)(!(c=2))))"
    assert str(Rule("userAccountControl", BIT_AND, "2")) == f"(userAccountControl:{BIT_AND}:=2)"


def test_absence_is_a_condition_too() -> None:
    assert str(holds("manager", None)) == "(!(manager=*))"
    assert holds("manager", None).matches({})
    assert not holds("manager", None).matches({"manager": ("x",)})


def test_the_fake_reads_a_filter_as_a_server_does() -> None:
    held = {"mail": ("Ann@Meridian.test", "a@m.test"), "useraccountcontrol": ("514",)}
    assert Equals("MAIL", "ann@meridian.test").matches(held)
    assert Rule("userAccountControl", BIT_AND, "2").matches(held)
    assert not Rule("userAccountControl", BIT_AND, "16").matches(held)
    assert AnyOf((Present("x"), Present("mail"))).matches(held)
    assert not All((Present("x"), Present("mail"))).matches(held)
    assert not AnyOf(()).matches(held)


def test_an_assertion_is_always_critical() -> None:
    assert asserting(Present("cn"))[1], "a server that ignores it must refuse the write instead"
