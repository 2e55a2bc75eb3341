"""A Dovecot in memory that answers doveadm's HTTP API as 2.3.19 does.

For the conformance kit and for tests of procedures.  It stands behind httpx as a transport, so
that the real client is what speaks to it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from steersman.connectors.dovecot.check import DANGEROUS, NEEDED
from steersman.connectors.dovecot.client import NO_USER, NOT_FOUND
from steersman.connectors.dovecot.connector import DovecotConnector
from steersman.connectors.dovecot.settings import DovecotSettings

API_KEY = "fake-api-key"
URL = "http://127.0.0.1:8080"
DOMAIN = "meridian.test"
OWNER = "admin expunge insert lookup post read write write-deleted write-seen"
COMMANDS = (*NEEDED, *DANGEROUS)


class ExitCode(Exception):
    """doveadm ends with this code (sysexits.h)."""


@dataclass
class FakeMailbox:
    guid: str
    acl: dict[str, dict[str, str]] = field(default_factory=lambda: {"INBOX": {}})  # by folder
    scripts: dict[str, str] = field(default_factory=dict)
    active: str = ""
    sessions: list[str] = field(default_factory=list)  # the service of each
    fields: dict[str, str] = field(default_factory=dict)  # extra fields of the user database


class FakeDovecot(httpx.BaseTransport):
    """``allowed`` is ``doveadm_allowed_commands``; ``calls`` holds each command that came."""

    def __init__(self, *users: str, api_key: str = API_KEY) -> None:
        self.mailboxes: dict[str, FakeMailbox] = {}
        self.allowed: set[str] = set(COMMANDS)
        self.calls: list[str] = []
        self._api_key = api_key
        self._made = 0
        for user in users:
            self.add(user)

    def add(self, user: str, **fields: str) -> FakeMailbox:
        """A new mailbox, also under a name that was used before: it gets another GUID.

        ``fields`` are the user database's: ``employee_number``, ``mail_address``, ``full_name``.
        """
        self._made += 1
        guid = hashlib.md5(f"{user} {self._made}".encode(), usedforsecurity=False).hexdigest()
        self.mailboxes[user] = FakeMailbox(guid, fields=fields)
        return self.mailboxes[user]

    def id(self, user: str) -> str:
        return f"{user}/{self.mailboxes[user].guid}"

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        key = base64.b64encode(self._api_key.encode()).decode()
        if request.headers.get("Authorization") != f"X-Dovecot-API {key}":
            return httpx.Response(401)
        if request.method == "GET":
            return httpx.Response(200, json=[{"command": name} for name in COMMANDS])
        return httpx.Response(200, json=[self._answer(*c) for c in json.loads(request.read())])

    def _answer(self, command: str, given: dict[str, Any], tag: str) -> list[object]:
        self.calls.append(command)
        if command not in COMMANDS:
            return ["error", {"type": "unknownMethod", "exitCode": 0}, tag]
        if command not in self.allowed:
            return ["error", {"type": "unAuthorized", "exitCode": 0}, tag]
        try:
            return ["doveadmResponse", HANDLERS[command](self, given), tag]
        except ExitCode as code:
            return ["error", {"type": "exitCode", "exitCode": code.args[0]}, tag]

    def _mailbox(self, user: str) -> FakeMailbox:
        if user.lower() not in self.mailboxes:
            raise ExitCode(NO_USER)
        return self.mailboxes[user.lower()]

    def _folder(self, given: dict[str, Any]) -> dict[str, str]:
        acl = self._mailbox(given["user"]).acl
        if given["mailbox"] not in acl:
            raise ExitCode(NOT_FOUND)
        return acl[given["mailbox"]]

    def user(self, given: dict[str, Any]) -> object:
        return {name: dict(self._mailbox(name).fields) for name in given["userMask"]}

    def who(self, given: dict[str, Any]) -> object:
        open_now = [
            (user, service)
            for user, mailbox in self.mailboxes.items()
            for service in sorted(set(mailbox.sessions))
            if user in given["mask"]
        ]
        return [
            {
                "username": user,
                "connections": str(self.mailboxes[user].sessions.count(service)),
                "service": service,
            }
            for user, service in open_now
        ]

    def kick(self, given: dict[str, Any]) -> object:
        kicked = [user for user in given["mask"] if self.who({"mask": [user]})]
        if not kicked:
            raise ExitCode(NOT_FOUND)
        for user in kicked:
            self.mailboxes[user].sessions.clear()
        return [{"result": user} for user in kicked]

    def flush(self, given: dict[str, Any]) -> object:
        return [{"entries": "0"}]

    def status(self, given: dict[str, Any]) -> object:
        mailbox = self._mailbox(given["user"])
        if given["mailboxMask"] == ["INBOX"]:
            return [{"mailbox": "INBOX", "guid": mailbox.guid}]
        return [{"mailbox": name, "guid": "0" * 32} for name in mailbox.acl]

    def acl_get(self, given: dict[str, Any]) -> object:
        return [
            {"id": who, "global": "", "rights": rights}
            for who, rights in self._folder(given).items()
        ]

    def acl_set(self, given: dict[str, Any]) -> object:
        self._folder(given)[given["id"]] = " ".join(given["right"])
        return []

    def acl_delete(self, given: dict[str, Any]) -> object:
        self._folder(given).pop(given["id"], None)
        return []

    def acl_rights(self, given: dict[str, Any]) -> object:
        """What the user may do there; a colleague's folder is named ``shared/jdoe/INBOX``."""
        self._mailbox(given["user"])
        if not given["mailbox"].startswith("shared/"):
            return [{"rights": OWNER}]
        _, owner, folder = given["mailbox"].split("/", 2)
        acl = self._folder({"user": owner, "mailbox": folder})
        return [{"rights": acl.get(f"user={given['user']}", "")}]

    def sieve_list(self, given: dict[str, Any]) -> object:
        mailbox = self._mailbox(given["user"])
        return [
            {"script": name, "active": "ACTIVE" if name == mailbox.active else ""}
            for name in sorted(mailbox.scripts)
        ]

    def _named(self, mailbox: FakeMailbox, name: str) -> str:
        if name not in mailbox.scripts:
            raise ExitCode(NOT_FOUND)
        return name

    def sieve_get(self, given: dict[str, Any]) -> object:
        mailbox = self._mailbox(given["user"])
        return [{"sieve script": mailbox.scripts[self._named(mailbox, given["scriptname"])]}]

    def sieve_put(self, given: dict[str, Any]) -> object:
        self._mailbox(given["user"]).scripts[given["scriptname"]] = given["file"]
        return []

    def sieve_activate(self, given: dict[str, Any]) -> object:
        mailbox = self._mailbox(given["user"])
        mailbox.active = self._named(mailbox, given["scriptname"])
        return []

    def sieve_deactivate(self, given: dict[str, Any]) -> object:
        self._mailbox(given["user"]).active = ""
        return []

    def sieve_delete(self, given: dict[str, Any]) -> object:
        mailbox = self._mailbox(given["user"])
        for name in given["scriptname"]:
            if self._named(mailbox, name) == mailbox.active:
                raise ExitCode(64)
            del mailbox.scripts[name]
        return []

    def refuse(self, given: dict[str, Any]) -> object:
        """What would read or destroy mail: only whether it may run matters here."""
        self._mailbox(given["user"])
        raise ExitCode(64)


