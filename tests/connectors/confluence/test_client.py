"""Lists by cursor, sign-in, and faults that say what to do."""

from __future__ import annotations

from typing import Any

import pytest

from company.services.confluence_contract import TOKEN
from company.services.json_contract import Reply
from steersman.capabilities.json_errors import Forbidden
from steersman.domain.errors import Permanent, Transient
from tests.connectors.confluence.support import connect, running
from tests.fixtures.inventories import documents_of

ROW: dict[str, Any] = {"id": "1", "key": "IT"}


def test_the_account_signs_in_by_its_token_and_oauth_without_a_name() -> None:
    with running() as place:
        place.documents()
        place.documents(user="")
        told = {each.headers["authorization"].partition(" ")[0] for each in place.server.log}
    assert told == {"Basic", "Bearer"}


def test_a_site_that_is_busy_says_when_to_come_back() -> None:
    with running() as place:
        place.confluence.refused = [Reply(429, {}, {"Retry-After": "17"})]
        with pytest.raises(Transient) as caught:
            place.documents()
    assert caught.value.retry_after == 17.0


def test_a_list_that_breaks_off_is_no_list() -> None:
    with running() as place:
        listing = iter(place.connector(page_size=2).documents().documents())
        next(listing)
        place.confluence.refused = [Reply(503, {})]
        with pytest.raises(Transient):
            list(listing)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"results": [ROW], "_links": {"next": "/x?cursor=again"}}, "names one place twice"),
        ({"results": "none"}, "no list of Confluence"),
        ({"results": [{"key": "IT"}]}, "has no id"),
        ([], "no answer of Confluence"),
    ],
)
def test_an_answer_of_another_form_is_told(body: object, told: str) -> None:
    with running() as place:
        place.confluence.refused = [Reply(200, body)] * 3
        with pytest.raises(Permanent, match=told):
            place.documents()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [(Reply(401, {"message": "no"}), Permanent), (Reply(403, {"message": "no"}), Forbidden)],
)
def test_a_refusal_says_what_to_mend(answer: Reply, kind: type[Exception]) -> None:
    with running() as place:
        place.confluence.refused = [answer]
        with pytest.raises(kind, match=r"sign-in is refused|may not read"):
            place.documents()


def test_the_next_address_leads_nowhere_else() -> None:
    with running() as elsewhere, running() as place:
        away = f"{elsewhere.server.url}/wiki/api/v2/spaces?cursor=5"
        place.confluence.refused = [Reply(200, {"results": [ROW], "_links": {"next": away}})]
        with pytest.raises(Permanent):
            place.documents(spaces={"NONE": []})
        assert elsewhere.server.log == []
        assert place.server.log[1].query["cursor"] == "5"


def test_the_wrong_token_is_told_and_never_shown() -> None:
    with running() as place:
        connector = connect(place.server.url, f"{TOKEN}-old")
        checked = connector.check()
        with pytest.raises(Permanent) as caught:
            documents_of(connector)
    assert not checked.reached
    assert TOKEN not in str(caught.value) + repr(vars(connector)) + checked.detail
