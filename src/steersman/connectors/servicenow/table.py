"""Every row of a table that fits some conditions, verified one by one, in a stable order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from steersman.capabilities.json_errors import Forbidden
from steersman.connectors.servicenow.client import Page, ServiceNowClient
from steersman.connectors.servicenow.query import Condition, encoded, value
from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent

MOST_HIDDEN_PAGES = 1000  # in a row; rows that rights hide still take their place in a page


class TableRows:
    """Iterate once; ``hidden`` then says how many rows were counted and not shown.

    Pages are found by the last sys_id (``sys_id>…``), never by an offset alone: rows that come and
    go meanwhile shift an offset.  Raises ``Permanent`` when the instance did not do what was asked.
    """

    def __init__(
        self,
        client: ServiceNowClient,
        table: str,
        fields: Sequence[str],
        conditions: Sequence[Condition] = (),
        *,
        most: int = 10_000,
    ) -> None:
        """``most``: rows at once, where the settings allow more."""
        self._client, self.table = client, table
        self._fields = (*fields, *(each.field for each in conditions))
        self._conditions = tuple(conditions)
        self._limit = min(client.settings.page_size, most)
        self._total: int | None = None
        self._told = True
        self._shown = 0
        self.today: date | None = None

    @property
    def hidden(self) -> int | None:
        """``None``: the instance did not count, so nobody knows."""
        return max((self._total or 0) - self._shown, 0) if self._told else None

    def __iter__(self) -> Iterator[Json]:
        last, offset = "", 0
        while True:
            page = self._page(last, offset)
            for row in page.rows:
                last = self._verified(row, last)
                self._shown += 1
                yield row
            if self._is_last(page, offset):
                break
            offset = 0 if page.rows else self._past_hidden(offset)
        if not self._shown:
            self._verify_nothing()

    def _page(self, last: str, offset: int) -> Page:
        page = self._client.page(
            self.table,
            encoded(self._conditions, last),
            self._fields,
            limit=self._limit,
            offset=offset,
        )
        self._told = self._told and page.total is not None
        if self._total is None:
            self._total = page.total
        self.today = page.today
        return page

    def _is_last(self, page: Page, offset: int) -> bool:
        """A short page is no end: rights are looked at after the limit."""
        if page.total is None:
            return not page.rows
        return page.total <= offset + self._limit

    def _past_hidden(self, offset: int) -> int:
        if offset >= MOST_HIDDEN_PAGES * self._limit:
            raise Permanent(f"{self.table}: the account may read no row of very many: {_MEND}")
        return offset + self._limit

    def _verified(self, row: Json, last: str) -> str:
        """The row's sys_id, once it is what was asked for."""
        identifier = value(row, "sys_id")
        if not identifier or identifier <= last:
            raise Permanent(f"{self.table}: rows are not in the order of sys_id: not all is read")
        for condition in self._conditions:
            if not condition.holds(row):
                raise Permanent(
                    f"{self.table}: the instance returned rows that do not fit "
                    f"{condition.encoded()!r}: {self._ignored(condition.field)}"
                )
        return identifier

    def _verify_nothing(self) -> None:
        """No row may also mean that a condition was not understood, or that all is hidden."""
        if self._total:
            raise Forbidden(f"{self.table}: {self._total} rows, none of which is shown: {_MEND}")
        if not self._conditions:
            return
        page = self._client.page(self.table, "", self._fields, limit=1)
        for row in page.rows:
            for condition in self._conditions:
                blank = condition.values and not value(row, condition.field)
                if condition.field not in row or blank:
                    raise Permanent(f"{self.table}: {self._ignored(condition.field)}")
        if page.total and not page.rows:
            raise Forbidden(f"{self.table}: its first row is not shown: {_MEND}")

    def _ignored(self, field: str) -> str:
        return f"there is no field {field}, or the account may not read it, so nothing was taken in"


_MEND = "give the account a role that may read them"
