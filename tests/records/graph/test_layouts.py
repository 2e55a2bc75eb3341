"""Saved layouts belong to one person and one root."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.records.graph.layouts import Layouts
from steersman.runtime.clock import ManualClock


def test_a_layout_is_kept_for_the_person_and_the_root_alone(
    record: sa.Engine, noon: ManualClock
) -> None:
    layouts = Layouts(record, noon)
    layouts.save("per_a", "ci_1", {"ci_2": (1.26, -3.0)})
    assert layouts.of("per_a", "ci_1") == {"ci_2": (1.3, -3.0)}
    assert layouts.of("per_b", "ci_1") == {}
    assert layouts.of("per_a", "ci_2") == {}


def test_saving_again_replaces_and_forgetting_brings_the_computed_one_back(
    record: sa.Engine, noon: ManualClock
) -> None:
    layouts = Layouts(record, noon)
    layouts.save("per_a", "ci_1", {"ci_2": (1.0, 1.0)})
    layouts.save("per_a", "ci_1", {"ci_3": (2.0, 2.0)})
    assert layouts.of("per_a", "ci_1") == {"ci_3": (2.0, 2.0)}
    layouts.forget("per_a", "ci_1")
    assert layouts.of("per_a", "ci_1") == {}