HANDLERS: dict[str, Callable[[FakeDovecot, dict[str, Any]], object]] = {
    "user": FakeDovecot.user,
    "who": FakeDovecot.who,
    "kick": FakeDovecot.kick,
    "authCacheFlush": FakeDovecot.flush,
    "mailboxStatus": FakeDovecot.status,
    "aclGet": FakeDovecot.acl_get,
    "aclSet": FakeDovecot.acl_set,
    "aclDelete": FakeDovecot.acl_delete,
    "aclRights": FakeDovecot.acl_rights,
    "sieveList": FakeDovecot.sieve_list,
    "sieveGet": FakeDovecot.sieve_get,
    "sievePut": FakeDovecot.sieve_put,
    "sieveActivate": FakeDovecot.sieve_activate,
    "sieveDeactivate": FakeDovecot.sieve_deactivate,
    "sieveDelete": FakeDovecot.sieve_delete,
    **dict.fromkeys(DANGEROUS, FakeDovecot.refuse),
}


def connect_fake(
    fake: FakeDovecot, system: str = "mail", api_key: str = API_KEY
) -> DovecotConnector:
    """The connector as the composition root makes it, in front of the fake."""
    settings = DovecotSettings(
        url=URL,
        api_key_secret="env:UNUSED",
        domain=DOMAIN,
        employee_number_field="employee_number",
        mail_field="mail_address",
        name_field="full_name",
    )
    return DovecotConnector(system, settings, lambda: api_key, transport=fake)
