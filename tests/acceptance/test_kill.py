"""R3.3: kill -9 in mid-run on real servers: the run is finished, and no effect happens twice."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from company.people import by_number
from company.real import RealCompany
from company.services.meetings import BUYER
from tests.acceptance.conftest import STORES, store_url
from tests.acceptance.life import Life, begin
from tests.acceptance.office import office
from tests.acceptance.outside import invitations, organiser

LEAVERS = {"sqlite": "1070", "postgresql": "1071"}
MOMENTS = {
    "account.disable@directory after apply",
    "account.disable@slack after apply",
    "meeting.reassign@calendar after apply",
    "files.hand_over@web1 after apply",
    "licence.release@crm after verify",
}


def worker(company: RealCompany, data: Path, url: str, run: str) -> subprocess.Popen[str]:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "tests.acceptance.worker", data, company.systems_file, url]
    return subprocess.Popen(
        [*map(str, command), run, ";".join(MOMENTS)],
        env={**os.environ, "PYTHONPATH": f"{root / 'src'}:{root}"},
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
    )


@pytest.mark.parametrize("store", STORES)
def test_a_run_that_is_killed_again_and_again_does_each_effect_once(
    store: str, real_company: RealCompany, tmp_path: Path
) -> None:
    who = by_number(LEAVERS[store])
    life = begin(real_company, who, by_number(who.manager))
    data = tmp_path / "data"
    with store_url(real_company, store, tmp_path) as url:
        with office(real_company, data, url) as desk:
            number = desk.hr_enters(who)
        deaths = 0
        while was_killed(process := worker(real_company, data, url, f"{number}#1")):
            deaths += 1
            assert deaths <= len(MOMENTS)
        assert process.stdout is not None
        assert process.stdout.read() == "done\n"
        assert set((data / "moments").read_text().splitlines()) == MOMENTS
    assert_each_once(real_company, life)
    life.end()


def was_killed(process: subprocess.Popen[str]) -> bool:
    return process.wait(timeout=60) == -signal.SIGKILL


def assert_each_once(company: RealCompany, life: Life) -> None:
    """Asked of the servers' own logs, and of the attendee outside."""
    who, log = life.who, company.processes.log
    locks = rf'MOD dn="{company.directory.dn(who.login)}"\n.* MOD attr=pwdAccountLockedTime'
    assert len(re.findall(locks, log("slapd"))) == 1
    slack = log("slack-contract")
    assert slack.count(f'"PATCH /scim/v1/Users/{life.slack_id} HTTP/1.1" 200') == 1
    scim = log("scim")
    (user,) = company.saas.call("GET", f'/Users?filter=userName%20eq%20"{who.mail}"')["Resources"]
    assert len(re.findall(rf'"PATCH /v2/Users/{user["id"]} HTTP/1.1" 204', scim)) == 2
    for name in ("client", "weekly", "offsite"):
        deleted = rf"DELETE response status for '/{who.login}/calendar/{name}.ics' .*: 200 OK"
        assert len(re.findall(deleted, log("radicale"))) == 1, name
    (text,) = invitations(company, BUYER, f"client-{who.login}@meridian.test")
    assert organiser(text) == life.colleague.mail
    sudo = company.host("web1").run("cat", "/var/log/sudo.log").decode()
    calls = re.sub(r"\n\s+", " ", sudo)
    assert calls.count(f"{who.login} unlocked locked") == 1
    assert not company.directory.can_sign_in(who.login, who.password)
    assert not life.imap_is_alive()
    assert not life.can_ssh()
