"""The settings of one process: what ships, what follows from it, and misspelled ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from steersman.settings.product import Settings


def test_everything_stands_under_one_folder() -> None:
    settings = Settings(data=Path("/srv/steersman"))
    assert settings.records_url == "sqlite:////srv/steersman/records.db"
    assert settings.engine_url == "sqlite:////srv/steersman/engine.db"
    assert settings.policies == Path("/srv/steersman/policies")
    assert settings.limits_file == Path("/srv/steersman/limits.toml")


def test_people_reach_it_where_they_are_told_to() -> None:
    assert Settings(host="10.0.0.1", port=9000).address == "http://10.0.0.1:9000"
    assert Settings(public_url="https://it.example.org").address == "https://it.example.org"


def test_it_listens_on_this_machine_only_until_somebody_says_otherwise() -> None:
    assert Settings().host == "127.0.0.1"


def test_a_worker_beats_often_enough_not_to_be_taken_for_dead() -> None:
    assert Settings().beat_every * 3 < Settings().dead_after


def test_a_misspelled_setting_is_refused() -> None:
    with pytest.raises(ValidationError, match="databse_url"):
        Settings.model_validate({"databse_url": "sqlite://"})


def test_settings_do_not_change_while_it_runs() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(Settings(), "port", 1)  # noqa: B010 - mypy knows that it is frozen
