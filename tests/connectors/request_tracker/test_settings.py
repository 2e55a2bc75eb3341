"""What a systems file may say about a Request Tracker."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from steersman.connectors.request_tracker import connector_type
from steersman.connectors.request_tracker.settings import RequestTrackerSettings
from tests.connectors.request_tracker.support import connect


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"url": "http://rt.example"}, "use https"),
        ({"url": "https://rt.example/?x=1"}, "query"),
        ({"classes": {"Box": "functional_ci"}}, "only the parent of classes"),
        ({"classes": {"Box": "servr"}}, "did you mean server"),
        ({"other_class": "thing"}, "no class"),
        ({"statuses": {"odd": "broken"}}, "write one of"),
        ({"resolved": ["x' OR id > '0"]}, "no status of a life cycle"),
        ({"resolved": []}, "at least one status"),
        ({"owner_roles": ["Boss"]}, "owner_roles"),
        ({"page_size": 101}, "page_size"),
        ({"verify": False}, "verify"),
    ],
)
def test_any_other_is_refused_with_the_mend(wrong: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        RequestTrackerSettings.model_validate(
            {"url": "https://rt.example", "token_secret": "env:X", **wrong}
        )


def test_connecting_reads_no_secret_and_sends_nothing() -> None:
    def never() -> str:
        raise AssertionError("the secret was read")

    settings = RequestTrackerSettings(url="http://127.0.0.1:9", token_secret="env:RT")
    connector = connector_type.connect("rt", settings, lambda _: never)
    assert connector.capabilities() == ()
    connector.close()


def test_the_web_path_may_stand_in_the_address() -> None:
    connect("https://support.example/rt/").close()
