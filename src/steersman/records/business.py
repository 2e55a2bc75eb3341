"""What the business still needs from somebody, so that nobody is cut off in the middle of it."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.domain.people import BusinessObligation
from steersman.records.objects import ObjectType, text_column
from steersman.records.repository import Repository
from steersman.records.store import metadata

business_obligations = sa.Table(
    "business_obligations",
    metadata,
    text_column("id", key=True),
    text_column("person", refers_to="people"),
    text_column("text"),
    sa.Column("until", sa.Double, nullable=False),
    sa.Index("business_obligations_by_person", "person", "until"),
    info={"object_type": "business_obligation"},
)
_c = business_obligations.c
BUSINESS_OBLIGATION = ObjectType(
    name="business_obligation", table=business_obligations, make=BusinessObligation, prefix="bob"
)


class BusinessObligations(Repository[BusinessObligation]):
    kind = BUSINESS_OBLIGATION

    def open_of(self, person: str) -> tuple[BusinessObligation, ...]:
        return self._select((_c.person == person) & (_c.until > self._clock.now()), _c.until)
