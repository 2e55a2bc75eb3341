"""A directory reached over LDAP."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

import ldap3
from ldap3.core import results

from steersman.capabilities.connector import Secret
from steersman.connectors.ldap.answers import check_answer, check_write
from steersman.connectors.ldap.controls import (
    ASSERTION,
    PASSWORD_POLICY,
    Control,
    asserting,
    password_policy,
    tells_locked,
)
from steersman.connectors.ldap.directory import Conflict, Edit, Entry
from steersman.connectors.ldap.filters import Filter
from steersman.connectors.ldap.flavour import Flavour
from steersman.connectors.ldap.sessions import Sessions
from steersman.connectors.ldap.settings import LdapSettings

PAGE = 500  # entries; AD hands out no more than 1000 at once
PAGED_RESULTS = "1.2.840.113556.1.4.319"  # RFC 2696
DSE = ("supportedControl", "vendorName", "vendorVersion", "dnsHostName", "namingContexts")


class LdapClient:
    """``Directory`` on a real server."""

    def __init__(self, settings: LdapSettings, flavour: Flavour, password: Secret) -> None:
        self._settings = settings
        self._flavour = flavour
        self._sessions = Sessions(settings, password)

    def search(
        self, base: str, where: Filter, attributes: Sequence[str], *, fresh: bool = False
    ) -> tuple[Entry, ...]:
        wanted = list(dict.fromkeys([self._flavour.id_attribute, *attributes]))

        def question(connection: ldap3.Connection) -> tuple[Entry, ...]:
            return tuple(self._entry(row) for row in self._pages(connection, base, where, wanted))

        return self._sessions.ask_afresh(question) if fresh else self._sessions.ask(question)

    def sample(self, base: str, where: Filter) -> Entry | None:
        def question(connection: ldap3.Connection) -> Entry | None:
            wanted = [self._flavour.id_attribute]
            connection.search(base, str(where), ldap3.SUBTREE, attributes=wanted, size_limit=1)
            if connection.result["result"] != results.RESULT_SIZE_LIMIT_EXCEEDED:
                check_answer(connection.result, f"search below {base}")
            rows = _rows(connection)
            return self._entry(rows[0]) if rows else None

        return self._sessions.ask(question)

    def modify(self, entry: Entry, edit: Edit, *, unless_changed: Filter | None) -> None:
        changes: list[tuple[str, list[str]]] = []
        if edit.before is not None:
            changes.append((ldap3.MODIFY_DELETE, [edit.before]))
        if edit.after is not None:
            changes.append((ldap3.MODIFY_ADD, [edit.after]))

        def order(connection: ldap3.Connection) -> Mapping[str, Any]:
            controls = self._conditions(unless_changed)
            return _modify(connection, self._name(entry), {edit.attribute: changes}, controls)

        answer = self._sessions.tell(order)
        if answer["result"] == results.RESULT_CONSTRAINT_VIOLATION and edit.before is None:
            raise Conflict(f"{edit.attribute} of {entry.dn} has got a value meanwhile")
        check_write(answer, f"write {edit.attribute} of {entry.dn}")

    def delete(self, entry: Entry, *, unless_changed: Filter) -> None:
        def order(connection: ldap3.Connection) -> Mapping[str, Any]:
            controls = self._conditions(unless_changed)
            connection.delete(self._name(entry), controls=controls)
            return dict(connection.result)

        check_write(self._sessions.tell(order), f"delete {entry.dn}")

    def says_locked(self, entry: Entry) -> bool | None:
        if not self._flavour.says_locked:
            return None

        def question(_: ldap3.Connection) -> bool:
            stranger = self._sessions.unbound(entry.dn, secrets.token_urlsafe(24))
            stranger.bind(read_server_info=False, controls=[password_policy()])
            answer = dict(stranger.result)
            stranger.unbind()
            if answer["result"] != results.RESULT_INVALID_CREDENTIALS:
                check_answer(answer, f"try to sign in as {entry.dn}")
            policy = (answer.get("controls") or {}).get(PASSWORD_POLICY, {})
            return tells_locked(policy.get("value"))

        return self._sessions.ask_afresh(question)

    def base_dse(self) -> Entry:
        def question(connection: ldap3.Connection) -> Entry:
            connection.search("", "(objectClass=*)", ldap3.BASE, attributes=list(DSE))
            check_answer(connection.result, "read what the server says about itself")
            return self._entry(_rows(connection)[0])

        return self._sessions.ask(question)

    def who_am_i(self) -> str:
        def question(connection: ldap3.Connection) -> str:
            name = connection.extend.standard.who_am_i()
            return str(name or self._settings.bind_dn)  # Samba has no such operation

        return self._sessions.ask(question)

    def may_write(self, entry: Entry, attribute: str, example: str) -> bool | None:
        if self._settings.flavour == "active_directory":
            return self._is_effective(entry, attribute)
        return self._would_be_let(entry, attribute, example)

    def close(self) -> None:
        self._sessions.close()

    def _is_effective(self, entry: Entry, attribute: str) -> bool:
        """AD lists the attributes that we may write of an entry ([MS-ADTS] 3.1.1.4.5.21)."""
        found = self.search(
            self._settings.base_dn, self._flavour.has_id(entry.id), ["allowedAttributesEffective"]
        )
        writable = found[0].values("allowedAttributesEffective") if found else ()
        return attribute.lower() in (name.lower() for name in writable)

    def _would_be_let(self, entry: Entry, attribute: str, example: str) -> bool | None:
        """Remove a value that is not there, then add one: this fails as a whole in any case.

        slapd looks at the rights for the whole request first (insufficientAccessRights), and at
        the value only then (noSuchAttribute).  An assertion that cannot hold would not do: slapd
        looks at it before it looks at the rights of a modify.
        """

        def question(connection: ldap3.Connection) -> int:
            absent = [(ldap3.MODIFY_DELETE, [example]), (ldap3.MODIFY_ADD, [example])]
            return int(_modify(connection, entry.dn, {attribute: absent}, None)["result"])

        answers = {
            results.RESULT_NO_SUCH_ATTRIBUTE: True,
            results.RESULT_INSUFFICIENT_ACCESS_RIGHTS: False,
        }
        return answers.get(self._sessions.ask(question))

    def _pages(
        self, connection: ldap3.Connection, base: str, where: Filter, wanted: list[str]
    ) -> list[Mapping[str, Any]]:
        rows: list[Mapping[str, Any]] = []
        cookie: bytes | None = None
        while cookie != b"":
            connection.search(
                base,
                str(where),
                ldap3.SUBTREE,
                attributes=wanted,
                time_limit=self._settings.timeout,
                paged_size=PAGE,
                paged_cookie=cookie,
            )
            check_answer(connection.result, f"search below {base}")
            rows += _rows(connection)
            page = (connection.result.get("controls") or {}).get(PAGED_RESULTS)
            cookie = page["value"]["cookie"] if page else b""
        return rows

    def _entry(self, row: Mapping[str, Any]) -> Entry:
        raw: Mapping[str, list[bytes]] = row["raw_attributes"]
        values = {
            name.lower(): tuple(_text(name, value) for value in held) for name, held in raw.items()
        }
        id = next(iter(values.get(self._flavour.id_attribute.lower(), ())), "")
        return Entry(id, row["dn"], {name: held for name, held in values.items() if held})

    def _name(self, entry: Entry) -> str:
        """How a write names the entry: AD takes the id itself ([MS-ADTS] 3.1.1.3.1.2.4)."""
        if self._settings.flavour == "active_directory":
            return f"<GUID={entry.id}>"
        return entry.dn

    def _conditions(self, where: Filter | None) -> list[Control] | None:
        return [asserting(where)] if where is not None and self._can_assert else None

    @cached_property
    def _can_assert(self) -> bool:
        return ASSERTION in self.base_dse().values("supportedControl")


def _rows(connection: ldap3.Connection) -> list[Mapping[str, Any]]:
    """The entries of an answer, without the referrals that AD puts among them."""
    return [row for row in connection.response or () if row["type"] == "searchResEntry"]


def _modify(
    connection: ldap3.Connection,
    name: str,
    changes: Mapping[str, list[tuple[str, list[str]]]],
    controls: list[Control] | None,
) -> Mapping[str, Any]:
    connection.modify(name, changes, controls=controls)
    return dict(connection.result)


def _text(attribute: str, value: bytes) -> str:
    if attribute.lower() == "objectguid":
        return str(UUID(bytes_le=value))
    return value.decode(errors="replace")
