"""kill -9 at every boundary of every step, in one and the same run."""

from __future__ import annotations

from steersman.domain.errors import Permanent
from tests.governor.company import CUT, Company, leaver, was_killed
from tests.governor.worker import RUN

CAPABILITIES = [
    "account.disable@directory",
    "account.disable@saas",
    "session.end@mail",
    "mailbox.delegate@mail",
]
MOMENTS = ["before plan", "before apply", "after apply", "after verify"]


def submit(company: Company) -> dict[str, str]:
    with company.open(worker="desk") as steersman:
        people = company.settle_in(steersman)
        company.leaves(steersman, people["jane"])
        steersman.desk.work_items.submit(leaver(people["jane"], people["mary"]))
        return people


def test_a_run_survives_death_at_every_boundary(company: Company) -> None:
    submit(company)
    deaths = 0
    while was_killed(worker := company.start_worker("w1", "die")):
        deaths += 1
        assert deaths <= 40
    assert worker.stdout is not None
    assert worker.stdout.read() == "done\n"

    moments = (company.path / "moments").read_text().splitlines()
    for name in CAPABILITIES:
        assert f"rehearsal: {name} before plan" in moments
        assert [f"run: {name} {moment}" for moment in MOMENTS if f"run: {name} {moment}" in moments]
        assert all(f"run: {name} {moment}" in moments for moment in MOMENTS)
    assert company.effects == CUT, "each effect once, asked of the outside itself"
    with company.open(worker="desk") as steersman:
        kinds = [link.kind for link in steersman.ledger.entries()]
        assert kinds == ["decision", *["intent", "outcome"] * 4, "end"]


def test_an_undo_knows_what_was_done_before_the_crash(company: Company) -> None:
    """The step was applied but never recorded as done: only its intent tells that it was ours."""
    people = submit(company)
    assert was_killed(company.start_worker("w1", "die", "run: mailbox.delegate@mail after apply"))

    with company.open(worker="w1") as steersman:
        steersman.finish(RUN)
        number = steersman.undo(RUN.partition("#")[0], by="system:test", reason="wrong person")
        (run,) = steersman.tick()
        assert steersman.finish(run)["status"] == "done"
        assert steersman.desk.work_items.standing(number).status.value == "done"
        assert company.outside.get("mail:m-1000", "reader") is None
        assert company.outside.get("directory:d-1000", "sign-in") is None
        assert people


def test_a_failed_system_does_not_shield_the_others(company: Company) -> None:
    def broken(moment: str) -> None:
        if moment == "account.disable@directory before apply":
            raise Permanent("the directory refuses the write")

    with company.open(hook=broken) as steersman:
        people = company.settle_in(steersman)
        company.leaves(steersman, people["jane"])
        number = steersman.desk.work_items.submit(leaver(people["jane"], people["mary"]))
        (run,) = steersman.tick()
        assert steersman.finish(run)["status"] == "incomplete"
        assert company.effects == CUT[1:]
        (question,) = steersman.desk.questions.open(number)
        assert "refuses the write" in question["text"]
