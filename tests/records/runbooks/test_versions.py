"""Versions of a runbook: numbered by name, decided once, never changed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from steersman.domain.errors import Permanent
from steersman.records.runbooks import ACCEPTED, REFUSED, RunbookVersions, Version
from steersman.runtime.clock import ManualClock


@pytest.fixture
def versions(record: sa.Engine, noon: ManualClock) -> RunbookVersions:
    return RunbookVersions(record, noon)


def propose(versions: RunbookVersions, name: str = "disk-full", text: str = "text") -> Version:
    return versions.propose(name=name, text=text, digest="d", by="ann", eyes="ann", reason="why")


def test_versions_are_counted_for_each_name(versions: RunbookVersions) -> None:
    made = [propose(versions), propose(versions), propose(versions, "other")]
    assert [each.id for each in made] == ["disk-full@1", "disk-full@2", "other@1"]
    assert [each.version for each in versions.of("disk-full")] == [2, 1]
    assert {name: len(each) for name, each in versions.all().items()} == {
        "disk-full": 2,
        "other": 1,
    }


def test_many_at_once_get_a_number_each(versions: RunbookVersions) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: propose(versions).version, range(8)))
    assert sorted(made) == list(range(1, 9))


def test_the_first_answer_counts(versions: RunbookVersions, noon: ManualClock) -> None:
    propose(versions)
    versions.settle("disk-full", 1, ACCEPTED, by="bob")
    with pytest.raises(Permanent, match="decided already"):
        versions.settle("disk-full", 1, REFUSED, by="eve")
    found = versions.find("disk-full", 1)
    assert (found.state, found.decided_by, found.decided_at) == (ACCEPTED, "bob", noon.now())


def test_what_was_retired_first_stays_the_reason(versions: RunbookVersions) -> None:
    for why in ("old", "older"):
        versions.retire("disk-full", by="ann", reason=why)
    assert versions.retired()["disk-full"].reason == "old"
    versions.bring_back("disk-full")
    assert versions.retired() == {}
