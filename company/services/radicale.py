"""Radicale from PyPI: the company's calendars over CalDAV, each person with one of their own.

Everybody may write only below their own login; the service account ``ops`` may write everywhere.
Sign-ins are asked of OpenLDAP where one is given, else of a password file.
"""

from __future__ import annotations

import base64
import http.client
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from company.people import Employee
from company.people import people as everybody
from company.process import LOOPBACK, Processes, ServiceFailed, free_port, wait_tcp
from company.services.openldap import OpenLdapServer

OPS, OPS_PASSWORD = "ops", "ops-pw"
CALENDAR = "calendar"
NUMBER_PROPERTY = "{urn:meridian:hr}employee-number"
MAIL_PROPERTY = "{urn:meridian:hr}mail"

CONFIGURATION = """\
[server]
hosts = {host}:{port}
[auth]
{auth}
delay = 0
[rights]
type = from_file
file = {home}/rights
[storage]
filesystem_folder = {home}/collections
[logging]
level = info
"""
PASSWORD_FILE = """\
type = htpasswd
htpasswd_filename = {home}/users
htpasswd_encryption = plain
"""
DIRECTORY = """\
type = ldap
ldap_uri = {ldap.url}
ldap_base = {ldap.base_dn}
ldap_reader_dn = {ldap.reader_dn}
ldap_secret = {ldap.reader_password}
ldap_filter = (&(objectClass=inetOrgPerson)(uid={{0}}))
ldap_user_attribute = uid
"""
RIGHTS = """\
[ops]
user: ops
collection: .*
permissions: RrWw
[root]
user: .+
collection:
permissions: R
[own]
user: .+
collection: {user}(/.*)?
permissions: RrWw
"""
PRINCIPAL = """\
<mkcol xmlns="DAV:" xmlns:hr="urn:meridian:hr"><set><prop>
<resourcetype><collection/></resourcetype>
<displayname>{name}</displayname>
<hr:employee-number>{number}</hr:employee-number><hr:mail>{mail}</hr:mail>
</prop></set></mkcol>
"""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: str


@dataclass(frozen=True, slots=True)
class RadicaleServer:
    port: int
    home: Path
    user: str = OPS
    password: str = OPS_PASSWORD

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}/"

    def ask(
        self,
        method: str,
        path: str,
        body: str = "",
        *,
        user: str = "",
        password: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request, as ``ops`` unless another user is named: how a test looks from outside."""
        sign_in = f"{user or self.user}:{password or self.password}".encode()
        token = base64.b64encode(sign_in).decode()
        sent = {"Authorization": f"Basic {token}", **(headers or {})}
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=30)
        try:
            connection.request(method, path, body.encode(), sent)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        finally:
            connection.close()
        return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, text)

    def put(self, login: str, name: str, ics: str) -> str:
        """Write one event as its owner's program would; returns its ETag."""
        answer = self.ask("PUT", f"/{login}/{CALENDAR}/{name}", ics)
        if answer.status not in (201, 204):
            raise ServiceFailed(f"Radicale answered {answer.status} to a PUT: {answer.body}")
        return answer.headers["etag"]

    def add_person(self, person: Employee) -> None:
        """The person's sign-in, principal (with what HR knows) and one calendar."""
        with (self.home / "users").open("a") as users:  # read anew at every sign-in
            users.write(f"{person.login}:{person.password}\n")
        names = {"name": person.full_name, "number": person.employee_number, "mail": person.mail}
        principal = PRINCIPAL.format(**{key: escape(text) for key, text in names.items()})
        for method, path, body in (
            ("MKCOL", f"/{person.login}/", principal),
            ("MKCALENDAR", f"/{person.login}/{CALENDAR}/", ""),
        ):
            answer = self.ask(method, path, body)
            if answer.status != 201:
                raise ServiceFailed(f"Radicale answered {answer.status} to {method} {path}")

    def stored(self, login: str) -> dict[str, str]:
        """What lies on the disk in this person's calendar: file name to iCalendar text."""
        calendar = self.home / "collections" / "collection-root" / login / CALENDAR
        files = sorted(path for path in calendar.glob("*") if not path.name.startswith("."))
        return {path.name: path.read_text() for path in files}


def start(
    processes: Processes,
    directory: OpenLdapServer | None = None,
    people: Sequence[Employee] | None = None,
) -> RadicaleServer:
    """Start it on a free port, with a calendar for each of ``people`` (all 200 by default)."""
    staff = everybody() if people is None else people
    home, port = processes.home / "radicale", free_port()
    home.mkdir(parents=True, exist_ok=True)
    auth = DIRECTORY.format(ldap=directory) if directory else PASSWORD_FILE.format(home=home)
    (home / "config").write_text(
        CONFIGURATION.format(host=LOOPBACK, port=port, home=home, auth=auth)
    )
    (home / "rights").write_text(RIGHTS)
    (home / "users").write_text(f"{OPS}:{OPS_PASSWORD}\n")
    processes.start("radicale", [sys.executable, "-m", "radicale", "--config", home / "config"])
    wait_tcp(port, "Radicale")
    server = RadicaleServer(port, home)
    for person in staff:
        server.add_person(person)
    return server
