"""R3.1: the wrong person was chosen, and within seconds everything that can be is as before."""

from __future__ import annotations

import re
import time

import pytest

from company.people import by_number
from company.process import wait_for
from tests.acceptance.conftest import STORES, OpenOffice, lend
from tests.acceptance.life import begin, open_shell
from tests.acceptance.outside import Picture, picture

LEAVERS = {"sqlite": "1065", "postgresql": "1053"}
# What does not come back: an ended session.  What grows: SEQUENCE.  Dovecot keeps an empty file.
PASSING = re.compile(
    r"^(SEQUENCE:\d+|imap|Maildir/dovecot-acl: |\d+ (sleep 600|sshd: .*))\s*$", re.MULTILINE
)
SESSIONS = re.compile(r'"sessions": \d+')


def lasting(picture: Picture) -> dict[str, str]:
    return {
        name: "\n".join(filter(None, SESSIONS.sub("", PASSING.sub("", t.facts)).splitlines()))
        for name, t in picture.things.items()
    }


@pytest.mark.parametrize("store", STORES)
def test_an_undo_brings_everything_back_within_seconds(store: str, open_office: OpenOffice) -> None:
    with open_office(store) as desk:
        who = by_number(LEAVERS[store])
        life = begin(desk.company, who, by_number(who.manager))
        lend(desk, who)
        before = lasting(picture(desk.company))
        number = desk.hr_enters(who)
        assert desk.run(number)["status"] == "done"
        assert lasting(picture(desk.company)) != before
        assert life.device.page() == "000"

        began = time.monotonic()
        undoing = desk.steersman.undo(number, by="system:test", reason="HR chose a namesake")
        end = desk.run(undoing)
        assert time.monotonic() - began < 30
        after = lasting(picture(desk.company))
        assert {n for n in before.keys() | after.keys() if before.get(n) != after.get(n)} == set()
        assert all("session.end" in told for told in end["escalations"]), end

        assert desk.company.directory.can_sign_in(who.login, who.password)
        assert desk.company.mail.can_sign_in(who.login, who.password)
        assert life.can_ssh()
        # The device tries its handshake again every five seconds.
        wait_for(lambda: life.device.page() == "200", "the tunnel to be back", timeout=60)
        open_shell(desk.company, who).kill()
        (shift,) = desk.steersman.on_call.now("sales desk")
        assert shift.person == desk.person(who)
        obligations = desk.steersman.desk.obligations.of(number)
        assert {row["state"] for row in obligations} == {"dropped"}
        life.end()
