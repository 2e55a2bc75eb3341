"""Mail over real SMTP, webhooks over a socket, chats by their contract; and the links in them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from dataclasses import replace
from typing import Any

import pytest

from company.process import free_port
from company.services.chat_contract import HOOK, ROOM, TOKEN, Chats, limited, matrix_limited
from company.services.json_contract import Asked, Reply, serving
from company.services.smtp import SmtpServer
from steersman.domain.errors import Permanent
from steersman.domain.on_call.escalation import Step, StepKind
from steersman.domain.sources import Source
from steersman.records.on_call.contacts import Method, MethodKind
from steersman.records.on_call.page import FAILED, SENT, WAITING, Page
from steersman.servicedesk.on_call.links import Unusable
from steersman.servicedesk.on_call.paging import Paging
from steersman.servicedesk.on_call.senders import signature
from tests.servicedesk.on_call.paged import BY, DAY, Team

HOSTILE = "<!channel> & <https://evil.example|click>"


def reach(team: Team, kind: MethodKind, **more: Any) -> None:
    team.contacts.add(replace(Method(id="", person=team.ann, kind=kind), **more), by=BY)


def paged(team: Team, paging: Paging, title: str = "Shop is down", text: str = "") -> Page:
    page = paging.page("shop", team.policy("Web").id, title, text)
    paging.move()
    return page


def states(team: Team, page: Page) -> list[str]:
    return [each.state for each in team.pages.deliveries(page.id)]


def mailbox(team: Team) -> str:
    """An address that no other test has, for the mail server is shared."""
    address = f"{team.ann[-12:]}@example.org"
    source = Source(name="hr", recency=team.clock.now(), feed="t", native_key="ann")
    team.people.change(team.ann, {"mail": address}, by=BY, source=source)
    return address


def token_in(text: str) -> str:
    found = re.search(r"https://steersman\.example\.org/page/(\S+)", text)
    assert found, text
    return found[1]


def test_a_mail_says_what_and_holds_a_link_that_acknowledges_once(
    team: Team, smtp_server: SmtpServer
) -> None:
    address, paging = mailbox(team), team.paging(smtp_server.port)
    page = paged(team, paging, text="Orders fail since 20:20.\nSee the graph.")
    mail = smtp_server.wait_for_mail_to(address).message
    text = mail.get_content()
    assert mail["Subject"] == f"URGENT {page.id}: Shop is down"
    assert (mail["Importance"], mail["Auto-Submitted"]) == ("high", "auto-generated")
    assert "Orders fail since 20:20." in text
    token = token_in(text)
    for _ in range(3):  # a scanner of mail looks, and nothing happens
        assert paging.links.read(token)[1].state == "open"
    done = paging.links.acknowledge(token)
    assert (done.acknowledged_by, done.state) == (team.ann, "acknowledged")
    with pytest.raises(Unusable, match="used already"):
        paging.links.acknowledge(token)


def test_sent_again_the_mail_has_the_same_id_and_link(team: Team, smtp_server: SmtpServer) -> None:
    address, paging = mailbox(team), team.paging(smtp_server.port)
    page = paged(team, paging)
    (delivery,) = team.pages.deliveries(page.id)
    message = paging._message(page, delivery, team.people.get(team.ann))
    paging.senders["mail"](delivery.method, message)  # as after a kill before it was noted
    one, two = (mail.message for mail in smtp_server.messages_to(address))
    assert one["Message-ID"] == two["Message-ID"]
    assert one.get_content() == two.get_content()


def test_a_silent_mail_server_is_shown_and_the_next_person_is_told(team: Team) -> None:
    page = paged(team, team.paging(free_port()))
    (first,) = team.pages.deliveries(page.id)
    assert (first.state, first.attempts) == (WAITING, 1)
    assert "the mail server 127.0.0.1" in first.detail


@pytest.mark.parametrize("change", ["cut", "expired", "left", "resolved", "other"])
def test_a_link_that_does_not_count_does_nothing(team: Team, change: str) -> None:
    paging = team.paging()
    page = paged(team, paging)
    token = team.heard[0].link.rpartition("/")[2]
    if change == "cut":
        token = token[:-2]
    elif change == "expired":
        team.clock.advance(DAY)
    elif change == "left":
        team.leaves(team.ann)
    elif change == "resolved":
        paging.resolve(page.id, by=BY)
    else:
        body, _, mac = token.partition(".")
        raw = base64.urlsafe_b64decode(body + "==").replace(team.ann.encode(), team.bob.encode())
        token = f"{base64.urlsafe_b64encode(raw).decode().rstrip('=')}.{mac}"
    with pytest.raises(Unusable):
        paging.links.acknowledge(token)
    assert team.pages.get(page.id).acknowledged_by == ""


def test_slack_shows_the_page_and_no_text_from_data_mentions_a_channel(
    team: Team, chats: Chats
) -> None:
    reach(team, MethodKind.SLACK, secret=team.secret("slack", chats.url + HOOK))
    page = paged(team, team.paging(), "Shop is down", HOSTILE)
    (text,) = chats.slack
    assert f"{page.id}: Shop is down" in text
    assert "<" not in text
    assert "&lt;!channel&gt; &amp;" in text
    label = team.pages.deliveries(page.id)[0].label
    assert label == "Slack (file:on-call/slack)", "the address is a secret"


def test_slack_that_asks_for_a_pause_is_obeyed(team: Team, chats: Chats) -> None:
    reach(team, MethodKind.SLACK, secret=team.secret("slack", chats.url + HOOK))
    chats.refusals.append(limited(45))
    paging = team.paging()
    page = paged(team, paging)
    team.clock.advance(44)
    paging.move()
    assert chats.slack == []
    team.clock.advance(1)
    paging.move()
    assert len(chats.slack) == 1
    assert states(team, page) == [SENT]


@pytest.mark.parametrize("wrong", ["/services/T0/B0/none", "secret"])
def test_slack_that_refuses_for_good_is_told_with_its_status_and_no_secret(
    team: Team, chats: Chats, wrong: str
) -> None:
    where = chats.url + wrong if wrong.startswith("/") else "no address at all"
    reach(team, MethodKind.SLACK, secret=team.secret("slack", where))
    page = paged(team, team.paging())
    first, second = team.pages.deliveries(page.id)
    assert first.state == FAILED
    assert "/services/" not in first.detail
    assert (second.person, second.state) == (team.bob, SENT), "and the next person at once"


def test_matrix_takes_a_repetition_for_the_same_message(team: Team, chats: Chats) -> None:
    secret = team.secret("matrix", TOKEN)
    reach(team, MethodKind.MATRIX, address=chats.url, room=ROOM, secret=secret)
    chats.refusals.append(matrix_limited(25_000))
    paging = team.paging()
    page = paged(team, paging)
    assert team.pages.deliveries(page.id)[0].not_before == team.clock.now() + 25
    team.clock.advance(25)
    paging.move()
    (delivery,) = team.pages.deliveries(page.id)
    message = paging._message(page, delivery, team.people.get(team.ann))
    paging.senders["matrix"](delivery.method, message)
    (text,) = chats.matrix.values()
    assert "Shop is down" in text
    assert states(team, page) == [SENT]


def test_matrix_that_forbids_is_a_failure_that_names_the_mend(team: Team, chats: Chats) -> None:
    secret = team.secret("matrix", "another token")
    reach(team, MethodKind.MATRIX, address=chats.url, room=ROOM, secret=secret)
    page = paged(team, team.paging())
    told = team.pages.deliveries(page.id)[0]
    assert (told.state, told.detail) == (
        FAILED,
        "Matrix answered 401: look at its address and secret",
    )


def test_a_webhook_is_signed_and_says_everything(team: Team) -> None:
    with serving(lambda asked: Reply(204, "")) as receiver:
        key = team.secret("key", "whsec_" + base64.b64encode(b"k" * 24).decode())
        reach(team, MethodKind.WEBHOOK, address=f"{receiver.url}/in", secret=key)
        page = paged(team, team.paging(), text="Orders fail")
        (call,) = receiver.log
    body = json.loads(call.body)
    assert (body["page"], body["about"], body["details"]) == (page.id, "shop", "Orders fail")
    assert body["person"] == team.ann
    assert body["acknowledge"].startswith("https://steersman.example.org/page/")
    headers = call.headers
    assert headers["webhook-id"] == body["id"] == team.pages.deliveries(page.id)[0].id
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + call.body
    right = base64.b64encode(hmac.new(b"k" * 24, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{right}"


def test_the_signature_is_that_of_the_published_example() -> None:
    """Standard Webhooks, the example of its reference libraries."""
    headers = {"webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330"}
    key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    found = signature(key, headers, b'{"test": 2432232314}')
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_receiver_is_never_followed_elsewhere(team: Team) -> None:
    calls: list[str] = []

    def answer(asked: Asked) -> Reply:
        calls.append(asked.path)
        return Reply(302, "", {"Location": "/elsewhere"})

    with serving(answer) as receiver:
        reach(team, MethodKind.WEBHOOK, address=f"{receiver.url}/in")
        page = paged(team, team.paging())
    assert calls == ["/in"]
    assert team.pages.deliveries(page.id)[0].state == FAILED


def test_a_step_may_call_a_webhook_of_the_policy(team: Team) -> None:
    with serving(lambda asked: Reply(200, {})) as receiver:
        steps = [
            Step(kind=StepKind.WEBHOOK, target=f"{receiver.url}/hook", wait=0),
            Step(kind=StepKind.PERSON, target=team.ann, wait=5),
        ]
        paging = team.paging()
        paging.page("shop", team.policy("Web", *steps).id, "Shop is down")
        paging.move()
        (call,) = receiver.log
    assert json.loads(call.body)["acknowledge"] == "", "a machine acknowledges by the API"
    assert team.told == ["ann"]


@pytest.mark.parametrize(
    "method",
    [
        {"kind": MethodKind.MAIL, "address": "nobody"},
        {"kind": MethodKind.SLACK},
        {"kind": MethodKind.SLACK, "secret": "https://hooks.example.org/secret"},
        {"kind": MethodKind.SLACK, "secret": "env:STEERSMAN_DATABASE_URL"},
        {"kind": MethodKind.WEBHOOK, "address": "https://a.example", "secret": "file:ldap"},
        {"kind": MethodKind.WEBHOOK, "address": "https://a.example", "secret": "file:on-call/.."},
        {"kind": MethodKind.WEBHOOK, "address": "file:///etc/passwd"},
        {"kind": MethodKind.MATRIX, "address": "https://m.example", "room": "#general:x"},
    ],
)
def test_a_method_that_cannot_be_or_reaches_for_other_secrets_is_refused(
    team: Team, method: dict[str, str]
) -> None:
    with pytest.raises(Permanent):
        reach(team, **method)  # type: ignore[arg-type]  # its fields
    assert team.contacts.of(team.ann)[0].label == "mail to ann@example.org", "that of the record"
