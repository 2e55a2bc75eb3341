"""Every fault of a server has an error that says what to do, and none loses or repeats work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

import pytest

from company.services.meetings import calendar, event
from steersman.capabilities.contract import Capability
from steersman.connectors.caldav.capabilities import ReassignMeetingsParams
from steersman.connectors.caldav.client import CalDavClient
from steersman.connectors.caldav.connector import CalDavConnector
from steersman.connectors.caldav.http import Http
from steersman.connectors.caldav.settings import CalDavSettings
from steersman.connectors.caldav.store import Resource
from steersman.domain.errors import Permanent, Transient
from tests.connectors.caldav.conftest import RealDesk, settings
from tests.fixtures.faulty_http import Asked, faulty_http, reply
from tests.fixtures.faulty_proxy import Fault, FaultyProxy

Connect = Callable[[CalDavSettings], CalDavConnector]
NOW = datetime(2027, 1, 4, tzinfo=UTC)


def client(url: str, **other: float) -> CalDavClient:
    chosen = settings(url, 0, **other)
    return CalDavClient(chosen, Http(chosen, lambda: "pw"))


@pytest.mark.parametrize(
    ("status", "error", "says"),
    [
        (301, Permanent, "final address in url"),
        (400, Permanent, "answered 400"),
        (401, Permanent, "check password_secret"),
        (403, Permanent, "lacks the right DAV:write"),
        (404, Transient, "gone since"),
        (408, Transient, "answered 408"),
        (409, Permanent, "calendar it belongs to does not exist"),
        (412, Transient, "changed it since"),
        (423, Transient, "locked"),
        (429, Transient, "answered 429"),
        (500, Transient, "answered 500"),
        (503, Transient, "answered 503"),
        (507, Transient, "answered 507"),
    ],
)
def test_a_refused_write_says_what_to_do(status: int, error: type[Exception], says: str) -> None:
    with faulty_http(lambda _: reply(status)) as server, pytest.raises(error, match=says):
        client(server.url).replace(Resource("/a/b.ics", '"1"', ""), "text")


def test_a_refused_read_names_the_right_to_read() -> None:
    refused = pytest.raises(Permanent, match="ops lacks the right DAV:read")
    with faulty_http(lambda _: reply(403)) as server, refused:
        client(server.url).upcoming("/a/", NOW)


def test_a_uid_taken_meanwhile_is_planned_again() -> None:
    body = '<error xmlns="DAV:"><no-uid-conflict/></error>'
    with faulty_http(lambda _: reply(409, body)) as server, pytest.raises(Transient):
        client(server.url).create("/a/b.ics", "text")


@pytest.mark.parametrize(
    ("told", "waited"), [("7", 7.0), ("99999", 300.0), ("soon", 2.0), ("-1", 2.0)]
)
def test_the_server_says_when_to_come_again(told: str, waited: float) -> None:
    answer = reply(503, "", {"Retry-After": told})
    with faulty_http(lambda _: answer) as server, pytest.raises(Transient) as caught:
        client(server.url).greeting()
    assert caught.value.retry_after == waited


def test_an_oversized_answer_is_refused_with_the_setting_to_raise() -> None:
    big = reply(207, "x" * 5000)
    with faulty_http(lambda _: big) as server, pytest.raises(Permanent, match="largest_answer"):
        client(server.url, largest_answer=1000).upcoming("/a/", NOW)


@pytest.mark.parametrize(
    "answer",
    [b"", b"nonsense\r\n\r\n", reply(207, "x" * 50, cut=20), reply(207, "<multistatus"), b"HTTP/"],
    ids=["silence", "nonsense", "half", "cut xml", "half a line"],
)
def test_a_server_that_talks_nonsense_or_nothing_is_asked_again_later(answer: bytes) -> None:
    with faulty_http(lambda _: answer) as server, pytest.raises(Transient):
        client(server.url, timeout=0.3).upcoming("/a/", NOW)


def test_a_server_that_is_not_there_is_asked_again_later() -> None:
    with pytest.raises(Transient):
        client("http://127.0.0.1:1/").greeting()


def test_an_answer_that_points_to_another_server_is_refused() -> None:
    body = (
        '<multistatus xmlns="DAV:"><response><href>http://evil.test/a.ics</href></response>'
        "</multistatus>"
    )
    with (
        faulty_http(lambda _: reply(207, body)) as server,
        pytest.raises(Permanent, match=r"another server: evil\.test"),
    ):
        client(server.url).upcoming("/a/", NOW)


@pytest.mark.parametrize("account", ["", "..", "a/b", "..%2fops", "a\r\nb", "a?b", "a#b"])
def test_an_account_is_a_name_and_never_a_path(account: str) -> None:
    with faulty_http(lambda _: reply(404)) as server:
        with pytest.raises(Permanent, match="cannot be the name"):
            client(server.url).principal(account)
        assert server.asked == []


def test_a_password_never_travels_unencrypted() -> None:
    with pytest.raises(Permanent, match="write https"):
        client("http://calendar.test/").greeting()


def test_writes_carry_their_conditions() -> None:
    with faulty_http(lambda _: reply(201)) as server:
        store = client(server.url)
        store.create("/a/b.ics", "t")
        store.replace(Resource("/a/b.ics", '"1"', ""), "t")
        store.delete(Resource("/a/b.ics", '"2"', ""))
    sent = [
        (a.method, a.headers.get("if-none-match"), a.headers.get("if-match")) for a in server.asked
    ]
    assert sent == [("PUT", "*", None), ("PUT", None, '"1"'), ("DELETE", None, '"2"')]


def test_an_object_without_etag_is_never_written() -> None:
    answer = reply(200, "text")
    with faulty_http(lambda _: answer) as server, pytest.raises(Permanent, match="no ETag"):
        client(server.url).get("/a/b.ics")


@pytest.mark.parametrize(
    "fault", [Fault.REFUSE, Fault.SILENT, Fault.HALF_ANSWER, Fault.LOST_ANSWER]
)
@pytest.mark.parametrize("method", [b"PUT", b"DELETE"])
def test_a_write_cut_on_the_way_to_radicale_is_finished_by_the_next_run(
    real_desk: RealDesk,
    connect: Connect,
    faulty_proxy: Callable[[int], FaultyProxy],
    fault: Fault,
    method: bytes,
) -> None:
    real_desk.seed()
    proxy = faulty_proxy(real_desk.server.port)
    chosen = settings(f"http://127.0.0.1:{proxy.port}/", real_desk.smtp.port, timeout=1.5)
    (capability,) = connect(chosen).capabilities()
    decided = capability.plan(real_desk.params)
    proxy.mode, proxy.only = fault, lambda request: request.startswith(method)
    with pytest.raises(Transient):
        capability.apply(decided, key="cut")
    proxy.mode = Fault.NONE
    fresh = capability.plan(real_desk.params)
    assert decided.covers(fresh)
    capability.apply(fresh, key="cut")
    assert_moved_once(real_desk, capability, len(decided.changes))


def assert_moved_once(
    desk: RealDesk, capability: Capability[ReassignMeetingsParams], meetings: int
) -> None:
    assert capability.plan(desk.params).changes == ()
    _, ann = desk.snapshot()
    assert len(ann) == meetings
    ids = {
        str(mail.message["Message-ID"])
        for mail in desk.smtp.messages()
        if mail.message["Reply-To"] == desk.ann.mail
    }
    assert len(ids) == 1  # only the client call has attendees besides the two


def test_one_bad_answer_in_the_middle_does_not_lose_a_meeting(real_desk: RealDesk) -> None:
    """Every n-th request fails with 503, whichever it is; in the end all is moved, once."""
    real_desk.seed()
    numbers = count(1)

    def sometimes(asked: Asked) -> bytes:
        if next(numbers) % 29 == 0:
            return reply(503)
        path, body = asked.path, asked.body.decode()
        passed: dict[str, str] = {
            name: asked.headers[name]
            for name in ("depth", "if-match", "if-none-match", "content-type")
            if name in asked.headers
        }
        answer = real_desk.server.ask(asked.method, path, body, headers=passed)
        kept = {k: v for k, v in answer.headers.items() if k in ("etag", "dav", "date")}
        return reply(answer.status, answer.body, kept)

    with faulty_http(sometimes) as server:
        (capability,) = _connector(server.url, real_desk.smtp.port).capabilities()
        left = 1
        for _ in range(40):
            try:
                plan = capability.plan(real_desk.params)
                left = len(plan.changes)
                capability.apply(plan, key="often")
            except Transient:
                continue
            if left == 0:
                break
    assert left == 0
    assert_moved_once(real_desk, real_desk.capability, 3)


def _connector(url: str, smtp_port: int) -> CalDavConnector:
    return CalDavConnector("calendar", settings(url, smtp_port), lambda _: lambda: "ops-pw")


def test_a_broken_event_on_the_server_does_not_shield_the_others(real_desk: RealDesk) -> None:
    real_desk.seed()
    bad = calendar(event("bad", ":20270105T100000Z", "RRULE:FREQ=HOURLY", organiser="x@y.test"))
    real_desk.server.put(real_desk.john.login, "bad.ics", bad)
    plan = real_desk.capability.plan(real_desk.params)
    assert len(plan.changes) == 3
    assert [w for w in plan.warnings if "bad.ics cannot be read" in w]
