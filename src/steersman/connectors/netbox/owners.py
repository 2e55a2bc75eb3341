"""Who answers for an object: the contact that is assigned to it in a role of an owner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from steersman.connectors.netbox.reading import key, text
from steersman.domain.canonical import Json


def owners(
    assignments: Iterable[Json], contacts: Iterable[Json], roles: Iterable[str]
) -> Mapping[str, str]:
    """Object's key → the owner's mail address.

    Of several the primary one; where that is not one person with an address, nobody.
    """
    mails = {str(row["id"]): text(row, "email") for row in contacts}
    wanted, found = set(roles), dict[str, dict[str, set[str]]]()
    for row in assignments:
        mail = mails.get(text(row, "contact", "id"), "")
        if mail and text(row, "role", "slug") in wanted:
            own = key(text(row, "object_type"), row.get("object_id"))
            priority = text(row, "priority", "value")
            found.setdefault(own, {}).setdefault(priority, set()).add(mail)
    return {own: mail for own, told in found.items() if (mail := _one(told))}


def _one(by_priority: Mapping[str, set[str]]) -> str:
    chosen = by_priority.get("primary") or set().union(*by_priority.values())
    return next(iter(chosen)) if len(chosen) == 1 else ""
