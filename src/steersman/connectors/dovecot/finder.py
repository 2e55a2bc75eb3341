"""Looks a person's mailbox up by login and by the local part of the mail address.

Dovecot cannot be searched by name (a static user database cannot even list its users), so a
namesake is found here only through a login or address that fits.
"""

from __future__ import annotations

from collections.abc import Iterator

from steersman.connectors.dovecot.client import Doveadm, NoSuchUser, Row
from steersman.connectors.dovecot.mailbox import Mailboxes, is_plain_user
from steersman.connectors.dovecot.settings import DovecotSettings
from steersman.domain.identity import EMPLOYEE_NUMBER, LOGIN, MAIL, Candidate, Identifiers
from steersman.domain.plan import MARK


class DovecotFinder:
    """Candidates among the mailbox users.

    Only what is stored is reported: an address made of the user name and the domain would agree
    with the login of a new jdoe as well as with that of the old one, and so prove nothing.
    """

    def __init__(self, doveadm: Doveadm, mailboxes: Mailboxes, settings: DovecotSettings) -> None:
        self._doveadm = doveadm
        self._mailboxes = mailboxes
        self._settings = settings

    def candidates(self, person: Identifiers) -> tuple[Candidate, ...]:
        found: dict[str, Candidate] = {}
        for name in self._names(person):
            fields = self._lookup(name)
            if fields is None:
                continue
            candidate = self._candidate(str(fields.get("user") or name).lower(), fields)
            found.setdefault(candidate.id, candidate)
        return tuple(found.values())

    def _names(self, person: Identifiers) -> Iterator[str]:
        """User names that could be this person's, each once; those unsafe to ask are left out."""
        local, _, domain = person.mail.lower().partition("@")
        ours = domain == self._settings.domain.lower()
        names = [person.login.lower(), person.mail.lower(), local if ours else ""]
        yield from dict.fromkeys(n for n in names if is_plain_user(n) and MARK not in n)

    def _lookup(self, name: str) -> Row | None:
        """What the user database holds about one user name."""
        try:
            answer = self._doveadm.fields("user", userMask=[name])
        except NoSuchUser:
            return None
        fields = answer.get(name)
        return fields if isinstance(fields, dict) else None

    def _candidate(self, user: str, fields: Row) -> Candidate:
        settings = self._settings
        held = {
            LOGIN: "" if "@" in user else user,
            MAIL: _field(fields, settings.mail_field) or (user if "@" in user else ""),
            EMPLOYEE_NUMBER: _field(fields, settings.employee_number_field),
        }
        return Candidate(
            id=self._mailboxes.of_user(user).id,
            label=f"mailbox {user} in {self._mailboxes.system}",
            identifiers={name: value for name, value in held.items() if value},
            name=_field(fields, settings.name_field),
            marks=self._marks(user),
        )

    def _marks(self, user: str) -> frozenset[str]:
        lists = {
            "shared": self._settings.shared_mailboxes,
            "service": self._settings.service_mailboxes,
        }
        return frozenset(m for m, users in lists.items() if user in map(str.lower, users))


def _field(fields: Row, name: str) -> str:
    return str(fields.get(name, "")) if name else ""
