"""Answers of the wiki that are none: errors within 200, half a list, another server."""

from __future__ import annotations

import pytest

from company.services.json_contract import Asked, Reply, serving
from steersman.domain.errors import Permanent, Transient
from tests.connectors.mediawiki.support import TOKEN, connect, running


@pytest.mark.parametrize("code", ["maxlag", "ratelimited", "readonly", "internal_api_error_X"])
def test_an_error_that_passes_is_tried_again(code: str) -> None:
    with running(errors=[code]) as place, pytest.raises(Transient, match=code):
        place.listed()


@pytest.mark.parametrize(
    ("code", "mend"),
    [
        ("readapidenied", "grant it the right to read"),
        ("mwoauth-invalid-authorization", "renew token_secret"),
        ("unknown_action", "The wiki says unknown_action."),
    ],
)
def test_an_error_in_an_answer_of_200_says_what_to_do(code: str, mend: str) -> None:
    with running(errors=[code]) as place, pytest.raises(Permanent, match=mend):
        place.listed()


def test_a_private_wiki_is_read_with_the_token_and_not_without() -> None:
    with running(private=True) as place:
        assert place.listed(TOKEN)
        with pytest.raises(Permanent, match="may not read"):
            place.listed()


def test_no_error_holds_the_token() -> None:
    secret = "a-token-that-nobody-may-see"
    with running() as place, pytest.raises(Permanent) as raised:
        place.listed(secret)
    assert secret not in str(raised.value)


def test_half_a_list_is_no_list() -> None:
    with running() as place:
        told = 0

        def breaks_off(asked: Asked) -> Reply:
            nonlocal told
            told += 1
            return place.wiki.answer(asked) if told < 4 else Reply(502, {})

        with serving(breaks_off) as server, pytest.raises(Transient):
            list(connect(server.url, page_size=2).documents().documents())


def test_a_batch_that_is_never_complete_is_no_answer() -> None:
    body = {"query": {"pages": [{"pageid": 1, "ns": 0, "title": "A"}]}}
    with serving(lambda asked: Reply(200, body)) as server, pytest.raises(Transient, match="amid"):
        list(connect(server.url).documents().documents())


def test_a_list_that_names_the_same_place_twice_ends() -> None:
    body = {"batchcomplete": True, "query": {"pages": []}, "continue": {"gapcontinue": "A"}}
    with serving(lambda asked: Reply(200, body)) as server, pytest.raises(Permanent, match="twice"):
        list(connect(server.url).documents().documents())


@pytest.mark.parametrize("body", [[], {"query": {"pages": {"1": {}}}}, {"query": []}])
def test_an_answer_of_another_form_is_refused(body: object) -> None:
    with serving(lambda asked: Reply(200, body)) as server, pytest.raises(Permanent):
        list(connect(server.url).documents().documents())
