"""What only happens on a terminal: the plan is shown, and the person is asked."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

from tests.cli.office import ROOT, Office


def typed(office: Office, who: str, answer: str, *words: str) -> tuple[int, str]:
    """Run a command on a terminal of its own and type ``answer`` when it asks."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "steersman.cli", *words],
        env={**os.environ, **office.env(who), "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "160"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    os.write(ours, f"{answer}\n".encode())
    shown = b""
    while chunk := _read(ours):
        shown += chunk
    os.close(ours)
    return process.wait(timeout=20), shown.decode(errors="replace")


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # the other end was closed
        return b""


def test_a_yes_approves_the_plan_that_was_shown(office: Office) -> None:
    number = office.leaver("john")
    digest = office.digest(number)
    code, shown = typed(office, "anna", "y", "approve", number)
    assert (code, digest in shown, "disabled" in shown) == (0, True, True)
    assert office.read("anna", "work", "follow", number)["status"] == "done"


def test_anything_else_approves_nothing(office: Office) -> None:
    number = office.leaver("lena")
    code, _ = typed(office, "anna", "", "approve", number)
    assert code == 1
    told = office.read("anna", "work", number)
    assert (told["status"], told["approvals"]) == ("held", [])


def test_colours_stay_and_foreign_escapes_do_not(office: Office) -> None:
    number = office.leaver("omar")
    refusal = ("--digest", office.digest(number), "--reason", "\x1b]0;owned\x07")
    office.run("anna", "refuse", number, *refusal)
    code, shown = typed(office, "anna", "", "work", "show", number)
    assert (code, "\x1b]0;owned" in shown) == (0, False)
    assert "\\x1b]0;owned\\x07" in shown
