"""Names are compared as names, not as text."""

from __future__ import annotations

import pytest

from steersman.connectors.ldap.dn import is_below, is_dn, same


@pytest.mark.parametrize("text", ["", "people", "ou", "=x", "ou=", "ou=people,,dc=x"])
def test_what_is_no_name(text: str) -> None:
    assert not is_dn(text)


def test_case_and_blanks_do_not_matter() -> None:
    assert same("CN=Ann Lee, OU=People,DC=x", "cn=ann lee,ou=people,dc=x")
    assert not same("cn=ann,dc=x", "cn=anna,dc=x")


def test_below_means_whole_parts() -> None:
    assert is_below("uid=a,ou=people,dc=x", "ou=people,dc=x")
    assert is_below("ou=people,dc=x", "OU=People,DC=X")
    assert not is_below("uid=a,ou=notpeople,dc=x", "ou=people,dc=x")
    assert not is_below("dc=x", "ou=people,dc=x")


def test_an_escaped_comma_is_no_border() -> None:
    assert not is_below(r"cn=a\,ou=services,ou=people,dc=x", "ou=services,ou=people,dc=x")


def test_both_escapes_are_the_same_name() -> None:
    assert same(r"cn=Lee\, Ann,dc=x", r"cn=Lee\2C Ann,dc=x")
    assert not same(r"cn=Lee\, Ann,dc=x", "cn=Lee,Ann=,dc=x")


def test_an_equals_sign_inside_a_value_is_part_of_it() -> None:
    assert is_dn("cn=a=b,dc=x")
    assert same("cn=a=b,dc=x", r"cn=a\3db,dc=x")


def test_the_order_within_a_double_name_does_not_matter() -> None:
    assert same("cn=a+sn=b,dc=x", "sn=b+cn=a,dc=x")
