"""The timeline: in the order of what happened, each word once, with its source."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from steersman.domain.errors import Permanent
from steersman.records.timeline import LONGEST, Timeline
from steersman.runtime.clock import ManualClock


def test_entries_stand_in_the_order_in_which_things_happened(
    record: sa.Engine, noon: ManualClock
) -> None:
    timeline, now = Timeline(record, noon), noon.now()
    timeline.add("INC1", now, "paged", "second", "system:on-call")
    timeline.add("INC1", now - 60, "note", "first, written later", "per_ann")
    timeline.add("INC2", now, "note", "of another", "per_ann")
    found = timeline.of("INC1")
    assert [each.text for each in found] == ["first, written later", "second"]
    assert (found[0].at, found[0].written_at, found[0].by) == (now - 60, now, "per_ann")


def test_what_has_a_key_is_told_once(record: sa.Engine, noon: ManualClock) -> None:
    timeline = Timeline(record, noon)
    for text in ("once", "again"):
        timeline.add("INC1", 1.0, "told", text, "system:x", key="k")
    timeline.add("INC1", 2.0, "told", "no key", "system:x")
    timeline.add("INC1", 2.0, "told", "no key", "system:x")
    assert [each.text for each in timeline.of("INC1")] == ["once", "no key", "no key"]


def test_an_entry_without_a_source_is_refused_and_a_long_one_cut(
    record: sa.Engine, noon: ManualClock
) -> None:
    timeline = Timeline(record, noon)
    with pytest.raises(Permanent):
        timeline.add("INC1", 1.0, "note", "who says so?", "")
    timeline.add("INC1", 1.0, "note", "x" * (LONGEST + 1), "per_ann")
    assert len(timeline.of("INC1")[0].text) == LONGEST


def test_the_last_ones_are_read(record: sa.Engine, noon: ManualClock) -> None:
    timeline = Timeline(record, noon)
    for number in range(5):
        timeline.add("INC1", float(number), "note", str(number), "per_ann")
    assert [each.text for each in timeline.of("INC1", 2)] == ["3", "4"]
