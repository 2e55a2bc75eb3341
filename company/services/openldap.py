"""OpenLDAP from Debian: the directory that every sign-in of the company asks.

``slapd`` runs without root, with the overlays ``memberof`` and ``ppolicy`` (lock-out announced).
"""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from company.certificates import write_certificate
from company.people import Employee
from company.people import people as everybody
from company.process import LOOPBACK, Processes, ServiceFailed, free_port, wait_tcp

BASE = "dc=meridian,dc=test"
PEOPLE = f"ou=people,{BASE}"
GROUPS = f"ou=groups,{BASE}"
MAIL_USERS = "mail-users"  # the group that opens the mail
SERVICES = f"ou=services,{BASE}"
INVALID_CREDENTIALS = 49

CONFIGURATION = """\
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/nis.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
moduleload ppolicy
TLSCertificateFile {home}/server.pem
TLSCertificateKeyFile {home}/server.key
database mdb
suffix {base}
rootdn cn=admin,{base}
rootpw admin-pw
directory {home}/data
maxsize 268435456
dbnosync
index objectClass,uid,mail,employeeNumber,cn,entryUUID,member,memberOf,manager eq
overlay memberof
overlay ppolicy
ppolicy_default cn=default,ou=policies,{base}
ppolicy_use_lockout
ppolicy_hash_cleartext
limits dn.exact="uid=limited,{services}" size=2
access to attrs=userPassword by anonymous auth by self write by * none
access to dn.children="{people}" attrs=pwdAccountLockedTime,manager
  by dn.exact="uid=ops,{services}" write by users read by * none
access to dn.children="{people}" attrs=entry
  by dn.exact="uid=ops,{services}" =zrscxd by users read by * none
access to dn.base="{people}" attrs=children
  by dn.exact="uid=ops,{services}" =zrscxd by users read by * none
access to dn.children="{groups}" attrs=member
  by dn.exact="uid=ops,{services}" write by users read by * none
access to * by users read by * none
"""


@dataclass(frozen=True, slots=True)
class OpenLdapServer:
    """Where it listens, who may do what, and the questions that a test asks it directly.

    ``ops`` holds exactly the rights that the connector needs, ``reader`` only reads (for
    services that look people up), ``limited`` reads two entries at most, ``admin`` is rootdn.
    """

    port: int
    home: Path

    base_dn: str = BASE
    people_base: str = PEOPLE
    groups_base: str = GROUPS
    services_base: str = SERVICES
    admin_dn: str = f"cn=admin,{BASE}"
    admin_password: str = "admin-pw"
    ops_dn: str = f"uid=ops,{SERVICES}"
    ops_password: str = "ops-pw"
    reader_dn: str = f"uid=reader,{SERVICES}"
    reader_password: str = "reader-pw"
    limited_dn: str = f"uid=limited,{SERVICES}"
    limited_password: str = "limited-pw"

    @property
    def url(self) -> str:
        return f"ldap://{LOOPBACK}:{self.port}"

    @property
    def ca_file(self) -> Path:
        """The server's own certificate, which is its own authority (for StartTLS)."""
        return self.home / "server.pem"

    def dn(self, login: str) -> str:
        return f"uid={login},{PEOPLE}"

    def group_dn(self, department: str) -> str:
        return f"cn={department},{GROUPS}"

    def can_sign_in(self, login: str, password: str) -> bool:
        """Whether this person can sign in now (a simple bind by ``ldapwhoami``)."""
        run = self._run("ldapwhoami", "-D", self.dn(login), "-w", password)
        if run.returncode not in (0, INVALID_CREDENTIALS):
            raise ServiceFailed(f"ldapwhoami: {run.stderr}")
        return run.returncode == 0

    def ldapsearch(self, filter: str, *attributes: str, base: str = BASE) -> str:
        """What ``ldapsearch`` prints (LDIF), asked as ``admin``."""
        run = self._as_admin(
            "ldapsearch", "-LLL", "-o", "ldif-wrap=no", "-b", base, filter, *attributes
        )
        return self._output(run)

    def values(self, dn: str, attribute: str) -> list[str]:
        """All values of one attribute of one entry, empty when there is none; sorted."""
        run = self._as_admin(
            "ldapsearch",
            "-LLL",
            "-o",
            "ldif-wrap=no",
            "-s",
            "base",
            "-b",
            dn,
            "(objectClass=*)",
            attribute,
        )
        return sorted(_values(self._output(run), attribute))

    def exists(self, dn: str) -> bool:
        run = self._as_admin("ldapsearch", "-LLL", "-s", "base", "-b", dn, "1.1")
        return run.returncode == 0

    def entry_uuid(self, login: str) -> str:
        return self.values(self.dn(login), "entryUUID")[0]

    def modify(self, ldif: str) -> None:
        """Apply LDIF changes as ``admin``, as somebody else at work in the directory would."""
        self._output(self._as_admin("ldapmodify", input=ldif))

    def add(self, ldif: str) -> None:
        self._output(self._as_admin("ldapadd", input=ldif))

    def delete(self, dn: str) -> None:
        self._output(self._as_admin("ldapdelete", dn))

    def _as_admin(
        self, program: str, *arguments: str, input: str = ""
    ) -> subprocess.CompletedProcess[str]:
        return self._run(
            program, "-D", self.admin_dn, "-w", self.admin_password, *arguments, input=input
        )

    def _run(
        self, program: str, *arguments: str, input: str = ""
    ) -> subprocess.CompletedProcess[str]:
        argv = [program, "-x", "-H", self.url, *arguments]
        return subprocess.run(argv, capture_output=True, text=True, input=input, timeout=60)

    @staticmethod
    def _output(run: subprocess.CompletedProcess[str]) -> str:
        if run.returncode != 0:
            raise ServiceFailed(f"{run.args[0]} answered {run.returncode}: {run.stderr}")
        return run.stdout


