"""What the sample's mail server asks the directory: who is there, and is the password right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ldap3 import NONE, SIMPLE, Connection, Server
from ldap3.core.exceptions import LDAPBindError, LDAPException
from ldap3.utils.conv import escape_filter_chars

# As the test company's Dovecot names the extra fields of its user database.
FIELDS = {"employeeNumber": "employee_number", "mail": "mail_address", "cn": "full_name"}
SECONDS = 5


@dataclass(frozen=True, slots=True)
class Entry:
    dn: str
    attributes: Mapping[str, list[str]]


class DirectoryDown(Exception):
    """The directory does not answer, or does not let the mail server read."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Blocking; call it in a thread.  Each question opens a connection of its own."""

    url: str
    base: str
    reader_dn: str
    reader_password: str
    access_group: str = ""  # DN; empty: everybody may sign in

    def find(self, login: str) -> Mapping[str, str] | None:
        """The fields of one user, ``None`` when nobody has this login."""
        found = self._search(login)
        if found is None:
            return None
        values = found.attributes
        return {ours: str(values[name][0]) for name, ours in FIELDS.items() if values.get(name)}

    def sign_in(self, login: str, password: str) -> bool:
        """Whether a simple bind succeeds now.  An empty password never does (RFC 4513, 5.1.2)."""
        found = self._search(login) if password else None
        if found is None or not self._has_access(found):
            return False
        try:
            self._bind(found.dn, password).unbind()
        except LDAPBindError:
            return False
        except LDAPException as error:
            raise DirectoryDown(self.url) from error
        return True

    def _has_access(self, entry: Entry) -> bool:
        groups = (group.casefold() for group in entry.attributes.get("memberOf", []))
        return not self.access_group or self.access_group.casefold() in groups

    def _search(self, login: str) -> Entry | None:
        try:
            reader = self._bind(self.reader_dn, self.reader_password)
            filter = f"(&(objectClass=inetOrgPerson)(uid={escape_filter_chars(login)}))"
            reader.search(self.base, filter, attributes=[*FIELDS, "memberOf"])
            rows = [
                Entry(row["dn"], row["attributes"])
                for row in reader.response or []
                if row["type"] == "searchResEntry"
            ]
            reader.unbind()
        except LDAPException as error:
            raise DirectoryDown(self.url) from error
        return rows[0] if len(rows) == 1 else None

    def _bind(self, dn: str, password: str) -> Connection:
        server = Server(self.url, connect_timeout=SECONDS, get_info=NONE)
        return Connection(
            server,
            dn,
            password,
            authentication=SIMPLE,
            auto_bind=True,
            receive_timeout=SECONDS,
            return_empty_attributes=False,
            raise_exceptions=False,
        )
