"""Another worker finishes what a dead or frozen one began, through the engine's public calls."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from steersman.bootstrap import Steersman
from tests.governor.company import CUT, Company, leaver, was_killed
from tests.governor.worker import RUN


def submit(company: Company, steersman: Steersman) -> None:
    people = company.settle_in(steersman)
    company.leaves(steersman, people["jane"])
    steersman.desk.work_items.submit(leaver(people["jane"], people["mary"]))


def take_over(steersman: Steersman) -> list[str]:
    deadline = time.monotonic() + 20
    while not (taken := steersman.take_over_the_dead()):
        assert time.monotonic() < deadline, "nobody was found dead"
        time.sleep(0.2)
    return taken


def wait_until_frozen(process: subprocess.Popen[str]) -> None:
    state = Path(f"/proc/{process.pid}/stat")
    deadline = time.monotonic() + 30
    while state.read_text().rsplit(")", 1)[1].split()[0] != "T":
        assert time.monotonic() < deadline, "the worker never came to the moment"
        time.sleep(0.05)


@pytest.mark.parametrize("moment", ["before apply", "after apply", "after verify"])
def test_the_run_of_a_dead_worker_is_finished(shared_company: Company, moment: str) -> None:
    with shared_company.open(worker="w2") as steersman:
        submit(shared_company, steersman)
        dead = shared_company.start_worker("w1", "die", f"run: session.end@mail {moment}")
        assert was_killed(dead)

        assert take_over(steersman) == [RUN]

        assert steersman.finish(RUN)["status"] == "done"
        assert shared_company.effects == CUT
        assert steersman.take_over_the_dead() == []


def test_a_worker_that_was_only_slow_writes_nothing_more(shared_company: Company) -> None:
    outside = shared_company.outside
    woken: list[int] = []

    def wake_the_slow_one(moment: str) -> None:
        if moment == "mailbox.delegate@mail before plan" and not woken:
            # the run and its leases still live; somebody takes the change back by hand, and the
            # slow worker would now make it again
            outside.set("mail:m-1000", "sessions", None, key="by hand")
            os.kill(slow.pid, signal.SIGCONT)
            woken.append(slow.pid)
            time.sleep(3)

    with shared_company.open(worker="w2", hook=wake_the_slow_one) as steersman:
        submit(shared_company, steersman)
        slow = shared_company.start_worker("w1", "freeze", "run: session.end@mail before plan")
        wait_until_frozen(slow)
        take_over(steersman)

        assert steersman.finish(RUN)["status"] == "done"

        slow.wait(timeout=30)
        by_hand = "mail:m-1000 sessions=None"
        assert shared_company.effects == [*CUT[:3], by_hand, *CUT[3:]]


def test_a_write_already_on_its_way_repeats_the_same_key(shared_company: Company) -> None:
    """No lease can call it back: the outside must drop the key, or a condition must fail."""
    with shared_company.open(worker="w2") as steersman:
        submit(shared_company, steersman)
        slow = shared_company.start_worker("w1", "freeze", "run: session.end@mail before apply")
        wait_until_frozen(slow)
        take_over(steersman)
        steersman.finish(RUN)

        os.kill(slow.pid, signal.SIGCONT)
        slow.wait(timeout=30)

        keys = [key for key, effect in shared_company.outside.log() if "sessions" in effect]
        assert keys == [f"{RUN}/sessions: session.end in mail/2"] * 2
