"""What a check tells about the account's rights."""

from __future__ import annotations

from company.services.jira_assets_contract import JiraAssets
from tests.connectors.jira_assets.support import connect, running


def test_a_check_tells_what_is_there() -> None:
    with running() as place:
        check = place.connector().check()
    assert check.reached
    assert check.detail == "Assets with 2 schemas to see, Jira with 1 projects"
    assert (check.missing, check.excessive) == ((), ())
    assert "permissions on object types, which hide objects" in check.unknown


def test_a_right_that_lacks_is_named() -> None:
    def narrow(jira: JiraAssets) -> None:
        jira.hidden_schemas, jira.permissions = {"ITAM"}, set()

    with running(narrow) as place:
        check = place.connector().check()
    assert check.missing == ("Object Schema User on ITAM", "BROWSE_PROJECTS on HELP")


def test_rights_to_change_are_too_many() -> None:
    def mighty(jira: JiraAssets) -> None:
        jira.permissions = {"BROWSE_PROJECTS", "EDIT_ISSUES", "ADMINISTER"}

    with running(mighty) as place:
        check = place.connector().check()
    assert check.excessive == ("EDIT_ISSUES on HELP", "ADMINISTER on HELP")


def test_a_check_only_asks() -> None:
    with running() as place:
        place.connector().check()
        methods = {each.method for each in place.server.log}
    assert methods == {"GET"}


def test_a_check_without_anything_to_read_says_so() -> None:
    check = connect("http://127.0.0.1:9", schemas=[], projects=[]).check()
    assert check.detail == "nothing is to be read: name schemas or projects"


def test_a_refused_token_is_named_and_not_shown() -> None:
    with running() as place:
        check = connect(place.server.url, "wrong-token").check()
    assert not check.reached
    assert "sign-in is refused" in check.detail
    assert "wrong-token" not in check.detail
