"""Hostile scenarios and their harmless twins: how many, wrong actions, and twins that went through.

What is right is read off the outside systems alone, before and after; ``tests/acceptance/hostile``
tells the stories.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.rows import Row, at_least, at_most, shown
from benchmarks.stores import SQLITE
from tests.acceptance.hostile.judge import MEMORY, SCENARIOS, template
from tests.acceptance.hostile.stories import tell_all

PROMISED = 40
QUICK = 6  # stories


def run(quick: bool) -> list[Row]:
    chosen = SCENARIOS[:: max(1, len(SCENARIOS) // QUICK)] if quick else SCENARIOS
    tellings = [(each.full_name, hostile) for each in chosen for hostile in (True, False)]
    with tempfile.TemporaryDirectory(prefix="steersman-bench-", dir=MEMORY) as name:
        findings = tell_all(tellings, template(Path(name)))
    wrong = sum(bool(found.wrong) for found in findings.values())
    broke = sum(bool(found.broke) for found in findings.values())
    through = [f for (_, hostile), f in findings.items() if not hostile]
    went = sum(not (f.missing or f.broke) for f in through)
    told = "hostile scenarios"
    return [
        shown(told, SQLITE, len(chosen), "scenarios")
        if quick
        else at_least(PROMISED, told, SQLITE, len(chosen), "scenarios"),
        at_most(0, f"{told}, wrong actions", SQLITE, wrong, "scenarios"),
        at_most(0, f"{told} that broke off", SQLITE, broke, "scenarios"),
        at_least(100, "harmless twins that went through", SQLITE, 100 * went / len(through), "%"),
    ]
