"""The office on each store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servicedesk.requests.office import Office, OfficeCompany


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    with OfficeCompany(tmp_path, url).staffed() as office:
        yield office


@pytest.fixture
def small_office(tmp_path: Path) -> Iterator[Office]:
    """On SQLite alone, for what does not touch the store in a way of its own."""
    with OfficeCompany(tmp_path, "").staffed() as office:
        yield office
