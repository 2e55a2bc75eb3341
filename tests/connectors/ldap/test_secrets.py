"""The password of the service account stands nowhere but on the line to the directory."""

from __future__ import annotations

import logging

import pytest

from company.services.openldap import OpenLdapServer
from steersman.connectors.ldap.client import LdapClient
from steersman.connectors.ldap.disable import DisableParams
from steersman.domain.errors import Permanent, Transient
from steersman.domain.identity import Identifiers
from tests.connectors.ldap.directories import connect, four, hire

SECRET = "s3cret-Never-Seen"


def test_a_refused_password_is_in_no_message_repr_or_log(
    openldap_server: OpenLdapServer, caplog: pytest.LogCaptureFixture
) -> None:
    connector = connect(openldap_server, password=SECRET)
    with caplog.at_level(logging.DEBUG), pytest.raises(Permanent) as refused:
        connector.finder().candidates(Identifiers(person="p", login="x"))
    seen = [str(refused.value), repr(refused.value), caplog.text, repr(connector.accounts)]
    assert not [text for text in seen if SECRET in text]


def test_a_broken_line_tells_no_password(
    openldap_server: OpenLdapServer, caplog: pytest.LogCaptureFixture
) -> None:
    connector = connect(openldap_server, password=SECRET, url="ldap://127.0.0.1:1")
    with caplog.at_level(logging.DEBUG), pytest.raises(Transient) as broken:
        connector.accounts.directory.base_dse()
    assert SECRET not in f"{broken.value!r}{broken.value.__cause__!r}{caplog.text}"


def test_a_plan_holds_no_password(openldap_server: OpenLdapServer) -> None:
    leaver, connector = hire(openldap_server), connect(openldap_server)
    plan = four(connector).disable.plan(DisableParams(account=leaver.id))
    assert openldap_server.ops_password not in str(plan.as_json())


def test_the_password_is_read_when_it_is_needed(openldap_server: OpenLdapServer) -> None:
    """A rotated secret is picked up by the next connection, without a restart."""
    answers = iter(["wrong", openldap_server.ops_password])
    accounts = connect(openldap_server).accounts
    client = LdapClient(accounts.settings, accounts.flavour, lambda: next(answers))
    with pytest.raises(Permanent):
        client.base_dse()
    assert client.base_dse()
