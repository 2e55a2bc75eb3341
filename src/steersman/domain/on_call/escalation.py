"""Whom a page goes to, one step after the other, until somebody says that they have it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from steersman.domain.errors import Permanent

MOST_STEPS, MOST_ROUNDS, LONGEST_WAIT = 20, 10, 24 * 60.0  # minutes


class StepKind(StrEnum):
    PERSON = "person"
    ON_CALL = "on_call"
    NEXT_ON_CALL = "next_on_call"
    TEAM = "team"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """``target``: a person's id, a schedule's id, or the address of a webhook.

    ``wait``: minutes until the next step when nobody acknowledges.  ``secret``: of a webhook, the
    reference of the key that signs it.
    """

    kind: StepKind
    target: str
    wait: float = 5.0
    secret: str = ""

    def check(self) -> None:
        if not self.target.strip():
            raise Permanent(f"a step of the kind {self.kind} needs a target")
        if not 0 <= self.wait <= LONGEST_WAIT:
            raise Permanent("a step waits 0 to 1440 minutes")
        if self.kind is StepKind.WEBHOOK:
            check_address(self.target)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """``repeat``: how many times all steps are gone through again.  ``lead`` may change it.

    ``situations``: live situations that people must be told of are paged by this policy.
    """

    id: str
    name: str
    steps: tuple[Step, ...]
    repeat: int = 0
    lead: str = ""
    situations: bool = False
    revision: int = 1

    def check(self) -> None:
        """``Permanent`` naming what is wrong, and the mend."""
        if not self.name.strip() or len(self.name) > 100 or not self.name.isprintable():
            raise Permanent("an escalation policy needs a name of up to 100 printable letters")
        if not 1 <= len(self.steps) <= MOST_STEPS:
            raise Permanent(f"an escalation policy has 1 to {MOST_STEPS} steps")
        if not 0 <= self.repeat <= MOST_ROUNDS:
            raise Permanent(f"an escalation policy repeats 0 to {MOST_ROUNDS} times")
        for step in self.steps:
            step.check()


@dataclass(frozen=True, slots=True)
class Template:
    """A ready escalation policy for one schedule."""

    name: str
    text: str
    kinds: tuple[tuple[StepKind, float], ...]
    repeat: int

    def steps(self, schedule: str) -> tuple[Step, ...]:
        return tuple(Step(kind=kind, target=schedule, wait=wait) for kind, wait in self.kinds)


_ON, _NEXT, _TEAM = StepKind.ON_CALL, StepKind.NEXT_ON_CALL, StepKind.TEAM
TEMPLATES: Mapping[str, Template] = {
    each.name: each
    for each in (
        Template(
            "standard",
            "Who is on call, after 5 minutes who is next, after 10 more everybody; twice",
            ((_ON, 5.0), (_NEXT, 10.0), (_TEAM, 15.0)),
            1,
        ),
        Template(
            "urgent",
            "Who is on call, after 2 minutes who is next, after 3 more everybody; four times",
            ((_ON, 2.0), (_NEXT, 3.0), (_TEAM, 5.0)),
            3,
        ),
        Template(
            "daytime",
            "Who is on call, reminded twice at half-hour intervals; nobody else is woken",
            ((_ON, 30.0),),
            2,
        ),
    )
}


def check_address(url: str) -> None:
    """``Permanent`` unless ``url`` is an http(s) address without a sign-in inside."""
    if not is_address(url):
        raise Permanent(f"{url[:60]!r} is no address: write it like https://chat.example.com/hook")
    if urlsplit(url).username is not None:
        raise Permanent("an address holds no sign-in: keep the secret as env:NAME or file:PATH")


def is_address(url: str) -> bool:
    """Whether ``url`` is one of http or https, whole and on one line."""
    try:
        parts = urlsplit(url)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return whole and len(url) <= 2000 and url.isprintable() and " " not in url
