"""A host in memory with three people, and the connector on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from steersman.connectors.linux.accounts import Account
from steersman.connectors.linux.connector import LinuxConnector
from steersman.connectors.linux.fake import FakeHost
from steersman.connectors.linux.settings import LinuxSettings


@pytest.fixture
def settings() -> LinuxSettings:
    return LinuxSettings(
        address="web1.meridian.test",
        user="steersman",
        key_file=Path("key"),
        known_hosts=Path("known_hosts"),
        gecos_employee_number=True,
        shared_directories=("/srv/shared",),
        protected_users=frozenset({"ceo"}),
        service_users=frozenset({"backup-bot"}),
    )


@pytest.fixture
def fake() -> FakeHost:
    accounts = (
        Account(uid=0, login="root", shell="/bin/bash"),
        Account(uid=1042, login="jdoe", gecos="John Doe,,,,1007"),
        Account(uid=1043, login="asato", gecos="Ann Sato,,,,1008", expires="21000"),
        Account(uid=1044, login="ceo", gecos="Olga Eze,,,,1000"),
        Account(uid=1045, login="backup-bot", shell="/usr/sbin/nologin"),
    )
    return FakeHost(
        people={account.login: account for account in accounts},
        running={1042: ("bash", "tmux: server", "bash"), 1043: ("bash",)},
        owned={b"/srv/shared/plan.txt": 1042, b"/srv/shared/other": 1043, b"/home/x": 1042},
    )


@pytest.fixture
def connector(fake: FakeHost, settings: LinuxSettings) -> LinuxConnector:
    return LinuxConnector("web1", fake, settings)
