"""A Samba Active Directory domain controller, in a network namespace of its own.

The namespace keeps the real ports (53, 88, 389, 445, 636) away from the machine's own.  Needs
root.  Provisioning takes 10 to 60 seconds.
"""

from __future__ import annotations

import base64
import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from uuid import uuid4

from company.certificates import write_certificate
from company.people import Employee
from company.process import Processes, ServiceFailed, wait_for

BASE = "DC=meridian,DC=test"
PEOPLE = f"OU=people,{BASE}"
GROUPS = f"OU=groups,{BASE}"
SERVICES = f"OU=services,{BASE}"
REALM, DOMAIN = "MERIDIAN.TEST", "MERIDIAN"
PROGRAMS = ("samba", "samba-tool", "ip", "unshare", "ldapsearch", "ldapadd")
SCHEMA = Path("/usr/share/samba/setup/ad-schema")
PASSWORD_RULES = "--complexity=off --min-pwd-length=1 --min-pwd-age=0 --history-length=0"

# Rights of `ops`, as AD delegates them: schemaIDGUIDs from [MS-ADSC] and [MS-ADA].
USER_CLASS = "bf967aba-0de6-11d0-a285-00aa003049e2"
GROUP_CLASS = "bf967a9c-0de6-11d0-a285-00aa003049e2"
USER_ACCOUNT_CONTROL = "bf967a68-0de6-11d0-a285-00aa003049e2"
MANAGER = "bf9679b5-0de6-11d0-a285-00aa003049e2"
MEMBER = "bf9679c0-0de6-11d0-a285-00aa003049e2"


@dataclass(frozen=True, slots=True)
class SambaAdServer:
    """Where it listens, who may do what, and the questions that a test asks it directly."""

    address: str
    home: Path
    tag: str

    base_dn: str = BASE
    people_base: str = PEOPLE
    groups_base: str = GROUPS
    services_base: str = SERVICES
    admin_dn: str = f"CN=Administrator,CN=Users,{BASE}"
    admin_password: str = "Adm1n-Passw0rd!"
    ops_dn: str = f"CN=ops,{SERVICES}"
    ops_password: str = "ops-pw"
    reader_dn: str = f"CN=reader,{SERVICES}"
    reader_password: str = "reader-pw"

    @property
    def url(self) -> str:
        return f"ldaps://{self.address}"

    @property
    def ca_file(self) -> Path:
        return self.home / "server.pem"

    def dn(self, login: str) -> str:
        return f"CN={login},{PEOPLE}"

    def group_dn(self, department: str) -> str:
        return f"CN={department},{GROUPS}"

    def can_sign_in(self, login: str, password: str) -> bool:
        """Whether this person can sign in now (a simple bind; Samba has no ``ldapwhoami``)."""
        return self.why_refused(login, password) == ""

    def why_refused(self, login: str, password: str) -> str:
        """What the server says to a sign-in: empty when it lets it pass."""
        arguments = ("-LLL", "-s", "base", "-b", "", "1.1")
        run = self._ldap("ldapsearch", self.dn(login), password, *arguments)
        if run.returncode not in (0, 49):
            raise ServiceFailed(f"ldapsearch: {run.stderr}")
        return run.stderr if run.returncode else ""

    def values(self, dn: str, attribute: str) -> list[str]:
        """All values of one attribute of one entry, sorted; empty when there is none."""
        found = self._as_admin(
            "ldapsearch", "-LLL", "-o", "ldif-wrap=no", "-s", "base", "-b", dn, "(cn=*)", attribute
        )
        lines = [line.partition(": ") for line in found.splitlines()]
        return sorted(value for name, _, value in lines if name.lower() == attribute.lower())

    def exists(self, dn: str) -> bool:
        arguments = ("-LLL", "-s", "base", "-b", dn, "1.1")
        run = self._ldap("ldapsearch", self.admin_dn, self.admin_password, *arguments)
        return run.returncode == 0

    def modify(self, ldif: str) -> None:
        """Apply LDIF changes as the administrator."""
        self._as_admin("ldapmodify", input=ldif)

    def samba_tool(self, *arguments: str) -> str:
        """Run ``samba-tool`` on the domain's own database, past the network."""
        argv = ["samba-tool", *arguments, "-s", str(self.home / "etc" / "smb.conf")]
        return _run(_inside(self.tag, argv))

    def _as_admin(self, program: str, *arguments: str, input: str = "") -> str:
        run = self._ldap(program, self.admin_dn, self.admin_password, *arguments, input=input)
        if run.returncode != 0:
            raise ServiceFailed(f"{program} answered {run.returncode}: {run.stderr}")
        return run.stdout

    def _ldap(
        self, program: str, name: str, password: str, *arguments: str, input: str = ""
    ) -> subprocess.CompletedProcess[str]:
        argv = [program, "-x", "-H", self.url, "-D", name, "-w", password, *arguments]
        environment = {**os.environ, "LDAPTLS_CACERT": str(self.ca_file)}
        return subprocess.run(
            argv, capture_output=True, text=True, input=input, env=environment, timeout=120
        )


