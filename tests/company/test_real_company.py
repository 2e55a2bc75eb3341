"""The test company as a whole: started by one command, known to every connector, ended by one."""

from __future__ import annotations

import os
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from company import running
from company.people import people
from company.process import ServiceFailed
from company.real import RealCompany
from company.services import hosts, wireguard
from company.services.openldap import BASE, OpenLdapServer
from steersman.capabilities.connector import ENTRY_POINTS, Connector
from steersman.domain.identity import Identifiers
from tests.fixtures import needs

PERSON = people()[0]  # has a VPN device, as few have
WHO = Identifiers(
    person="p",
    employee_number=PERSON.employee_number,
    mail=PERSON.mail,
    login=PERSON.login,
    given_name=PERSON.given_name,
    family_name=PERSON.family_name,
)


@pytest.fixture(scope="module")
def company() -> Iterator[RealCompany]:
    if os.geteuid() != 0:
        needs.unavailable("the hosts' network needs root")
    if why := hosts.missing() or wireguard.missing():
        needs.unavailable(why)
    # Not below pytest's own directory: the users mail and postgres must be able to enter it.
    home = Path(tempfile.mkdtemp(prefix="meridian-"))
    real = RealCompany(home)
    try:
        real.start()
    except ServiceFailed as error:
        needs.unavailable(str(error))
    yield real
    real.stop()
    shutil.rmtree(home)


def connectors(systems_file: Path) -> Iterator[Connector]:
    for table in tomllib.loads(systems_file.read_text())["systems"]:
        (found,) = entry_points(group=ENTRY_POINTS, name=table["kind"])
        kind = found.load()
        settings = kind.settings.model_validate(table["settings"])
        yield kind.connect(table["name"], settings, lambda at: Path(at[5:]).read_text)


def test_every_connector_reaches_its_server_and_finds_the_person(company: RealCompany) -> None:
    found = {}
    for connector in connectors(company.systems_file):
        check, finder = connector.check(), connector.finder()
        assert check.reached, f"{connector.system}: {check.detail}"
        assert not check.missing, connector.system
        candidates = finder.candidates(WHO) if finder else ()
        found[connector.system] = len(candidates)
        connector.close()
    assert all(found.values()), found
    assert set(found) == {
        "directory", "mail", "calendar", "crm", "slack", "vpn", "web1", "gateway1",
    }  # fmt: skip


def test_its_directory_is_openldap(company: RealCompany) -> None:
    port = int(company.notes["directory"].rpartition(":")[2])
    server = OpenLdapServer(port, company.home / "openldap")
    assert f"uid={PERSON.login}," in server.ldapsearch("(uid=*)", "1.1", base=BASE)


def test_a_directory_with_something_else_in_it_is_not_touched(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        needs.unavailable("the hosts' network needs root")
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ServiceFailed, match="holds something else"):
        RealCompany(tmp_path).start()
    assert (tmp_path / "thesis.txt").exists()


def test_nothing_runs_on_after_it_stopped(company: RealCompany) -> None:
    started = running.still_running(company.home)
    assert len(started) > 8
    company.stop()
    assert not any(Path(f"/proc/{p}").exists() for n, p in started.items() if n != running.KEEPER)
