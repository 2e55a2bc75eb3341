"""Which version runs: written by one person, reviewed by another, on the record."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from steersman.domain.errors import Permanent
from steersman.records.ledger.ledger import Ledger
from steersman.records.runbooks import RunbookVersions
from steersman.runtime.clock import ManualClock
from steersman.workflows.runbooks.catalogue import Catalogue, Offered
from steersman.workflows.runbooks.faults import Unsound
from steersman.workflows.runbooks.library import Procedures, Runbooks
from tests.workflows.runbooks.house import SPEC, TEXT, probe

NAME = "start-it"
KNOWN = Catalogue(
    {SPEC.name: Offered(SPEC, ("service",), ("mode",))},
    {each.name: each for each in (probe("service.status", state="…"), probe("http.get"))},
)
OTHER = TEXT.replace("a moment", "two moments")


@pytest.fixture
def ledger(record: sa.Engine) -> Iterator[Ledger]:
    ledger = Ledger(record)
    yield ledger
    ledger.close()


@pytest.fixture
def runbooks(record: sa.Engine, noon: ManualClock, ledger: Ledger) -> Runbooks:
    return Runbooks(RunbookVersions(record, noon), ledger, noon, lambda: KNOWN, {})


def shipping(runbooks: Runbooks) -> Runbooks:
    given = runbooks.versions, runbooks.ledger, runbooks.clock, runbooks.catalogue
    return Runbooks(*given, {NAME: TEXT})


def kinds(ledger: Ledger) -> list[str]:
    return [link.kind for link in ledger.entries()]


def test_a_version_runs_once_a_second_person_has_reviewed_it(
    runbooks: Runbooks, ledger: Ledger
) -> None:
    made = runbooks.propose(NAME, TEXT, by="ann", reason="we need it")
    with pytest.raises(Permanent, match="no version that somebody reviewed"):
        runbooks.edition(NAME)
    runbooks.accept(NAME, made.version, by="bob")
    assert runbooks.edition(NAME).procedure == "runbook:start-it@1"
    assert kinds(ledger) == ["runbook-proposed", "runbook-accepted"]
    (_, accepted) = ledger.entries()
    assert (accepted.body["by"], accepted.body["digest"]) == ("bob", made.digest)


@pytest.mark.parametrize(("by", "eyes"), [("ann", "ann"), ("bob", "ann"), ("carl", "carl")])
def test_nobody_reviews_what_they_wrote_or_vouched_for(
    runbooks: Runbooks, by: str, eyes: str
) -> None:
    made = runbooks.propose(NAME, TEXT, by="ann", reason="x", eyes="carl")
    with pytest.raises(Permanent, match="four-eyes"):
        runbooks.accept(NAME, made.version, by=by, eyes=eyes)


def test_the_shipped_text_runs_until_a_version_is_accepted(runbooks: Runbooks) -> None:
    runbooks = shipping(runbooks)
    before = runbooks.edition(NAME)
    assert before.version.startswith("shipped-")
    made = runbooks.propose(NAME, OTHER, by="ann", reason="slower here")
    assert runbooks.edition(NAME) == before
    runbooks.accept(NAME, made.version, by="bob")
    assert runbooks.edition(NAME).version == "1"
    assert [each.version for each in runbooks.entry(NAME).editions] == ["1", before.version]


def test_another_shipped_text_is_another_version() -> None:
    """So that a level which the old text earned does not count for the new one."""
    one, two = (
        Runbooks(None, None, None, lambda: KNOWN, {NAME: text})  # type: ignore[arg-type]  # no store
        for text in (TEXT, OTHER)
    )
    assert one._entry(NAME, (), None).current != two._entry(NAME, (), None).current


def test_what_is_not_sound_is_not_kept(runbooks: Runbooks) -> None:
    text = TEXT.replace("service.start", "service.stop")
    line = text[: text.index("capability: ")].count("\n") + 1
    with pytest.raises(Unsound, match=rf"line {line}: there is no capability service\.stop"):
        runbooks.propose(NAME, text, by="a", reason="x")
    assert runbooks.all() == []


def test_what_changed_nothing_and_what_has_no_reason_is_refused(runbooks: Runbooks) -> None:
    runbooks = shipping(runbooks)
    with pytest.raises(Permanent, match="nothing is different"):
        runbooks.propose(NAME, TEXT, by="ann", reason="x")
    with pytest.raises(Permanent, match="needs a reason"):
        runbooks.propose(NAME, OTHER, by="ann", reason="  ")


@pytest.mark.parametrize("name", ["", "Start", "../x", "a b", "-a", "a" * 61, "a@1", "a--b"])
def test_a_name_is_small_letters_digits_and_hyphens(runbooks: Runbooks, name: str) -> None:
    with pytest.raises(Permanent, match="no name of a runbook"):
        runbooks.propose(name, TEXT, by="ann", reason="x")


def test_a_refused_version_never_runs_and_ones_own_is_withdrawn(runbooks: Runbooks) -> None:
    for by in ("bob", "ann"):
        runbooks.propose(NAME, TEXT, by="ann", reason="x")
        number = runbooks.entry(NAME).editions[0].version
        runbooks.refuse(NAME, int(number), by=by)
    states = [each.kept.state for each in runbooks.entry(NAME).editions if each.kept]
    assert states == ["withdrawn", "refused"]
    with pytest.raises(Permanent, match="decided already"):
        runbooks.accept(NAME, 1, by="bob")


def test_an_older_version_does_not_come_in_force_behind_a_newer_one(runbooks: Runbooks) -> None:
    for text in (TEXT, OTHER):
        runbooks.propose(NAME, text, by="ann", reason="x")
    runbooks.accept(NAME, 2, by="bob")
    with pytest.raises(Permanent, match="in force and newer"):
        runbooks.accept(NAME, 1, by="bob")


def test_a_retired_runbook_is_not_started_until_it_is_brought_back(runbooks: Runbooks) -> None:
    runbooks = shipping(runbooks)
    runbooks.retire(NAME, by="ann", reason="we have none of these any more")
    with pytest.raises(Permanent, match="retired: we have none"):
        runbooks.edition(NAME)
    assert list(Procedures({}, runbooks)) == []
    runbooks.bring_back(NAME, by="ann")
    assert list(Procedures({}, runbooks)) == [runbooks.edition(NAME).procedure]


def test_an_unknown_name_is_told(runbooks: Runbooks) -> None:
    with pytest.raises(Permanent, match="there is no runbook 'nothing'"):
        runbooks.entry("nothing")
