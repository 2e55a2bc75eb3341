"""An office on each store, and one on SQLite where the store cannot matter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.governor.company import Company
from tests.web.office import Office, move_in


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    company = Company(tmp_path, "")
    with company.open() as steersman:
        yield move_in(steersman, company)


@pytest.fixture
def each_office(company: Company) -> Iterator[Office]:
    with company.open() as steersman:
        yield move_in(steersman, company)
