"""The graph over an empty record, on each store."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from steersman.records.graph import Graph
from tests.records.graph.world import World


@pytest.fixture
def world(record: sa.Engine) -> World:
    return World(record)


@pytest.fixture
def graph(record: sa.Engine) -> Graph:
    return Graph(record)
