"""Each library that we depend on is met in one room, so that it can be exchanged there."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

import pytest

from tests.architecture.source import HOUSE, files

ROOMS = {
    **dict.fromkeys(("anthropic", "openai", "pydantic_ai"), ("bootstrap/language_model.py",)),
    "alembic": ("records/migrate.py", "records/migrations/"),
    "aiosmtplib": ("servicedesk/", "bootstrap/", "runtime/", "web/"),
    "argon2": ("records/sign_in/passwords.py",),
    "asyncssh": ("capabilities/ssh.py", "capabilities/ssh_connection.py"),
    "authlib": ("web/sign_in/provider.py",),
    "cedarpy": ("governor/policies/",),
    "charset_normalizer": ("knowledge/documents/decoding.py",),
    "dbos": ("runtime/engine.py",),
    "exchange_calendars": ("governor/market.py",),
    "fastapi": ("web/", "bootstrap/"),
    "granian": ("bootstrap/", "cli/", "web/"),
    "icalendar": ("connectors/caldav/",),
    "joserfc": ("web/sign_in/provider.py",),
    "ldap3": ("connectors/ldap/",),
    "lxml": ("knowledge/",),
    "pyotp": ("records/sign_in/totp.py",),
    "pypdf": ("knowledge/documents/pdf/worker.py",),
    "rich": ("cli/",),
    "segno": ("web/qr.py",),
    "slack_sdk": ("connectors/slack/",),
    "typer": ("cli/",),
    "webauthn": ("web/sign_in/passkeys.py",),
}
SLOW = ("exchange_calendars", "pandas", "ldap3", "slack_sdk", "asyncssh")  # nobody waits for these
NOT_USED = ("caldav", "celery", "pytest-randomly", "temporalio", "vcrpy")


def users_of(library: str) -> set[str]:
    """The files of the product that import ``library``, below ``src/steersman``."""
    return {
        file.name.removeprefix("src/steersman/")
        for file in files("src/steersman")
        for node in ast.walk(file.tree)
        if library in imported(node)
    }


def imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.level == 0:
        return {(node.module or "").partition(".")[0]}
    return set()


@pytest.mark.parametrize("library", ROOMS)
def test_a_library_is_met_in_its_room_only(library: str) -> None:
    strays = [user for user in users_of(library) if not user.startswith(ROOMS[library])]
    assert not strays, f"{library} belongs into {', '.join(ROOMS[library])}"


@pytest.mark.parametrize("library", ["asyncssh", "cedarpy", "dbos", "ldap3", "slack_sdk"])
def test_the_room_is_not_empty(library: str) -> None:
    assert users_of(library)


@pytest.mark.parametrize("name", ["runtime.txt", "sample.txt", "dev.txt"])
def test_what_was_decided_against_is_not_installed(name: str) -> None:
    pins = re.findall(r"^([a-z0-9-]+)==", (HOUSE / "requirements" / name).read_text(), re.M)
    assert pins
    assert set(pins) & set(NOT_USED) == set()


def test_the_command_line_starts_without_the_heavy_libraries() -> None:
    code = "import sys, steersman.cli.app; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=HOUSE)
    assert told.returncode == 0, told.stderr
    assert set(SLOW) & set(told.stdout.split()) == set()


def test_the_governor_starts_without_what_it_seldom_needs() -> None:
    code = "import sys, steersman.bootstrap; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=HOUSE)
    assert told.returncode == 0, told.stderr
    heavy = {
        "pydantic_ai",
        "openai",
        "anthropic",
        "exchange_calendars",
        "pandas",
        "onnxruntime",
        "openpyxl",
        "pypdf",
    }
    assert heavy & set(told.stdout.split()) == set()
