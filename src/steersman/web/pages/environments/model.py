"""What the page of environments shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from steersman.capabilities.environments import Offer
from steersman.servicedesk.environments import Standing
from steersman.web.api.environments import all_of, may_change
from steersman.web.core import Core
from steersman.web.naming import names_for
from steersman.web.sign_in.session import Visitor

OVER = ("ended", "not built", "taken back")
OVER_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Line:
    told: Standing
    owner: str
    mine: bool  # the visitor may prolong it and end it


@dataclass(frozen=True, slots=True)
class Offered:
    """Something that can be had.  ``days``: what the form proposes."""

    system: str
    told: Offer
    days: float


@dataclass(frozen=True, slots=True)
class Typed:
    """What the visitor typed, to be shown again with what is wrong."""

    offer: str = ""
    days: str = ""
    reason: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""


@dataclass(frozen=True, slots=True)
class View:
    lines: Sequence[Line]
    over: Sequence[Line]
    offers: Sequence[Offered]
    faults: Sequence[str]
    builds: bool  # a connected system builds environments at all
    typed: Typed = Typed()

    @property
    def asked(self) -> Offered | None:
        """The offer that the form is about."""
        named = {f"{each.system}/{each.told.name}": each for each in self.offers}
        return named.get(self.typed.offer)


def view_of(core: Core, visitor: Visitor, typed: Typed) -> View:
    caller = visitor.caller
    standing = all_of(core, caller)
    names = names_for(core, caller, " ".join(each.owner for each in standing))
    lines = [
        Line(each, names.get(each.owner, each.owner), may_change(core, caller, each))
        for each in standing
    ]
    told = core.environments.offers()
    return View(
        lines=[each for each in lines if each.told.state not in OVER],
        over=[each for each in lines if each.told.state in OVER][:OVER_SHOWN],
        offers=[_offered(system, each) for system, each in told if not each.fault],
        faults=[f"{system}: {each.fault}" for system, each in told if each.fault],
        builds=bool(core.environments.sources),
        typed=typed,
    )


def _offered(system: str, offer: Offer) -> Offered:
    return Offered(system, offer, min(7.0, offer.longest_days))