def start(processes: Processes, people: Sequence[Employee]) -> SambaAdServer:
    """Provision a domain with ``people``, and start it.  Call ``remove`` when it is stopped."""
    missing = [name for name in PROGRAMS if which(name) is None]
    missing += [] if SCHEMA.is_dir() else ["samba-ad-provision"]
    if missing or os.geteuid() != 0:
        raise ServiceFailed(f"Samba AD needs root and {', '.join(PROGRAMS)}; missing: {missing}")
    home = Path(tempfile.mkdtemp(prefix="samba", dir=processes.home))
    server = SambaAdServer(_address(), home, uuid4().hex[:8])
    write_certificate(home / "server.pem", home / "server.key", server.address)
    try:
        _add_namespace(server)
        _provision(server)
        processes.start("samba", _inside(server.tag, _daemon(server)))
        wait_for(lambda: server.exists(BASE), "Samba AD", timeout=120)
        _seed(server, people)
    except ServiceFailed:
        remove(server)
        raise
    return server


def remove(server: SambaAdServer) -> None:
    """Take the namespace away; its network card goes with it."""
    _run(["ip", "netns", "del", _namespace(server.tag)])


def _address() -> str:
    """An address in 10.128.0.0/9 that hardly anybody else on this machine picks."""
    number = uuid4().int
    return f"10.{128 + number % 120}.{(number >> 8) % 256}.2"


def _namespace(tag: str) -> str:
    return f"ad{tag}"


def _inside(tag: str, argv: Sequence[str]) -> list[str]:
    return ["ip", "netns", "exec", _namespace(tag), *argv]


def _add_namespace(server: SambaAdServer) -> None:
    name, outside = _namespace(server.tag), f"v{server.tag}"
    gateway = server.address.removesuffix(".2") + ".1"
    for command in (
        f"ip netns add {name}",
        f"ip link add {outside} type veth peer name eth0 netns {name}",
        f"ip addr add {gateway}/30 dev {outside}",
        f"ip link set {outside} up",
        f"ip -n {name} addr add {server.address}/30 dev eth0",
        f"ip -n {name} link set eth0 up",
        f"ip -n {name} link set lo up",
    ):
        _run(command.split())


def _provision(server: SambaAdServer) -> None:
    home = server.home
    _run(
        _inside(
            server.tag,
            [
                *("samba-tool", "domain", "provision", f"--realm={REALM}", f"--domain={DOMAIN}"),
                *("--server-role=dc", "--dns-backend=SAMBA_INTERNAL", "--host-name=dc1"),
                *(f"--adminpass={server.admin_password}", f"--host-ip={server.address}"),
                *(f"--targetdir={home}", "--use-rfc2307"),
                *(f"--option={name} = {value}" for name, value in _options(home).items()),
            ],
        )
    )
    server.samba_tool("domain", "passwordsettings", "set", *PASSWORD_RULES.split())


def _options(home: Path) -> dict[str, str]:
    return {
        "interfaces": "lo eth0",
        "bind interfaces only": "yes",
        "vfs objects": "dfs_samba4 acl_xattr xattr_tdb",
        "pid directory": str(home / "run"),
        "ncalrpc dir": str(home / "ncalrpc"),
        "winbindd socket directory": str(home / "winbind"),
        "tls certfile": str(home / "server.pem"),
        "tls keyfile": str(home / "server.key"),
        "tls cafile": str(home / "server.pem"),
    }


