"""One message of syslog: RFC 5424, else RFC 3164, else what it is, as text.

What makes no sense is named in ``faults`` and nothing of it is thrown away: the text then is the
whole message.  Nothing in a message is an instruction.
"""

from __future__ import annotations

import re
from calendar import timegm
from dataclasses import dataclass
from datetime import UTC, datetime

from steersman.signals.alerts.normal import short

SEVERITIES = (
    *("emergency", "alert", "critical", "error"),
    *("warning", "notice", "informational", "debug"),
)
USER_NOTICE = 13  # RFC 3164 §4.3.3: what a message without a priority counts as
LONGEST_TEXT, LONGEST_NAME = 1_000, 48
NO_PRIORITY, NOT_UTF8, NO_TIME, CUT = "no priority", "not UTF-8", "no time", "cut"
_PRIORITY = re.compile(r"<(\d{1,3})>")
_HEADER = re.compile(r"1 (\S+) (\S+) (\S+) (\S+) (\S+) (.*)", re.S)
_OLD = re.compile(r"([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d) (.*)", re.S)
_ISO_OLD = re.compile(r"(\d{4}-\d\d-\d\dT\S+) (.*)", re.S)  # rsyslog's own form of the old header
_TAG = re.compile(r"([^\s:\[\]]{1,48})(?:\[(\d{1,10})\])?: ?(.*)", re.S)
_ELEMENT = re.compile(r'\[(?:[^\]\\"]|\\.|"(?:[^"\\]|\\.)*")*\]')
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Message:
    """``at`` in seconds since 1970: by the sender's clock, else when it came."""

    at: float
    severity: int  # 0 (emergency) to 7 (debug)
    host: str
    app: str
    text: str
    faults: tuple[str, ...] = ()

    @property
    def severity_name(self) -> str:
        return SEVERITIES[self.severity]


def message_of(data: bytes, sender: str, now: float, cut: bool = False) -> Message:
    """``sender``: the address that it came from, which is its host when it names none."""
    faults = [CUT] if cut else []
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
        faults.append(NOT_UTF8)
    text = text.lstrip("\ufeff").strip("\r\n\0 ")
    priority = _PRIORITY.match(text)
    if priority is None or int(priority[1]) > 191:
        return _made(now, USER_NOTICE, sender, "", text, [*faults, NO_PRIORITY])
    rest, number = text[priority.end() :], int(priority[1])
    new = _HEADER.fullmatch(rest)
    if new is not None:
        return _new(new, number, sender, now, faults)
    return _old(rest, number, sender, now, faults)


def _new(found: re.Match[str], number: int, sender: str, now: float, faults: list[str]) -> Message:
    stamp, host, app, _, _, rest = found.groups()
    at = _iso(stamp)
    text = _without_data(rest).lstrip("\ufeff")
    faults += [NO_TIME] if at is None and stamp != "-" else []
    host, app = (("" if each == "-" else each) for each in (host, app))
    return _made(now if at is None else at, number, host or sender, app, text, faults)


def _without_data(rest: str) -> str:
    """The message after the structured data, which is kept where it cannot be parted."""
    if rest.startswith("-"):
        return rest[1:].lstrip(" ")
    at = 0
    while (element := _ELEMENT.match(rest, at)) is not None:
        at = element.end()
    return rest[at:].lstrip(" ") or rest


def _old(rest: str, number: int, sender: str, now: float, faults: list[str]) -> Message:
    found, modern = _OLD.fullmatch(rest), _ISO_OLD.fullmatch(rest)
    at = _bsd(found, now) if found else _iso(modern[1]) if modern else None
    if at is None:
        tagged = _TAG.fullmatch(rest)
        app, text = (tagged[1], tagged[3]) if tagged else ("", rest)
        return _made(now, number, sender, app, text, [*faults, NO_TIME])
    body = (found[6] if found else modern[2] if modern else rest).lstrip()
    host, _, after = body.partition(" ")
    if host.endswith(":") or "[" in host:  # a local daemon leaves its own name out
        host, after = "", body
    tagged = _TAG.fullmatch(after)
    app, text = (tagged[1], tagged[3]) if tagged else ("", after)
    return _made(at, number, host or sender, app, text, faults)


def _made(at: float, number: int, host: str, app: str, text: str, faults: list[str]) -> Message:
    said = short(text, LONGEST_TEXT)
    return Message(at, number % 8, short(host, 253), short(app, LONGEST_NAME), said, tuple(faults))


def _iso(stamp: str) -> float | None:
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _bsd(found: re.Match[str], now: float) -> float | None:
    """Without a year and a zone: the year that lies nearest to now, in UTC."""
    month, day, hour, minute, second = found.groups()[:5]
    if month not in _MONTHS or not 1 <= int(day) <= 31 or int(hour) > 23 or int(minute) > 59:
        return None
    year = datetime.fromtimestamp(now, UTC).year
    moments = [
        float(timegm((y, _MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second))))
        for y in (year - 1, year, year + 1)
    ]
    nearest = min(moments, key=lambda at: abs(at - now))
    return nearest if abs(nearest - now) < 366 * _DAY else None
