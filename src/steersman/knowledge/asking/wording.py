"""The words on record, kept by kind of thing: what has not changed is not read again.

Askers who may read the same share them: the key of a part is the filter itself, not who asks.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

import sqlalchemy as sa

from steersman.knowledge.asking.record_access import ACCOUNT, ENTITLEMENT
from steersman.knowledge.asking.record_schema import WORK
from steersman.knowledge.asking.record_world import RecordWorld
from steersman.knowledge.questions.vocabulary import JoinedWords, Words
from steersman.records.accounts import accounts
from steersman.records.cmdb.tables import configuration_items
from steersman.records.desk.tables import work_items
from steersman.records.field_changes import field_changes

KEPT = 24  # parts
_ci = configuration_items.c
_STATE = sa.select(
    sa.select(sa.func.max(field_changes.c.id)).scalar_subquery(),
    sa.select(sa.func.max(_ci.updated_at)).scalar_subquery(),
    sa.select(sa.func.count()).select_from(configuration_items).scalar_subquery(),
    sa.select(sa.func.max(work_items.c.seq)).scalar_subquery(),
    sa.select(sa.func.max(accounts.c.seen_at)).scalar_subquery(),
    sa.select(sa.func.count()).select_from(accounts).scalar_subquery(),
)
_OF_ALL = 3  # the parts of the state that any kind of thing changes with
_OWN = {WORK: slice(3, 4), **dict.fromkeys((ACCOUNT, ENTITLEMENT), slice(4, 6))}


class Wording:
    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Words] = OrderedDict()
        self._lock = Lock()

    def of(self, connection: sa.Connection, world: RecordWorld) -> JoinedWords:
        """What the asker of ``world`` may read of names and values, as the record is now."""
        state = tuple(connection.execute(_STATE).one())
        return JoinedWords({root: self._part(world, root, state) for root in world.roots})

    def _part(self, world: RecordWorld, root: str, state: tuple[object, ...]) -> Words:
        # a new ticket changes no item, and no more does an account that was seen again
        own = state[_OWN[root]] if root in _OWN else ()
        key = (root, world.sight(root), state[:_OF_ALL], own)
        with self._lock:
            if (known := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return known
        words = world.words_of(root)
        with self._lock:
            self._kept[key] = words
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return words
