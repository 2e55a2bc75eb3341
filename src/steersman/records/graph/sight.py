"""What somebody may see of the graph."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.permissions import Principal
from steersman.records.cmdb.tables import ci_relations, configuration_items
from steersman.records.permissions import Rules

Where = sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Sight:
    """The filters that every statement about the graph carries.

    What is hidden is taken out before anything is asked: it is never gone through either, so no
    answer, count or reason tells that it exists.  ``everything``: nothing can be hidden.
    """

    items: Where
    relations: Where
    everything: bool = False


# For the guards and for named system principals, which must not miss anything.
EVERYTHING = Sight(sa.true(), sa.true(), everything=True)


def sight_of(rules: Rules, principal: Principal) -> Sight:
    """By the rules that let ``principal`` view configuration items and their relations."""
    names = ("configuration_item", "ci_relation")
    if all(rules.may(principal, "view", name).allowed for name in names):
        return EVERYTHING
    items = rules.visible(principal, "view", configuration_items)
    relations = rules.visible(principal, "view", ci_relations)
    return Sight(items.where, relations.where)