def start(processes: Processes, people: Sequence[Employee] | None = None) -> OpenLdapServer:
    """Start ``slapd`` with ``people`` (all 200 by default), their managers and departments."""
    if which("slapd", path="/usr/sbin:/usr/local/sbin:/usr/local/libexec") is None:
        raise ServiceFailed("OpenLDAP is not installed: run `make servers`")
    home = processes.home / "openldap"
    (home / "data").mkdir(parents=True)
    write_certificate(home / "server.pem", home / "server.key", LOOPBACK)
    names = {"home": home, "base": BASE, "people": PEOPLE, "groups": GROUPS, "services": SERVICES}
    (home / "slapd.conf").write_text(CONFIGURATION.format(**names))
    server = OpenLdapServer(free_port(), home)
    slapd = which("slapd", path="/usr/sbin:/usr/local/sbin:/usr/local/libexec")
    processes.start(
        "slapd", [str(slapd), "-d", "stats", "-f", home / "slapd.conf", "-h", server.url]
    )
    wait_tcp(server.port, "slapd")
    server.add(seed(people if people is not None else everybody()))
    return server


def seed(people: Sequence[Employee]) -> str:
    """The company as LDIF.  People come before groups, so that ``memberOf`` is filled."""
    logins = {person.employee_number: person.login for person in people}
    departments = sorted({person.department for person in people})
    return "\n".join(
        [
            _entry(
                BASE, "objectClass: dcObject", "objectClass: organization", "o: Meridian Trading"
            ),
            *(_unit(name) for name in ("people", "groups", "policies", "services")),
            _policy(),
            *(_service(name) for name in ("ops", "reader", "limited")),
            *(person_entry(person) for person in people),
            *(_manager(p.login, logins[p.manager]) for p in people if p.manager in logins),
            *(
                group_entry(each, [p for p in people if p.department == each])
                for each in departments
            ),
        ]
    )


def _entry(dn: str, *lines: str) -> str:
    return "\n".join([f"dn: {dn}", "changetype: add", *lines, ""])


def _unit(name: str) -> str:
    return _entry(f"ou={name},{BASE}", "objectClass: organizationalUnit")


def _policy() -> str:
    return _entry(
        f"cn=default,ou=policies,{BASE}",
        "objectClass: organizationalRole",
        "objectClass: pwdPolicy",
        "pwdAttribute: userPassword",
        "pwdLockout: TRUE",
        "pwdMaxFailure: 10",
        "pwdFailureCountInterval: 60",
    )


def _service(name: str) -> str:
    return _entry(
        f"uid={name},{SERVICES}",
        "objectClass: inetOrgPerson",
        f"cn: {name}",
        f"sn: {name}",
        f"userPassword: {name}-pw",
    )


def person_entry(person: Employee) -> str:
    return _entry(
        f"uid={person.login},{PEOPLE}",
        "objectClass: inetOrgPerson",
        f"cn: {person.full_name}",
        f"givenName: {person.given_name}",
        f"sn: {person.family_name}",
        f"mail: {person.mail}",
        f"employeeNumber: {person.employee_number}",
        f"departmentNumber: {person.department}",
        f"title: {person.title}",
        f"l: {person.city}",
        f"userPassword: {person.password}",
    )


def _manager(login: str, manager: str) -> str:
    change = "changetype: modify\nadd: manager"
    return f"dn: uid={login},{PEOPLE}\n{change}\nmanager: uid={manager},{PEOPLE}\n"


def group_entry(name: str, members: Sequence[Employee]) -> str:
    lines = [f"member: uid={person.login},{PEOPLE}" for person in members]
    return _entry(f"cn={name},{GROUPS}", "objectClass: groupOfNames", *lines)


def _values(ldif: str, attribute: str) -> list[str]:
    values = []
    for line in ldif.splitlines():
        name, _, value = line.partition(":")
        if name.lower() == attribute.lower():
            encoded = value.startswith(":")
            values.append(base64.b64decode(value[1:]).decode() if encoded else value.strip())
    return values
