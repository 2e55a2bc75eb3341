"""The settings: what is refused, and with which words."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tests.connectors.ldap.directories import BASE, settings


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"url": "http://directory"}, "ldap://host"),
        ({"url": "ldap://"}, "ldap://host"),
        ({"url": "ldap://cn=x:secret@directory"}, "nothing but scheme, host and port"),
        ({"url": "ldap://directory/dc=x"}, "nothing but scheme, host and port"),
        ({"base_dn": ""}, "must not be empty"),
        ({"base_dn": "meridian"}, "not a distinguished name"),
        ({"groups_base": "groups"}, "not a distinguished name"),
        ({"protected": ["Domain Admins"]}, "not a distinguished name"),
        ({"bind_password_secret": ""}, "must not be empty"),
        ({"timeout": 0}, "greater than 0"),
        ({"url": "ldaps://directory", "start_tls": True}, "TLS already"),
        ({"flavour": "novell"}, "openldap"),
        ({"computers_base": "machines"}, "not a distinguished name"),
        ({"device_class": "physical_device"}, "no class of items"),
        ({"bind_password": "hunter2"}, "Extra inputs"),
    ],
)
def test_a_wrong_setting_is_named(wrong: dict[str, object], named: str) -> None:
    with pytest.raises(ValidationError) as refused:
        settings(**wrong)  # type: ignore[arg-type]  # what a wrong file would hold
    assert named in str(refused.value)


def test_people_and_groups_are_looked_for_everywhere_unless_narrowed() -> None:
    assert settings().people == settings().groups == BASE
    assert settings(people_base=f"ou=people,{BASE}").people == f"ou=people,{BASE}"


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("ldap://127.0.0.1:3890", True),
        ("ldap://localhost", True),
        ("ldap://[::1]", True),
        ("ldap://10.0.0.1", False),
        ("ldap://directory.meridian.test", False),
    ],
)
def test_only_loopback_counts_as_loopback(url: str, loopback: bool) -> None:
    assert settings(url=url).on_loopback is loopback


def test_tls_is_either_kind() -> None:
    assert settings(start_tls=True).encrypted
    assert settings(url="ldaps://directory").encrypted
    assert not settings().encrypted
