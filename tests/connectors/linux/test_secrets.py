"""What must never leave the host or stand in a log."""

from __future__ import annotations

import logging

import pytest

from company.people import people
from company.services.hosts import uid_of
from steersman.connectors.linux.disable import DisableAccount, DisableParams
from steersman.domain.canonical import canonical
from tests.fixtures.hosts import RealHost


def test_no_password_hash_or_key_is_logged_or_planned(
    web1: RealHost, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    person = people()[160]
    connector = web1.connector()
    disable = DisableAccount("web1", connector.host, connector.settings)

    plan = disable.plan(DisableParams(account=f"{uid_of(person)}/{person.login}"))
    disable.apply(plan, key="1")
    disable.undo(plan, key="1-undo")

    said = caplog.text + canonical(plan.as_json()) + repr(connector) + repr(plan)
    hashed = web1.host.run("getent", "shadow", person.login).decode().split(":")[1]
    key = (web1.hosts.home / "operator_key").read_text().splitlines()
    assert caplog.records, "there must be something to look through"
    for secret in (hashed, hashed.split("$")[-1], *key[1:-1]):
        assert secret not in said


def test_the_hash_does_not_leave_the_host(web1: RealHost) -> None:
    connector = web1.connector()

    accounts = connector.host.accounts()

    assert "$6$" not in repr(accounts)
    assert {each.password for each in accounts} == {"locked", "unlocked"}
