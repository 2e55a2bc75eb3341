"""Dovecot 2.3 from Debian: IMAP, LMTP, Sieve, shared folders and the doveadm HTTP API.

Sign-ins ask the company's directory; without one, a file of passwords made from ``people``.
"""

from __future__ import annotations

import grp
import imaplib
import os
import pwd
import shutil
import smtplib
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from company.people import DOMAIN, Employee
from company.people import people as everybody
from company.process import LOOPBACK, Processes, ServiceFailed, free_port, wait_tcp
from company.services.openldap import OpenLdapServer
from company.services.smtp import SmtpServer

API_KEY = "dovecot-api-key"
EMPLOYEE_NUMBER_FIELD, MAIL_FIELD, NAME_FIELD = "employee_number", "mail_address", "full_name"
PROGRAMS = "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin"

# %n and %h are Dovecot's: the login and the home.  auth_username_format lets LMTP find
# jdoe@meridian.test as jdoe; without it every delivery is answered "User doesn't exist".
CONFIGURATION = """\
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_username_format = %Ln
auth_failure_delay = 0
{cache}
{users}
mail_location = maildir:~/Maildir
mail_plugins = $mail_plugins acl
first_valid_uid = 1
namespace inbox {{
  inbox = yes
  separator = /
}}
namespace shared {{
  type = shared
  separator = /
  prefix = shared/%%n/
  location = maildir:%%h/Maildir
  subscriptions = no
  list = children
}}
plugin {{
  acl = vfile
  acl_shared_dict = file:{home}/shared/mailboxes.db
  sieve = file:~/sieve;active=~/.dovecot.sieve
  sieve_vacation_send_from_recipient = yes
}}
protocol imap {{
  mail_plugins = $mail_plugins imap_acl
}}
protocol lmtp {{
  mail_plugins = $mail_plugins sieve
  postmaster_address = postmaster@{domain}
}}
submission_host = 127.0.0.1:{submission}
doveadm_api_key = {api_key}
{allowed}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service doveadm {{
  inet_listener http {{
    port = {doveadm}
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
"""

DIRECTORY = """\
passdb {{
  driver = ldap
  args = {home}/ldap.conf
}}
userdb {{
  driver = ldap
  args = {home}/ldap.conf
  default_fields = uid={owner} gid={group} home={home}/box/%n
}}
"""

# The extra fields are what lets a second identifier agree with the login.  One named "mail"
# would be taken for mail_location.
LDAP = """\
uris = {url}
dn = {reader_dn}
dnpass = {reader_password}
base = {people}
auth_bind = yes
pass_filter = (&(objectClass=inetOrgPerson)(uid=%n){member})
pass_attrs = uid=user
user_filter = (&(objectClass=inetOrgPerson)(uid=%n))
user_attrs = employeeNumber=employee_number, mail=mail_address, cn=full_name
iterate_filter = (objectClass=inetOrgPerson)
iterate_attrs = uid=user
"""

PASSWORDS = """\
passdb {{
  driver = passwd-file
  args = {home}/passwords
}}
userdb {{
  driver = static
  args = uid={owner} gid={group} home={home}/box/%n
}}
"""


@dataclass(frozen=True, slots=True)
class DovecotServer:
    """Where it listens, and questions that a test asks it directly."""

    home: Path
    imap_port: int
    lmtp_port: int
    doveadm_port: int
    api_key: str = API_KEY

    @property
    def doveadm_url(self) -> str:
        return f"http://{LOOPBACK}:{self.doveadm_port}"

    def sign_in(self, login: str, password: str) -> imaplib.IMAP4:
        """A new IMAP session; raises ``imaplib.IMAP4.error`` when refused."""
        session = imaplib.IMAP4(LOOPBACK, self.imap_port, timeout=10)
        try:
            session.login(login, password)
        except imaplib.IMAP4.error:
            session.shutdown()
            raise
        return session

    def can_sign_in(self, login: str, password: str) -> bool:
        try:
            self.sign_in(login, password).logout()
        except imaplib.IMAP4.error:
            return False
        return True

    def deliver(self, sender: str, login: str, subject: str, text: str = "Hello") -> None:
        """A mail from outside, handed over by LMTP as the mail gateway does."""
        message = EmailMessage()
        message["From"], message["To"] = sender, f"{login}@{DOMAIN}"
        message["Subject"] = subject
        message["Message-ID"] = f"<{os.urandom(8).hex()}@{sender.partition('@')[2]}>"
        message.set_content(text)
        with smtplib.LMTP(LOOPBACK, self.lmtp_port) as client:
            client.send_message(message, sender, [f"{login}@{DOMAIN}"])

    def doveadm(self, *arguments: str) -> str:
        """What the command ``doveadm`` prints: another route than the HTTP API."""
        program = _program("doveadm")
        run = subprocess.run(
            [program, "-c", self.home / "dovecot.conf", *arguments],
            capture_output=True,
            text=True,
            timeout=30,
        )
        if run.returncode != 0:
            raise ServiceFailed(f"doveadm {' '.join(arguments)}: {run.returncode} {run.stderr}")
        return run.stdout

    def sessions(self, login: str) -> int:
        lines = self.doveadm("-f", "tab", "who", "-1", login).splitlines()
        return len(lines[1:])


