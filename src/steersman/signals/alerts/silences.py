"""Maintenance windows and silences: what they cover is not told, and teaches nothing either.

Ten thousand of them are looked up as fast as ten, as long as they name their hosts in full.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from fnmatch import fnmatchcase

SilenceState = tuple[float, float, str, str, str]
_PATTERN = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Silence:
    """From ``since`` until before ``until`` (seconds since 1970); ``why`` is for people.

    ``host`` and ``name`` may hold ``*`` and ``?``; without regard to capitals.
    """

    since: float
    until: float
    host: str = "*"
    name: str = "*"
    why: str = ""

    def covers(self, name: str, host: str, second: int) -> bool:
        return (
            self.since <= second < self.until
            and fnmatchcase(host.lower(), self.host.lower())
            and fnmatchcase(name.lower(), self.name.lower())
        )


class Silences:
    """``count``: alerts that were covered."""

    def __init__(self, silences: Iterable[Silence] = ()) -> None:
        self._of_host: dict[str, list[Silence]] = {}
        self._of_many: list[Silence] = []
        self.count = 0
        for each in silences:
            self.add(each)

    def add(self, silence: Silence) -> None:
        if _PATTERN & set(silence.host):
            self._of_many.append(silence)
        else:
            self._of_host.setdefault(silence.host.lower(), []).append(silence)

    def forget(self, second: int) -> None:
        """Those that are over."""
        self._of_many = [each for each in self._of_many if each.until > second]
        kept = {
            host: [each for each in silences if each.until > second]
            for host, silences in self._of_host.items()
        }
        self._of_host = {host: silences for host, silences in kept.items() if silences}

    def cover(self, name: str, host: str, second: int) -> bool:
        """Whether the alert is not to be told; then it is counted here."""
        here = self._of_host.get(host.lower(), [])
        if not any(each.covers(name, host, second) for each in (*here, *self._of_many)):
            return False
        self.count += 1
        return True

    def __bool__(self) -> bool:
        return bool(self._of_host or self._of_many)

    def state(self) -> list[SilenceState]:
        all_of_them = [*self._of_many, *(each for many in self._of_host.values() for each in many)]
        return [astuple(each) for each in all_of_them]

    def restore(self, state: Iterable[SilenceState]) -> None:
        self._of_host, self._of_many = {}, []
        for each in state:
            self.add(Silence(*each))