def _daemon(server: SambaAdServer) -> list[str]:
    """Samba in a process namespace, so that nothing of it outlives the leader."""
    home = server.home
    (home / "resolv.conf").write_text(f"nameserver {server.address}\n")
    (home / "run").mkdir(exist_ok=True)
    options = " ".join(f"'--option={name} = {value}'" for name, value in _options(home).items())
    command = (
        f"mount --bind {home}/resolv.conf /etc/resolv.conf &&"
        f" exec samba -i -M single -s {home}/etc/smb.conf '--option=dns forwarder =' {options}"
    )
    return ["unshare", "-m", "-p", "-f", "--mount-proc", "--kill-child", "bash", "-c", command]


def _seed(server: SambaAdServer, people: Sequence[Employee]) -> None:
    logins = {person.employee_number: person.login for person in people}
    departments = sorted({person.department for person in people})
    entries = [
        *(_entry(f"OU={name},{BASE}", "organizationalUnit") for name in _units()),
        *(_account(f"CN={name},{SERVICES}", name, f"{name}-pw") for name in ("ops", "reader")),
        *(person_entry(person) for person in people),
        *(_manager(p.login, logins[p.manager]) for p in people if p.manager in logins),
        *(group_entry(name, [p for p in people if p.department == name]) for name in departments),
    ]
    server.modify("\n".join(entries))
    _delegate(server)


def _units() -> tuple[str, ...]:
    return ("people", "groups", "services")


def _delegate(server: SambaAdServer) -> None:
    """Give ``ops`` exactly what the connector needs, below the two units only."""
    sid = server.samba_tool("user", "show", "ops", "--attributes=objectSid").split("objectSid: ")[1]
    holder = sid.split()[0]
    rights = {
        PEOPLE: (
            f"(OA;CIIO;WP;{USER_ACCOUNT_CONTROL};{USER_CLASS};{holder})"
            f"(OA;CIIO;WP;{MANAGER};{USER_CLASS};{holder})"
            f"(OA;CI;DC;{USER_CLASS};;{holder})"
        ),
        GROUPS: f"(OA;CIIO;WP;{MEMBER};{GROUP_CLASS};{holder})",
    }
    for unit, sddl in rights.items():
        server.samba_tool(
            "dsacl", "set", f"--objectdn={unit}", "--action=allow", f"--sddl={sddl}",
            "-H", str(server.home / "private" / "sam.ldb"),
        )  # fmt: skip


def _entry(dn: str, kind: str, *lines: str) -> str:
    return "\n".join([f"dn: {dn}", "changetype: add", f"objectClass: {kind}", *lines, ""])


def _account(dn: str, login: str, password: str, *lines: str) -> str:
    quoted = base64.b64encode(f'"{password}"'.encode("utf-16-le")).decode()
    own = (f"sAMAccountName: {login}", f"userPrincipalName: {login}@meridian.test")
    active = ("userAccountControl: 512", f"unicodePwd:: {quoted}")
    return _entry(dn, "user", *own, *active, *lines)


def person_entry(person: Employee) -> str:
    return _account(
        f"CN={person.login},{PEOPLE}",
        person.login,
        person.password,
        f"displayName: {person.full_name}",
        f"givenName: {person.given_name}",
        f"sn: {person.family_name}",
        f"mail: {person.mail}",
        f"proxyAddresses: SMTP:{person.mail}",
        f"employeeID: {person.employee_number}",
        f"department: {person.department}",
        f"title: {person.title}",
    )


def _manager(login: str, manager: str) -> str:
    change = "changetype: modify\nadd: manager"
    return f"dn: CN={login},{PEOPLE}\n{change}\nmanager: CN={manager},{PEOPLE}\n"


def group_entry(name: str, members: Sequence[Employee]) -> str:
    lines = [f"member: CN={person.login},{PEOPLE}" for person in members]
    return _entry(f"CN={name},{GROUPS}", "group", f"sAMAccountName: {name}", *lines)


def _run(argv: Sequence[str]) -> str:
    run = subprocess.run(argv, capture_output=True, text=True, timeout=300)
    if run.returncode != 0:
        raise ServiceFailed(f"{' '.join(argv[:8])} …: {run.stderr[-2000:]}{run.stdout[-500:]}")
    return run.stdout
