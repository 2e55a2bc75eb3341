"""One running office for each file of tests, in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cli.office import Office, opened


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with opened(tmp_path_factory.mktemp("office")) as running:
        yield running
