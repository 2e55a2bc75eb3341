"""Mails as they come: encoded, of several parts, broken, hostile."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.signals.mail.message import LONGEST_BODY, NO_SUBJECT, mail_of


def test_the_plain_text_is_read_and_attachments_are_not() -> None:
    made = EmailMessage()
    made["From"] = "Monitoring <Nagios@Example.org>"
    made["Subject"] = "Überlauf auf db-1"
    made["Date"] = "Tue, 24 Nov 2026 03:00:00 +0100"
    made.set_content("Platte voll\n97 %")
    made.add_alternative("<b>Platte voll</b>", subtype="html")
    made.add_attachment("not this", filename="log.txt")
    mail = mail_of(made.as_bytes())
    assert (mail.sender, mail.subject, mail.body) == (
        "nagios@example.org",
        "Überlauf auf db-1",
        "Platte voll\n97 %",
    )
    assert mail.at == 1795485600.0


def test_of_html_alone_the_words_are_read_and_no_script() -> None:
    raw = (
        b"Content-Type: text/html\r\n\r\n<head><style>x</style></head><p>disk</p>"
        b"<script>delete()</script> <b>full</b>"
    )
    assert mail_of(raw).body == "disk full"


@pytest.mark.parametrize(
    ("raw", "subject", "body"),
    [
        (b"", NO_SUBJECT, ""),
        (b"Subject: x\r\nDate: yesterday\r\n\r\nbody", "x", "body"),
        (b"Subject: =?nonsense?q?x?=\r\n\r\nbody", "x", "body"),
        (b"Content-Type: text/plain; charset=klingon\r\n\r\nbody", NO_SUBJECT, "body"),
        (b"Content-Transfer-Encoding: base64\r\n\r\nZGlzaw==", NO_SUBJECT, "disk"),
        (b"Subject: a\x00b\x1b[2J\r\n\r\n\xff\xfe", "ab[2J", ""),
    ],
)
def test_what_is_broken_is_read_as_far_as_it_goes(raw: bytes, subject: str, body: str) -> None:
    mail = mail_of(raw)
    assert mail.subject == subject
    assert mail.body.strip("\ufffd") == body


def test_a_long_mail_is_cut() -> None:
    mail = mail_of(b"Subject: " + b"x" * 5_000 + b"\r\n\r\n" + b"y" * 100_000)
    assert (len(mail.subject), len(mail.body)) == (300, LONGEST_BODY)


@given(st.binary(max_size=400))
def test_no_bytes_break_it(raw: bytes) -> None:
    mail_of(raw)


@given(st.sampled_from(["From", "Date", "Subject", "Content-Type"]), st.text(max_size=60))
def test_no_header_breaks_it(name: str, value: str) -> None:
    bare = value.replace("\r", "").replace("\n", "").encode("utf-8", "replace")
    mail_of(name.encode() + b": " + bare + b"\r\n\r\nbody")
