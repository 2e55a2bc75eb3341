"""What ships can run: each runbook names what an installed kind of system declares."""

from __future__ import annotations

from functools import cache

import pytest

from steersman.bootstrap.catalogue import installed
from steersman.workflows.runbooks.catalogue import Catalogue
from steersman.workflows.runbooks.library import NAME
from steersman.workflows.runbooks.model import Read
from steersman.workflows.runbooks.reading import read
from steersman.workflows.runbooks.shipped import shipped


@cache
def known() -> Catalogue:
    return installed()


@pytest.mark.parametrize("name", shipped())
def test_it_is_sound_and_everything_it_names_exists(name: str) -> None:
    assert NAME.fullmatch(name)
    assert known().faults(read(shipped()[name])) == ()


@pytest.mark.parametrize("name", shipped())
def test_it_looks_before_it_acts(name: str) -> None:
    first = next(step for stage in read(shipped()[name]).stages for step in stage.steps)
    assert isinstance(first, Read)


def test_there_are_those_that_were_promised() -> None:
    assert len(shipped()) >= 15
    assert len({read(text).title for text in shipped().values()}) == len(shipped())


def test_no_alert_is_answered_by_a_runbook_that_would_answer_all() -> None:
    triggers = [read(text).trigger for text in shipped().values()]
    assert not any(trigger.fits("SomethingElse", {}) for trigger in triggers)
