"""What ``steersman systems check`` finds."""

from __future__ import annotations

from tests.connectors.confluence.support import connect, running


def test_the_spaces_that_may_be_viewed_are_counted() -> None:
    with running() as place:
        found = place.connector(spaces={"IT": [], "HRTEAM": []}).check()
    assert (found.reached, found.missing) == (True, ())
    assert "2 of 2 spaces" in found.detail


def test_a_space_that_may_not_be_viewed_is_missing() -> None:
    with running() as place:
        found = place.connector(spaces={"IT": [], "BOARD": []}).check()
    assert found.missing == ("view on space BOARD",)


def test_what_confluence_does_not_tell_is_said() -> None:
    with running() as place:
        assert "restricted from the account" in place.connector().check().unknown[0]


def test_a_site_that_does_not_answer_is_not_reached() -> None:
    assert not connect("http://127.0.0.1:9").check().reached