def start(
    processes: Processes,
    directory: OpenLdapServer | None = None,
    people: Sequence[Employee] | None = None,
    *,
    outgoing: SmtpServer | None = None,
    auth_cache: bool = False,
    access_group: str = "",
    allowed_commands: Sequence[str] = (),
    name: str = "dovecot",
) -> DovecotServer:
    """Start it.  ``outgoing`` takes the mail it sends; ``auth_cache`` remembers sign-ins.
    ``access_group`` is the DN of the directory group whose members alone may sign in.

    As root the mail belongs to the user ``mail``, so the home must be open to other users.
    """
    server = DovecotServer(processes.home / name, free_port(), free_port(), free_port())
    _prepare(server.home)
    names = {"home": server.home, "owner": _owner(), "group": _group(), "domain": DOMAIN}
    users = DIRECTORY if directory else PASSWORDS
    configuration = CONFIGURATION.format(
        **names,
        users=users.format(**names),
        cache="auth_cache_size = 1M" if auth_cache else "",
        allowed=f"doveadm_allowed_commands = {','.join(allowed_commands)}",
        submission=outgoing.port if outgoing else 0,
        api_key=server.api_key,
        imap=server.imap_port,
        lmtp=server.lmtp_port,
        doveadm=server.doveadm_port,
    )
    _write(server.home / "dovecot.conf", configuration + _unprivileged())
    _write_users(server.home, directory, people, access_group)
    processes.start(name, [_program("dovecot"), "-F", "-c", server.home / "dovecot.conf"])
    for port in (server.imap_port, server.lmtp_port, server.doveadm_port):
        wait_tcp(port, "Dovecot")
    return server


def _program(name: str) -> str:
    found = shutil.which(name, path=PROGRAMS)
    if found is None:
        raise ServiceFailed("Dovecot is not installed: run `make servers`")
    return found


def _prepare(home: Path) -> None:
    for name in ("run", "state", "box", "shared"):
        (home / name).mkdir(parents=True, exist_ok=True)
    home.chmod(0o755)
    if os.geteuid() == 0:
        for name in ("box", "shared"):
            shutil.chown(home / name, _owner(), _group())


def _owner() -> str:
    return "mail" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name


def _group() -> str:
    return "mail" if os.geteuid() == 0 else grp.getgrgid(os.getegid()).gr_name


def _write(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text)


def _write_users(
    home: Path,
    directory: OpenLdapServer | None,
    people: Sequence[Employee] | None,
    access_group: str,
) -> None:
    if directory is None:
        write_passwords(home, people if people is not None else everybody())
        return
    text = LDAP.format(
        url=directory.url,
        reader_dn=directory.reader_dn,
        reader_password=directory.reader_password,
        people=directory.people_base,
        member=f"(memberOf={access_group})" if access_group else "",
    )
    _write(home / "ldap.conf", text)


def write_passwords(home: Path, people: Sequence[Employee]) -> None:
    """Who may sign in from now on, for a server without a directory."""
    lines = [f"{person.login}:{{PLAIN}}{person.password}::::::\n" for person in people]
    path = home / "passwords"
    path.with_suffix(".new").write_text("".join(lines))
    path.with_suffix(".new").chmod(0o644)  # Dovecot's authentication runs as a user of its own
    os.replace(path.with_suffix(".new"), path)


def _unprivileged() -> str:
    """Dovecot without root: every part runs as this user, and nothing is put in a jail."""
    if os.geteuid() == 0:
        return ""
    me = _owner()
    jails = "".join(
        f"service {name} {{\n  chroot =\n}}\n" for name in ("anvil", "imap-login", "stats")
    )
    names = f"default_login_user = {me}\ndefault_internal_user = {me}\n"
    return f"{names}default_internal_group = {_group()}\n{jails}"
