"""Messages by RFC 5424 and RFC 3164, with the examples of both, and what is neither."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.signals.syslog.message import CUT, NO_PRIORITY, NO_TIME, NOT_UTF8, message_of

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC).timestamp()


def at(year: int, month: int, day: int, hour: int, minute: int = 0, second: int = 0) -> float:
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("sent", "when", "severity", "host", "app", "text"),
    [
        # RFC 5424 §6.5
        (
            "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - "
            "\ufeff'su root' failed for lonvick on /dev/pts/8",
            at(2003, 10, 11, 22, 14, 15) + 0.003,
            "critical",
            "mymachine.example.com",
            "su",
            "'su root' failed for lonvick on /dev/pts/8",
        ),
        (
            "<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time.",
            at(2003, 8, 24, 12, 14, 15) + 0.000003,
            "notice",
            "192.0.2.1",
            "myproc",
            "%% It's time.",
        ),
        (
            '<165>1 2003-10-11T22:14:15.003Z host evntslog - ID47 [ex@32473 iut="3" '
            'a="\\]"][other@1 x="y"] An event',
            at(2003, 10, 11, 22, 14, 15) + 0.003,
            "notice",
            "host",
            "evntslog",
            "An event",
        ),
        ("<11>1 - - - - - -", NOW, "error", "192.0.2.9", "", ""),
        # RFC 3164 §5.4
        (
            "<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick",
            at(2026, 10, 11, 22, 14, 15),
            "critical",
            "mymachine",
            "su",
            "'su root' failed for lonvick",
        ),
        (
            "<13>Nov  3 04:05:06 web-1 sshd[4711]: Connection closed",
            at(2026, 11, 3, 4, 5, 6),
            "notice",
            "web-1",
            "sshd",
            "Connection closed",
        ),
        (
            "<11>Nov 24 02:00:00 cron[12]: no host of its own",
            at(2026, 11, 24, 2),
            "error",
            "192.0.2.9",
            "cron",
            "no host of its own",
        ),
        (
            "<11>2026-11-24T02:00:00.5+01:00 web-1 app: rsyslog's form",
            at(2026, 11, 24, 1) + 0.5,
            "error",
            "web-1",
            "app",
            "rsyslog's form",
        ),
    ],
)
def test_the_examples_are_read(
    sent: str, when: float, severity: str, host: str, app: str, text: str
) -> None:
    told = message_of(sent.encode(), "192.0.2.9", NOW)
    assert told.faults == ()
    assert told.at == pytest.approx(when, abs=1e-5)
    assert (told.severity_name, told.host, told.app, told.text) == (severity, host, app, text)


@pytest.mark.parametrize(
    ("sent", "fault", "text"),
    [
        (b"Use the BFG!", NO_PRIORITY, "Use the BFG!"),
        (b"<999>x", NO_PRIORITY, "<999>x"),
        (b"<>x", NO_PRIORITY, "<>x"),
        (b"<11>Feb 31 99:00:00 web-1 app: x", NO_TIME, "00:00 web-1 app: x"),
        (b"<11>just words", NO_TIME, "just words"),
        (b"<11>1 yesterday web-1 app - - - words", NO_TIME, "words"),
        (b"<11>Nov 24 02:00:00 web-1 app: caf\xe9", NOT_UTF8, "café"),
    ],
)
def test_what_makes_no_sense_is_kept_and_named(sent: bytes, fault: str, text: str) -> None:
    told = message_of(sent, "192.0.2.9", NOW)
    assert told.faults == (fault,)
    assert told.text.endswith(text)


def test_the_year_of_an_old_header_is_the_nearest() -> None:
    new_year = at(2027, 1, 1, 0, 5)
    told = message_of(b"<13>Dec 31 23:59:00 web-1 app: x", "", new_year)
    assert told.at == at(2026, 12, 31, 23, 59)


def test_what_was_cut_is_named_and_hidden_characters_are_gone() -> None:
    told = message_of("<11>1 - h a - - - evil\x1b[2J\u202etxt".encode(), "", NOW, cut=True)
    assert told.faults == (CUT,)
    assert told.text == "evil[2Jtxt"


@given(st.binary(max_size=400))
def test_no_bytes_break_it(data: bytes) -> None:
    told = message_of(data, "192.0.2.9", NOW)
    assert 0 <= told.severity <= 7
