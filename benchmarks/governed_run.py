"""A governed run of five steps beside the bare engine's five empty steps, in one process.

Both alternate, so the ratios hold on a busy machine.  What is outside lives in memory: what is
measured is ours.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, SetWorkflowID

from benchmarks.policies import policies
from company.process import Processes
from company.services import postgres
from steersman.bootstrap import Steersman
from steersman.bootstrap.connect import Connected
from steersman.bootstrap.steersman import Parts
from steersman.capabilities.contract import Capability, RateLimit, Reversal, Risk, Spec
from steersman.domain.plan import Change, Plan
from steersman.domain.work import Work
from steersman.governor.limits import Budget, Limits
from steersman.governor.procedure import Run
from steersman.records.desk.work import Request
from steersman.runtime.engine import checkpoint
from steersman.settings.product import Settings

STEPS, LAPS, RUNS = 5, 3, 20
WIDE = Budget(
    people_per_hour=10**6, people_per_day=10**6, share_of_company_per_day=1.0, always_allowed=10**6
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    account: str


@dataclass
class InMemory(Capability[Params]):
    """Sets one value in a dictionary."""

    attribute: str
    values: dict[tuple[str, str], str]
    system: str = "memory"
    params: type[Params] = field(default=Params)

    def __post_init__(self) -> None:
        self.spec = Spec(
            name=f"{self.attribute}.set",
            summary="Set a value",
            risk=Risk.LOW,
            reversal=Reversal.EXACT,
            permissions=frozenset({"write"}),
            rate_limit=RateLimit(calls=10**6, per=60.0),
            verify_within=0.0,
        )

    def plan(self, params: Params) -> Plan:
        target = f"{self.system}:{params.account}"
        if self.values.get((target, self.attribute)) == "set":
            return Plan(self.key, ())
        return Plan(self.key, (Change(target, self.attribute, None, "set"),))

    def apply(self, plan: Plan, *, key: str) -> None:
        for change in plan:
            self.values[change.target, change.attribute] = change.after or ""

    def verify(self, plan: Plan) -> bool:
        return all(self.values.get((c.target, c.attribute)) == c.after for c in plan)

    def undo(self, plan: Plan, *, key: str) -> None:
        for change in plan:
            self.values.pop((change.target, change.attribute), None)


def five_steps(run: Run, work: Work) -> None:
    for n in range(STEPS):
        run.do(f"attribute{n}.set", "memory", account=work.params["account"])


@DBOS.workflow(name="bare")
def bare(n: str) -> dict[str, str]:
    for step in range(STEPS):
        checkpoint(f"step {step}", lambda: {"n": n})
    return {"status": "done"}


@contextmanager
def opened(url: str) -> Iterator[Steersman]:
    values: dict[tuple[str, str], str] = {}
    capabilities: list[Capability[Any]] = [InMemory(f"attribute{n}", values) for n in range(STEPS)]
    with tempfile.TemporaryDirectory() as home:
        data = Path(home) / "data"
        (data / "policies").mkdir(parents=True)
        (data / "policies" / "50.cedar").write_text(policies(50))
        budget = Limits(default=WIDE).default.model_dump()
        rows = [f"{key} = {value}" for key, value in budget.items()]
        (data / "limits.toml").write_text("\n".join(["[default]", *rows]))
        connected = Connected(extra={c.key: c for c in capabilities})
        parts = Parts(connected=connected, procedures={"leaver": five_steps})
        steersman = Steersman(Settings(data=data, database_url=url), parts)
        steersman.open()
        try:
            yield steersman
        finally:
            steersman.close()


def run_bare(steersman: Steersman, n: int) -> None:
    with SetWorkflowID(f"bare-{n}"):
        DBOS.start_workflow(bare, str(n)).get_result()


def run_governed(steersman: Steersman, n: int) -> None:
    params = {"account": f"account-{n}"}
    request = Request(procedure="leaver", requester="system:bench", params=params)
    steersman.desk.work_items.submit(request)
    (started,) = steersman.tick()
    end = steersman.finish(started)
    assert end["status"] == "done", end


@dataclass
class Lap:
    cpu_ms: float
    p50_ms: float


def lap(act: Callable[[Steersman, int], None], steersman: Steersman, start: int) -> Lap:
    walls: list[float] = []
    cpu = time.process_time()
    for n in range(start, start + RUNS):
        began = time.perf_counter()
        act(steersman, n)
        walls.append(1000 * (time.perf_counter() - began))
    return Lap(1000 * (time.process_time() - cpu) / RUNS, median(walls))


def measure(steersman: Steersman, store: str) -> list[dict[str, object]]:
    """Laps of both in turns; the ratio is the median of the laps' own ratios."""
    lap(run_bare, steersman, 900_000), lap(run_governed, steersman, 900_000)  # warm
    pairs = [
        (lap(run_bare, steersman, n * RUNS), lap(run_governed, steersman, n * RUNS))
        for n in range(LAPS)
    ]
    ratio = median(governed.cpu_ms / plain.cpu_ms for plain, governed in pairs)
    added = median((governed.cpu_ms - plain.cpu_ms) / STEPS for plain, governed in pairs)
    figures = [
        ("CPU of a governed run / bare run", ratio, "ratio", "≤ 2.3"),
        ("CPU added per governed step", added, "ms", "≤ 5"),
        ("CPU of a bare run", median(p.cpu_ms for p, _ in pairs), "ms", ""),
        ("CPU of a governed run", median(g.cpu_ms for _, g in pairs), "ms", ""),
        ("bare run p50", median(p.p50_ms for p, _ in pairs), "ms", ""),
        ("governed run p50", median(g.p50_ms for _, g in pairs), "ms", ""),
    ]
    return [
        {"name": name, "store": store, "value": round(value, 2), "unit": unit, "bar": bar}
        for name, value, unit, bar in figures
    ]


def commits(steersman: Steersman, url: str) -> dict[str, object]:
    """Write transactions of one run, counted by PostgreSQL itself: only those get an id."""
    observer = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    xmax = sa.text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
    with observer.connect() as connection:
        before = connection.scalar(xmax)
        run_governed(steersman, 800_000)
        after = connection.scalar(xmax)
    observer.dispose()
    count = int(after or 0) - int(before or 0)
    name = "durable commits of a governed run of 5 steps"
    return {"name": name, "store": "postgresql", "value": count, "unit": "commits", "bar": "≤ 16"}


def run() -> list[dict[str, object]]:
    with opened("") as steersman:
        rows = measure(steersman, "sqlite")
    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o755)
        processes = Processes(Path(home))
        try:
            url = postgres.start(processes, durable=True).url()
            with opened(url) as steersman:
                rows += measure(steersman, "postgresql")
                rows.append(commits(steersman, url))
        finally:
            processes.stop_all()
    return rows


if __name__ == "__main__":
    for row in run():
        print(row, file=sys.stdout)
