"""Both Dovecots, the fake and the real one, behind the same connector."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest

from company.people import DOMAIN, Employee, people
from company.services.dovecot import (
    EMPLOYEE_NUMBER_FIELD,
    MAIL_FIELD,
    NAME_FIELD,
    DovecotServer,
)
from steersman.capabilities.contract import Capability
from steersman.connectors.dovecot.connector import DovecotConnector
from steersman.connectors.dovecot.fake import FakeDovecot, connect_fake
from steersman.connectors.dovecot.settings import DovecotSettings
from steersman.domain.identity import Identifiers

NEXT = count(100)  # people nobody else in this directory of tests uses


@dataclass(frozen=True)
class RealMail:
    server: DovecotServer
    connector: DovecotConnector

    def capability(self, name: str) -> Any:
        return capability_of(self.connector, name)

    def id(self, person: Employee) -> str:
        found = self.connector.finder().candidates(
            Identifiers(person=person.employee_number, login=person.login)
        )
        return found[0].id


def capability_of(connector: DovecotConnector, name: str) -> Any:
    by_name: dict[str, Capability[Any]] = {c.spec.name: c for c in connector.capabilities()}
    return by_name[name]


def connect_real(server: DovecotServer, **other: Any) -> DovecotConnector:
    given: dict[str, Any] = {
        "url": server.doveadm_url,
        "api_key_secret": "env:UNUSED",
        "domain": DOMAIN,
        "employee_number_field": EMPLOYEE_NUMBER_FIELD,
        "mail_field": MAIL_FIELD,
        "name_field": NAME_FIELD,
        **other,
    }
    return DovecotConnector("mail", DovecotSettings(**given), lambda: server.api_key)


@pytest.fixture
def fake() -> FakeDovecot:
    return FakeDovecot("alice", "bob", "carol")


@pytest.fixture
def connector(fake: FakeDovecot) -> DovecotConnector:
    return connect_fake(fake)


@pytest.fixture
def real(dovecot_server: DovecotServer) -> Iterator[RealMail]:
    connector = connect_real(dovecot_server)
    yield RealMail(dovecot_server, connector)
    connector.close()


@pytest.fixture
def somebody() -> Employee:
    """A person of this test's own."""
    return people()[next(NEXT)]


@pytest.fixture
def colleague() -> Employee:
    return people()[next(NEXT)]


@pytest.fixture
def another() -> Employee:
    return people()[next(NEXT)]
