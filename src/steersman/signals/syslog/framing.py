"""Where one message ends and the next begins on a TCP connection (RFC 6587).

Octet counting (``57 <34>1 …``) and a line end as the trailer are told apart for each message, as
rsyslog and syslog-ng do: a message that begins with a digit and a blank is counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_DIGITS = 7  # of an octet count
TRAILERS = (b"\n", b"\0")  # RFC 6587 §3.4.2 names both


@dataclass(frozen=True, slots=True)
class Frame:
    """``cut``: more was sent than is kept of one message, or the connection ended in it."""

    data: bytes
    cut: bool = False


@dataclass
class Framer:
    """The bytes of one connection as messages of at most ``most`` bytes."""

    most: int
    _held: bytearray = field(default_factory=bytearray)
    _skip: int = 0  # bytes of a counted message that are left out
    _skips_line: bool = False  # the rest of a line that was too long is left out

    def take(self, data: bytes) -> Iterator[Frame]:
        """The messages that are whole by now."""
        self._held += data
        while self._held:
            frame = self._next()
            if frame is None:
                return
            if frame.data.strip(b"\r\n\0 "):
                yield frame

    def end(self) -> Iterator[Frame]:
        """What is left when the connection ends: a message that was cut off, and not lost."""
        rest, self._held = bytes(self._held), bytearray()
        if rest.strip(b"\r\n\0 ") and not self._skips_line and not self._skip:
            yield Frame(rest[: self.most], cut=True)

    def _next(self) -> Frame | None:
        if self._skip:
            gone = min(self._skip, len(self._held))
            self._skip -= gone
            del self._held[:gone]
            return Frame(b"")
        if self._skips_line:
            return self._leave_line()
        if self._held[:1].isdigit():
            return self._counted()
        return self._line()

    def _counted(self) -> Frame | None:
        digits = bytes(self._held[: MOST_DIGITS + 1]).partition(b" ")
        if not digits[1]:
            is_open = len(self._held) <= MOST_DIGITS and self._held.isdigit()
            return None if is_open else self._line()
        if not digits[0].isdigit():
            return self._line()
        size, start = int(digits[0]), len(digits[0]) + 1
        kept = min(size, self.most)
        if len(self._held) - start < kept:
            return None
        data = bytes(self._held[start : start + kept])
        del self._held[: start + kept]
        self._skip = size - kept
        return Frame(data, cut=size > kept)

    def _line(self) -> Frame | None:
        at = self._end_of_line()
        if at < 0 and len(self._held) <= self.most:
            return None
        if at < 0 or at > self.most:
            data = bytes(self._held[: self.most])
            del self._held[: self.most]
            self._skips_line = True
            return Frame(data, cut=True)
        data = bytes(self._held[:at])
        del self._held[: at + 1]
        return Frame(data)

    def _leave_line(self) -> Frame:
        at = self._end_of_line()
        del self._held[: at + 1 if at >= 0 else len(self._held)]
        self._skips_line = at < 0
        return Frame(b"")

    def _end_of_line(self) -> int:
        found = [at for each in TRAILERS if (at := self._held.find(each)) >= 0]
        return min(found, default=-1)
