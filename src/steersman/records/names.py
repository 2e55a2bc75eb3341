"""People by their names instead of our ids, wherever a text of the record holds one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.permissions import Principal
from steersman.domain.work import SYSTEM
from steersman.records.ledger.actor import ITSELF, NOBODY
from steersman.records.people import people
from steersman.records.permissions import Rules
from steersman.records.store import reading

_ID = re.compile(r"\bper_[0-9A-Za-z]+\b")
_WANTED = sa.select(people.c.id, people.c.given_name, people.c.family_name).where(
    people.c.id.in_(sa.bindparam("ids", expanding=True))
)
_SAID = {ITSELF: "Steersman", NOBODY: "Nobody signed in"}
MOST = 500  # ids in one question to the store


@dataclass(frozen=True, slots=True)
class Names:
    """Who is meant by an id.  An id that nobody has stays as it is."""

    known: Mapping[str, str]

    def of(self, principal: str) -> str:
        """The full name of a person; what a system principal is called: “hr-feed (automatic)”."""
        if principal in _SAID:
            return _SAID[principal]
        if principal.startswith(SYSTEM):
            return f"{principal.removeprefix(SYSTEM)} (automatic)"
        return self.known.get(principal, principal)

    def within(self, text: str) -> str:
        """``text`` with the name in place of every id."""
        return _ID.sub(lambda found: self.known.get(found[0], found[0]), text)


def names_in(store: sa.Engine, *texts: str | None) -> Names:
    """The names of everybody whose id stands in ``texts``, in one look at the record."""
    return names_of(store, (one for text in texts if text for one in _ID.findall(text)))


def names_of(store: sa.Engine, ids: Iterable[str]) -> Names:
    wanted = sorted({one for one in ids if _ID.fullmatch(one)})
    found: dict[str, str] = {}
    with reading(store) as connection:
        for at in range(0, len(wanted), MOST):
            rows = connection.execute(_WANTED, {"ids": wanted[at : at + MOST]})
            found |= {row.id: f"{row.given_name} {row.family_name}".strip() for row in rows}
    return Names({one: name for one, name in found.items() if name})


def names_for(store: sa.Engine, rules: Rules, reader: Principal, *texts: str | None) -> Names:
    """The names of those whom ``reader`` may see; who is hidden from them stays an id."""
    known = names_in(store, *texts).known
    may_see = rules.visible(reader, "view", people).where
    wanted = sa.select(people.c.id).where(people.c.id.in_(sorted(known)), may_see)
    with reading(store) as connection:
        seen = connection.scalars(wanted).all()
    return Names({one: known[one] for one in seen})
