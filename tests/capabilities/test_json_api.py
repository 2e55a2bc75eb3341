"""One request, one whole answer, or an error with the mend."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from steersman.capabilities.json_api import ApiSettings, JsonApi
from steersman.capabilities.json_errors import (
    BadRequest,
    Forbidden,
    NotFound,
    Unauthorised,
    retry_after,
)
from steersman.domain.errors import Permanent, Transient
from tests.fixtures.faulty_http import Asked, FaultyHttp, faulty_http, reply


def api(server: FaultyHttp) -> JsonApi:
    settings = ApiSettings.model_validate({"url": server.url, "timeout": 0.3})
    return JsonApi(settings, lambda: ({"Authorization": "Bearer abc123"}, ("abc123",)))


def error_of(respond: Callable[[Asked], bytes]) -> Exception:
    with faulty_http(respond) as server, pytest.raises((Permanent, Transient)) as caught:
        api(server).get("/x")
    return caught.value


def test_an_answer_is_its_body_and_its_headers_in_any_case() -> None:
    with faulty_http(lambda _: reply(200, {"a": [1]}, {"X-Total-Count": "7"})) as server:
        answer = api(server).get("/x", {"q": "a^b", "limit": 2})
        assert (answer.body, answer.headers["x-total-count"]) == ({"a": [1]}, "7")
        assert server.asked[0].path == "/x?q=a%5Eb&limit=2"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadRequest),
        (401, Unauthorised),
        (403, Forbidden),
        (404, NotFound),
        (410, Permanent),
        (302, Permanent),
        (408, Transient),
        (429, Transient),
        (500, Transient),
        (504, Transient),
    ],
)
def test_a_status_says_whether_to_try_again(status: int, kind: type[Exception]) -> None:
    assert type(error_of(lambda _: reply(status, {"detail": "why"}))) is kind


@pytest.mark.parametrize("body", [{"detail": "no"}, {"error": {"message": "no"}}, {"error": "no"}])
def test_the_servers_own_words_are_told(body: object) -> None:
    assert str(error_of(lambda _: reply(400, body))) == "GET /x: the server answered 400: no"


def test_its_words_are_short_on_one_line_and_hold_no_secret() -> None:
    told = str(error_of(lambda _: reply(400, {"detail": "abc123\n" + "x" * 999})))
    assert "abc123" not in told
    assert "\n" not in told
    assert len(told) < 260


def test_a_server_that_says_nothing_is_tried_again() -> None:
    error = error_of(lambda _: b"")
    assert isinstance(error, Transient)
    assert "no whole answer (ReadTimeout)" in str(error)


def test_deeply_nested_json_is_no_answer() -> None:
    assert isinstance(error_of(lambda _: reply(200, "[" * 100_000)), Transient)


def test_a_form_is_handed_in_without_any_sign_in() -> None:
    with faulty_http(lambda _: reply(200, {"ok": 1})) as server:
        api(server).post_form("/token", {"a": "b c"}, ())
        (asked,) = server.asked
    assert (asked.method, asked.body) == ("POST", b"a=b+c")
    assert "authorization" not in asked.headers


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "17"}, 17.0),
        ({"retry-after": "999999999"}, 86_400.0),
        (
            {
                "retry-after": "Wed, 21 Oct 2026 07:28:30 GMT",
                "date": "Wed, 21 Oct 2026 07:28:00 GMT",
            },
            30.0,
        ),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:30 GMT"}, 2.0),
        ({"retry-after": "soon"}, 2.0),
        ({}, 2.0),
    ],
)
def test_how_long_to_wait_is_understood_in_either_form(
    headers: dict[str, str], seconds: float
) -> None:
    assert retry_after(headers) == seconds


def test_an_authority_that_cannot_be_read_is_named() -> None:
    settings = ApiSettings.model_validate({"url": "https://x.example", "ca_file": "/nowhere.pem"})
    with pytest.raises(Permanent, match=r"ca_file /nowhere\.pem cannot be read"):
        JsonApi(settings, lambda: ({}, ()))
