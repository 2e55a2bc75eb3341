"""Who watches from outside hears when it falls silent, and when it is back."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from company.services.smtp import SmtpServer
from steersman.domain.errors import Permanent, Transient
from steersman.runtime.clock import ManualClock
from steersman.servicedesk.notices import Post
from steersman.servicedesk.watcher import KEPT, Notice, Watcher, by_http, look_at
from steersman.servicedesk.watcher_mail import by_mail
from steersman.settings.systems import Mail
from tests.fixtures.receiver import Receiver

URL = "https://steersman.example.org/healthz"
DOWN = Notice(state="down", url=URL, since=0.0, at=60.0, reason="refused")


class Watched:
    """A Steersman that answers or not, and one who listens or not."""

    def __init__(self, misses: int = 3) -> None:
        self.reason = ""
        self.clock, self.heard = ManualClock(0.0), list[Notice]()
        self.deaf: Exception | None = None
        receivers: dict[str, Callable[[Notice], None]] = {"one": self.hear}
        self.watcher = Watcher(
            url=URL,
            look=lambda: self.reason,
            receivers=receivers,
            clock=self.clock,
            misses=misses,
        )

    def hear(self, notice: Notice) -> None:
        if self.deaf is not None:
            raise self.deaf
        self.heard.append(notice)

    def look(self, reason: str, times: int = 1) -> None:
        self.reason = reason
        for _ in range(times):
            self.watcher.check()
            self.clock.advance(30.0)

    @property
    def states(self) -> list[str]:
        return [notice.state for notice in self.heard]


def test_it_tells_after_so_many_misses_and_only_once() -> None:
    watched = Watched()
    watched.look("refused", 2)
    assert watched.states == []
    watched.look("refused", 10)
    assert watched.states == ["down"]
    (notice,) = watched.heard
    assert (notice.since, notice.at, notice.reason) == (0.0, 60.0, "refused")


def test_it_tells_when_it_is_back() -> None:
    watched = Watched()
    watched.look("refused", 3)
    watched.look("", 3)
    assert watched.states == ["down", "up"]
    assert watched.heard[1].since == 0.0


def test_a_short_silence_is_no_news() -> None:
    watched = Watched()
    for _ in range(5):
        watched.look("refused", 2)
        watched.look("")
    assert watched.states == []


def test_a_receiver_that_was_away_hears_everything_in_order() -> None:
    watched = Watched(1)
    watched.deaf = Transient("the receiver answered 502")
    watched.look("refused")
    watched.look("")
    assert watched.states == []
    watched.deaf = None
    watched.look("")
    assert watched.states == ["down", "up"]


def test_what_waits_for_a_receiver_has_an_end() -> None:
    watched = Watched(1)
    watched.deaf = Transient("away")
    for _ in range(KEPT):
        watched.look("refused")
        watched.look("")
    watched.deaf = None
    watched.look("")
    assert len(watched.heard) == KEPT


def test_a_receiver_that_will_never_take_it_is_not_asked_again() -> None:
    watched = Watched(1)
    watched.deaf = Permanent("no such mailbox")
    watched.look("refused")
    watched.deaf = None
    watched.look("refused")
    assert watched.states == []


def test_one_deaf_receiver_does_not_keep_the_news_from_the_others() -> None:
    watched, heard = Watched(1), list[Notice]()
    watched.deaf = Transient("away")
    watched.watcher.receivers = {**watched.watcher.receivers, "two": heard.append}
    watched.look("refused")
    assert [notice.state for notice in heard] == ["down"]


def test_a_notice_is_posted_as_json(receiver: Receiver) -> None:
    by_http(f"{receiver.url}/hook", 5.0)(DOWN)
    ((method, path, body),) = receiver.calls
    told = json.loads(body)
    assert (method, path, told["state"], told["since"]) == ("POST", "/hook", "down", 0.0)
    assert "1970-01-01 00:00:00 UTC" in told["text"]


def test_a_receiver_that_refuses_is_tried_again_later(receiver: Receiver) -> None:
    receiver.status = 500
    with pytest.raises(Transient, match="500"):
        by_http(receiver.url, 5.0)(DOWN)


def test_a_notice_is_mailed(smtp_server: SmtpServer) -> None:
    mail = Mail(host="127.0.0.1", port=smtp_server.port, sender="watch@example.org")
    by_mail("oncall-watch@example.org", Post(mail))(DOWN)
    received = smtp_server.wait_for_mail_to("oncall-watch@example.org")
    assert received.message["Subject"] == "Steersman does not answer"
    assert "refused" in received.message.get_content()
    assert received.message["Auto-Submitted"] == "auto-generated"


def test_a_mail_server_that_is_away_is_tried_again_later() -> None:
    mail = Mail(host="127.0.0.1", port=9, sender="watch@example.org")
    with pytest.raises(Transient, match="--smtp"):
        by_mail("oncall@example.org", Post(mail))(DOWN)


@pytest.mark.parametrize("status", ["ok", "degraded"])
def test_an_answer_of_steersman_is_no_miss(receiver: Receiver, status: str) -> None:
    receiver.body = json.dumps({"status": status}).encode()
    assert look_at(receiver.url, 5.0) == ""


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (503, b'{"status": "unavailable"}'),
        (200, b'{"status": "unavailable"}'),
        (200, b"<html>maintenance</html>"),
        (200, b"[]"),
        (302, b""),
        (404, b""),
    ],
)
def test_every_other_answer_is_a_miss(receiver: Receiver, status: int, body: bytes) -> None:
    receiver.status, receiver.body = status, body
    assert look_at(receiver.url, 5.0) != ""


def test_no_answer_is_a_miss() -> None:
    assert look_at("http://127.0.0.1:9/healthz", 1.0) != ""
