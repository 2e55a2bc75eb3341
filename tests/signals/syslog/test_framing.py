"""Messages on a connection: counted, by line, too long, cut off; however the bytes come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.signals.syslog.framing import Frame, Framer

MOST = 40


def taken(*pieces: bytes, most: int = MOST) -> list[Frame]:
    framer = Framer(most)
    found = [frame for piece in pieces for frame in framer.take(piece)]
    return [*found, *framer.end()]


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        (b"<1>a\n<2>b\n", [Frame(b"<1>a"), Frame(b"<2>b")]),
        (b"4 <1>a5 <2>bc", [Frame(b"<1>a"), Frame(b"<2>bc")]),
        (b"6 <1>\na\n<2>b\n", [Frame(b"<1>\na\n"), Frame(b"<2>b")]),  # a line end inside
        (b"<1>a\0<2>b\0", [Frame(b"<1>a"), Frame(b"<2>b")]),
        (b"<1>cut off", [Frame(b"<1>cut off", cut=True)]),
        (b"50 <1>short", [Frame(b"50 <1>short", cut=True)]),
        (
            b"12 monkeys\n<2>b\n",
            [
                Frame(b"monkeys\n<2>b"),
            ],
        ),
        (b"12monkeys\n", [Frame(b"12monkeys")]),
        (b"123456789 x\n", [Frame(b"123456789 x")]),
        (b"\n\r\n\0\n", []),
        (b"", []),
    ],
)
def test_each_message_comes_out(sent: bytes, found: list[Frame]) -> None:
    assert taken(sent) == found
    assert taken(*(sent[at : at + 1] for at in range(len(sent)))) == found


def test_a_message_that_is_too_long_is_cut_and_the_next_one_is_whole() -> None:
    counted = taken(b"60 " + b"x" * 60 + b"4 <1>a")
    assert counted == [Frame(b"x" * MOST, cut=True), Frame(b"<1>a")]
    line = taken(b"x" * 60 + b"\n<1>a\n")
    assert line == [Frame(b"x" * MOST, cut=True), Frame(b"<1>a")]


@given(st.lists(st.binary(min_size=1, max_size=30), max_size=8), st.data())
def test_counted_messages_come_back_whatever_they_hold(
    told: list[bytes], data: st.DataObject
) -> None:
    sent = b"".join(b"%d %s" % (len(each), each) for each in told)
    cut = data.draw(st.integers(0, len(sent)))
    found = [frame.data for frame in taken(sent[:cut], sent[cut:])]
    assert found == [each for each in told if each.strip(b"\r\n\0 ")]


@given(st.lists(st.binary(max_size=200), max_size=8))
def test_no_bytes_break_it_and_it_holds_little(pieces: list[bytes]) -> None:
    framer = Framer(MOST)
    for piece in pieces:
        for frame in framer.take(piece):
            assert len(frame.data) <= MOST
        assert len(framer._held) <= MOST + 10
