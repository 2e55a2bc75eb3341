"""Whatever stands in the fields of an answer: an inventory that keeps its promises, or an error."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from company.services.netbox_data import Objects, estate
from steersman.connectors.netbox.client import Listing, NetBoxClient
from steersman.connectors.netbox.collecting import NetBoxInventory
from steersman.connectors.netbox.settings import NetBoxSettings
from steersman.domain.canonical import Json

JUNK: st.SearchStrategy[object] = st.sampled_from(
    [None, "", "x", 0, -1, 1.5, True, [], ["x"], [[]], {}, {"id": []}, {"name": {}}, {"id": "1"}]
)
PLACES = [
    (endpoint, number, field)
    for endpoint, rows in estate().items()
    for number, row in enumerate(rows)
    for field in row
    if field != "id"
]


class Table(NetBoxClient):
    """Lists from a table instead of over the wire: only what stands in the rows matters here."""

    def __init__(self, rows: Objects, told: NetBoxSettings) -> None:
        super().__init__(told, lambda: "token")
        self._rows = rows

    def list(self, endpoint: str, slim: Callable[[Json], Json] = lambda row: row) -> Listing:
        return Listing(tuple(slim(row) for row in self._rows[endpoint]), whole=True)


@given(st.lists(st.tuples(st.sampled_from(PLACES), JUNK), min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_odd_values_in_fields_never_break_a_listing(
    changes: list[tuple[tuple[str, int, str], object]],
) -> None:
    rows = estate()
    for (endpoint, number, field), junk in changes:
        rows[endpoint][number][field] = junk
    told = NetBoxSettings.model_validate({"url": "http://127.0.0.1:9", "token_secret": "env:X"})
    found = NetBoxInventory(Table(rows, told), told).collect()
    keys = {item.key for item in found.items}
    assert all(item.name for item in found.items)
    assert all({each.source, each.target} <= keys for each in found.relations)
    assert found.complete == (not found.not_read)
