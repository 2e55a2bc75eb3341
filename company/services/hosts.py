"""Linux hosts with a real sshd: namespaces of their own for network, mounts, processes and name.

Each has its own /etc, /var, /home and /srv (an overlay over the machine's), so accounts made
there are seen nowhere else.  Needs root, sshd and sudo.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from company.people import Employee, people
from company.process import Processes, ServiceFailed, wait_for, wait_tcp
from company.services.netns import Network

FIRST_UID = 20_000  # far from the employee numbers, so that nobody mixes them up
PLAIN_PORT = 2222  # an sshd without PAM, beside the usual one on 22
OVERLAYS = ("etc", "var", "home", "srv")
SHARED = "/srv/shared"
HELPERS = "/etc/steersman"  # where helper scripts are installed on a host
SUDO_LOG = "/var/log/sudo.log"
# Our own users there: one with sudo for the helpers alone, one for everything, one for nothing.
OPERATORS = {"steersman": f"{HELPERS}/*", "wheel-ops": "ALL", "nosudo": ""}
INIT = """#!/bin/sh
set -e
for name in {overlays}; do
  mount -t overlay overlay -o lowerdir=/$name,upperdir={home}/$name/u,workdir={home}/$name/w /$name
done
mount -t tmpfs tmpfs /run
mkdir -p /run/sshd
hostname {name}
/usr/sbin/sshd -E {home}/plain.log -f {home}/sshd.conf -p {plain} -o UsePAM=no
exec /usr/sbin/sshd -D -e -f {home}/sshd.conf -p 22 -o UsePAM=yes
"""
SSHD = """HostKey {home}/host_key
ListenAddress {address}
PidFile none
AuthorizedKeysFile .ssh/authorized_keys
PasswordAuthentication no
KbdInteractiveAuthentication no
MaxStartups 500
PrintMotd no
"""


def missing() -> str:
    """Why this machine cannot run hosts; empty when it can."""
    if os.geteuid() != 0:
        return "hosts need root: they are network namespaces with an sshd of their own"
    needed = ("ip", "unshare", "nsenter", "sshd", "ssh", "ssh-keygen", "sudo", "openssl")
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    absent = [name for name in needed if shutil.which(name, path=path) is None]
    return f"not installed: {', '.join(absent)}" if absent else ""


def uid_of(person: Employee) -> int:
    return FIRST_UID + int(person.employee_number) - int(people()[0].employee_number)


@dataclass(frozen=True, slots=True)
class Host:
    name: str
    namespace: str
    address: str
    home: Path
    init: int  # its process 1, as this machine numbers it

    def enter(self, *argv: str | Path) -> list[str]:
        """``argv`` as root inside the host, by no way that the product uses."""
        where = ["nsenter", "-t", str(self.init), "--mount", "--net", "--pid", "--uts", "--"]
        return where + [str(part) for part in argv]

    def run(self, *argv: str | Path, stdin: bytes = b"", check: bool = True) -> bytes:
        done = subprocess.run(self.enter(*argv), input=stdin, capture_output=True, check=False)
        if check and done.returncode:
            raise ServiceFailed(f"{self.name}: {argv[0]}: {done.stderr.decode(errors='replace')}")
        return done.stdout


@dataclass
class Hosts:
    """The hosts of one company, with the keys that open them."""

    processes: Processes
    network: Network = field(default_factory=Network)
    running: list[Host] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.network.open()
        for name in ("operator_key", "people_key"):
            _new_key(self.home / name)

    @property
    def home(self) -> Path:
        return self.processes.home

    @property
    def known_hosts(self) -> Path:
        return self.home / "known_hosts"

    def start(
        self,
        name: str,
        staff: Sequence[Employee] | None = None,
        helpers: Mapping[str, str] | None = None,
    ) -> Host:
        """A host with an account for each of ``staff``; ``helpers`` is name → script text."""
        namespace, address = self.network.join()
        home = self.home / "hosts" / name
        self._furnish(home, address, people() if staff is None else staff, helpers or {})
        init = home / "init"
        init.write_text(
            INIT.format(overlays=" ".join(OVERLAYS), home=home, name=name, plain=PLAIN_PORT)
        )
        init.chmod(0o755)
        apart = ("unshare", "-m", "-u", "-p", "-f", "--mount-proc", "--kill-child", str(init))
        process = self.processes.start(f"host-{name}", ["ip", "netns", "exec", namespace, *apart])
        for port in (22, PLAIN_PORT):
            wait_tcp(port, f"sshd of {name}", host=address)
        host = Host(name, namespace, address, home, _only_child(process.pid))
        self.running.append(host)
        return host

    def ssh(self, host: Host, login: str, *command: str, port: int = 22) -> list[str]:
        """The command line by which that person signs in with a key of their own."""
        options = [f"UserKnownHostsFile={self.known_hosts}", "StrictHostKeyChecking=yes"]
        options += ["BatchMode=yes", "IdentitiesOnly=yes", "ConnectTimeout=10"]
        where = ["-F", "none", "-i", str(self.home / "people_key"), "-p", str(port)]
        flags = [word for option in options for word in ("-o", option)]
        return ["ssh", *where, *flags, f"{login}@{host.address}", *command]

    def close(self) -> None:
        self.processes.stop_all()
        self.network.close()

    def _furnish(
        self, home: Path, address: str, staff: Sequence[Employee], helpers: Mapping[str, str]
    ) -> None:
        for name in OVERLAYS:
            for layer in ("u", "w"):
                (home / name / layer).mkdir(parents=True)
        _new_key(home / "host_key")
        kind, key = (home / "host_key.pub").read_text().split()[:2]
        with self.known_hosts.open("a") as known:
            known.write(f"{address} {kind} {key}\n[{address}]:{PLAIN_PORT} {kind} {key}\n")
        (home / "sshd.conf").write_text(SSHD.format(home=home, address=address))
        _write_accounts(home / "etc/u", staff)
        for person in staff:
            _give_home(home / "home/u" / person.login, uid_of(person), self.home / "people_key.pub")
        for place, name in enumerate(OPERATORS):
            _give_home(home / "home/u" / name, 900 + place, self.home / "operator_key.pub")
        _write_helpers(home / "etc/u", helpers)
        shared = home / "srv/u" / Path(SHARED).name
        shared.mkdir()
        shared.chmod(0o777)


def _write_accounts(etc: Path, staff: Sequence[Employee]) -> None:
    passwd, shadow, group = (
        [line for line in Path(f"/etc/{name}").read_text().splitlines() if _is_system(name, line)]
        for name in ("passwd", "shadow", "group")
    )
    for place, name in enumerate(OPERATORS):
        passwd.append(f"{name}:x:{900 + place}:{900 + place}::/home/{name}:/bin/sh")
        shadow.append(f"{name}:*:20000:0:99999:7:::")
        group.append(f"{name}:x:{900 + place}:")
    for person, hashed in zip(staff, _hashes(tuple(p.password for p in staff)), strict=True):
        uid, gecos = uid_of(person), f"{person.full_name},,,,{person.employee_number}"
        passwd.append(f"{person.login}:x:{uid}:{uid}:{gecos}:/home/{person.login}:/bin/bash")
        shadow.append(f"{person.login}:{hashed}:20000:0:99999:7:::")
        group.append(f"{person.login}:x:{uid}:")
    for name, lines in (("passwd", passwd), ("shadow", shadow), ("group", group)):
        (etc / name).write_text("\n".join(lines) + "\n")
        (etc / name).chmod(0o640 if name == "shadow" else 0o644)


def _is_system(name: str, line: str) -> bool:
    """Whether the host takes over this line of the machine."""
    fields = line.split(":")
    if name == "shadow":
        return fields[1][:1] in "!*"
    return int(fields[2]) < 900 or fields[0] in ("nobody", "nogroup")


@cache
def _hashes(passwords: tuple[str, ...]) -> tuple[str, ...]:
    command = ["openssl", "passwd", "-6", "-stdin"]
    typed = "".join(f"{password}\n" for password in passwords)
    done = subprocess.run(command, input=typed, capture_output=True, text=True, check=True)
    return tuple(done.stdout.split())


def _give_home(home: Path, uid: int, key: Path) -> None:
    ssh = home / ".ssh"
    ssh.mkdir(parents=True)
    shutil.copyfile(key, ssh / "authorized_keys")
    for path in (home, ssh, ssh / "authorized_keys"):
        os.chown(path, uid, uid)
        path.chmod(0o700 if path.is_dir() else 0o600)


def _write_helpers(etc: Path, helpers: Mapping[str, str]) -> None:
    directory = etc / Path(HELPERS).name
    directory.mkdir()
    for name, text in helpers.items():
        (directory / name).write_text(text)
        (directory / name).chmod(0o755)
    sudoers = etc / "sudoers.d"
    sudoers.mkdir()
    rules = [f"{who} ALL=(root) NOPASSWD: {what}\n" for who, what in OPERATORS.items() if what]
    log = f"Defaults logfile={SUDO_LOG}\n"  # what was really called, in the host's own words
    (sudoers / "steersman").write_text("".join([log, *rules]))
    (sudoers / "steersman").chmod(0o440)
    sudoers.chmod(0o750)


def _new_key(file: Path) -> None:
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", file.name, "-f", str(file)]
    subprocess.run(command, check=True, capture_output=True)


def _only_child(parent: int) -> int:
    children = Path(f"/proc/{parent}/task/{parent}/children")
    wait_for(lambda: bool(children.read_text().split()), "the host's first process")
    return int(children.read_text().split()[0])
