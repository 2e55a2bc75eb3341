"""What somebody has at work on the day before they leave, opened in the real servers."""

from __future__ import annotations

import imaplib
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from company.people import Employee
from company.real import RealCompany
from company.services.hosts import SHARED, uid_of
from company.services.meetings import meetings_of
from company.services.wireguard import Device

SHELL = "echo ready; exec sleep 600"


@dataclass
class Life:
    """One person with everything open: mail, a shell, the tunnel; and what they own."""

    company: RealCompany
    who: Employee
    colleague: Employee
    imap: imaplib.IMAP4
    shell: subprocess.Popen[bytes]
    file: str
    reports: Sequence[Employee]

    @property
    def device(self) -> Device:
        return next(d for d in self.company.gateway.devices if d.owner == self.who)

    @property
    def slack_id(self) -> str:
        return str(self.company.slack.user(self.who.employee_number)["id"])

    def imap_is_alive(self) -> bool:
        try:
            return self.imap.noop()[0] == "OK"
        except (imaplib.IMAP4.error, OSError):
            return False

    def shell_is_alive(self) -> bool:
        return self.shell.poll() is None

    def can_ssh(self) -> bool:
        host = self.company.host("web1")
        command = self.company.network.ssh(host, self.who.login, "true")
        return not self.refused(command)

    @staticmethod
    def refused(ssh: Sequence[str]) -> bool:
        return subprocess.run(ssh, capture_output=True).returncode != 0

    def end(self) -> None:
        self.imap.shutdown()
        self.shell.kill()
        self.shell.wait()


def begin(
    company: RealCompany, who: Employee, colleague: Employee, reports: Sequence[Employee] = ()
) -> Life:
    for login in (who.login, colleague.login):
        company.mail.deliver("buyer@acme.test", login, "Our order", f"for {login}")
    for name, text in meetings_of(who, colleague, datetime.now(UTC)).items():
        company.calendar.put(who.login, name, text)
    for report in reports:
        _report_to(company, report, who)
    file = f"{SHARED}/forecast-{who.login}.txt"
    uid = str(uid_of(who))
    company.host("web1").run("install", "-o", uid, "-g", uid, "/dev/null", file)
    imap = company.mail.sign_in(who.login, who.password)
    imap.select("INBOX")
    return Life(company, who, colleague, imap, open_shell(company, who), file, reports)


def open_shell(company: RealCompany, who: Employee) -> subprocess.Popen[bytes]:
    command = company.network.ssh(company.host("web1"), who.login, SHELL)
    shell = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    assert shell.stdout is not None
    assert shell.stdout.readline() == b"ready\n"
    return shell


def _report_to(company: RealCompany, who: Employee, manager: Employee) -> None:
    at = company.directory
    change = f"changetype: modify\nreplace: manager\nmanager: {at.dn(manager.login)}\n"
    at.modify(f"dn: {at.dn(who.login)}\n{change}")
