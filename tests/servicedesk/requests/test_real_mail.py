"""L2.1 on real servers: mail is closed through its directory group, and nothing else is."""

from __future__ import annotations

import imaplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import randrange
from uuid import uuid4

import pytest

from company.people import DOMAIN, Employee
from company.services import dovecot, openldap
from company.services.dovecot import DovecotServer
from company.services.openldap import OpenLdapServer
from company.systems import write_secret
from steersman.bootstrap import Steersman
from steersman.domain.sources import Source
from steersman.servicedesk.requests.intake import ask
from steersman.settings.product import Settings
from tests.governor.company import next_result

StartDovecot = Callable[..., DovecotServer]


SYSTEMS = """\
[[systems]]
name = "directory"
kind = "ldap"
identity_source = true
[systems.settings]
flavour = "openldap"
url = "{directory.url}"
base_dn = "{directory.base_dn}"
people_base = "{directory.people_base}"
groups_base = "{directory.groups_base}"
bind_dn = "{directory.ops_dn}"
bind_password_secret = "file:directory.secret"
[[systems]]
name = "mail"
kind = "dovecot"
aliases = ["email"]
accounts_from = "directory"
access_group = "{group}"
[systems.settings]
url = "{mail.doveadm_url}"
domain = "{domain}"
employee_number_field = "{dovecot.EMPLOYEE_NUMBER_FIELD}"
mail_field = "{dovecot.MAIL_FIELD}"
name_field = "{dovecot.NAME_FIELD}"
api_key_secret = "file:mail.secret"
"""


def declared(folder: Path, directory: OpenLdapServer, mail: DovecotServer, group: str) -> Path:
    """The systems file, with its secrets beside it."""
    write_secret(folder / "directory.secret", directory.ops_password)
    write_secret(folder / "mail.secret", mail.api_key)
    names = {"directory": directory, "mail": mail, "group": group, "domain": DOMAIN}
    (folder / "systems.toml").write_text(SYSTEMS.format(**names, dovecot=dovecot))
    return folder / "systems.toml"


@contextmanager
def steersman_with(path: Path, systems_file: Path) -> Iterator[Steersman]:
    settings = Settings(data=path / "data", systems_file=systems_file)
    steersman = Steersman(settings)
    steersman.permissions.install_defaults(by="system:test")
    steersman.open()
    try:
        yield steersman
    finally:
        steersman.close()


def hire(server: OpenLdapServer, given: str) -> Employee:
    """Somebody of this test alone.  The number says nothing of the login: both must agree."""
    person = Employee(
        employee_number=f"9{randrange(10**9):09}",
        login=f"r{uuid4().hex[:10]}",
        given_name=given,
        family_name="Request",
        department="it",
        title="Tester",
        city="London",
        manager="",
    )
    server.modify(openldap.person_entry(person))
    return person


def enrol(steersman: Steersman, who: Employee, manager: str = "") -> str:
    source = Source(name="hr", recency=0.0, native_key=who.employee_number)
    facts = {"given_name": who.given_name, "family_name": who.family_name, "manager": manager}
    keys = {"employee_number": who.employee_number, "mail": who.mail, "login": who.login}
    return steersman.people.add({**facts, **keys}, by="system:test", source=source).id


def refused(session: imaplib.IMAP4) -> bool:
    try:
        session.noop()
    except (imaplib.IMAP4.error, OSError):
        return True
    return False


def test_mail_is_closed_and_the_directory_stays_open(
    tmp_path: Path, openldap_server: OpenLdapServer, start_dovecot: StartDovecot
) -> None:
    john, mary, abe = (hire(openldap_server, given) for given in ("John", "Mary", "Abe"))
    name = f"mail-users-{uuid4().hex[:6]}"
    openldap_server.modify(openldap.group_entry(name, [john, mary]))
    group = openldap_server.group_dn(name)
    mail = start_dovecot(openldap_server, access_group=group)
    old_session = mail.sign_in(john.login, john.password)
    assert not mail.can_sign_in(abe.login, abe.password), "only members of the group may"
    with steersman_with(tmp_path, declared(tmp_path, openldap_server, mail, name)) as it:
        boss, approver = enrol(it, mary), enrol(it, abe)
        enrol(it, john, boss)
        it.permissions.assign(approver, "approver", by="system:test")
        number = ask(it, "Remove John's access to email.", boss)["work"]
        assert next_result(it)["status"] == "held"
        assert mail.can_sign_in(john.login, john.password), "held: nothing has happened"
        digest = it.desk.work_items.standing(number).digest or ""
        it.desk.approvals.approve(number, digest, by=approver)
        end = next_result(it)
        assert end["status"] == "done", end
    assert not mail.can_sign_in(john.login, john.password)
    assert refused(old_session)
    assert openldap_server.can_sign_in(john.login, john.password), "elsewhere he still works"
    assert mail.can_sign_in(mary.login, mary.password)
    assert openldap_server.values(group, "member") == [openldap_server.dn(mary.login)]
    with pytest.raises(imaplib.IMAP4.error):
        mail.sign_in(john.login, john.password)
