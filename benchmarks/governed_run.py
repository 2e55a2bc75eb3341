"""A governed run of five steps beside the bare engine's five empty steps, in one process.

Both alternate, so the ratios hold on a busy machine.  What is outside lives in memory: what is
measured is ours.
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from dbos import DBOS, SetWorkflowID

from benchmarks.commits import Counter, TransactionIds, WalFiles, commits_of
from benchmarks.policies import policies
from benchmarks.rows import Row, at_most, shown
from benchmarks.stores import SQLITE, STORES, database_url
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

STEPS, LAPS, RUNS, COUNTED = 5, 9, 30, 7
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


def lap(act: Callable[[Steersman, int], None], steersman: Steersman, start: int, runs: int) -> Lap:
    walls: list[float] = []
    gc.collect()  # the garbage of the lap before is not this one's
    cpu = time.process_time()
    for n in range(start, start + runs):
        began = time.perf_counter()
        act(steersman, n)
        walls.append(1000 * (time.perf_counter() - began))
    return Lap(1000 * (time.process_time() - cpu) / runs, median(walls))


def measure(steersman: Steersman, store: str, laps: int, runs: int) -> list[Row]:
    """Laps of both in turns; the ratio is the median of the laps' own ratios."""
    lap(run_bare, steersman, 900_000, runs), lap(run_governed, steersman, 900_000, runs)  # warm
    pairs = [
        (lap(run_bare, steersman, n * runs, runs), lap(run_governed, steersman, n * runs, runs))
        for n in range(laps)
    ]
    ratio = median(governed.cpu_ms / bare.cpu_ms for bare, governed in pairs)
    added = median((governed.cpu_ms - bare.cpu_ms) / STEPS for bare, governed in pairs)
    name = f"governed run of {STEPS} steps"
    return [
        at_most(2.3, f"{name}, CPU beside the bare engine's", store, ratio, "×"),
        at_most(5, f"{name}, CPU added per step", store, added, "ms"),
        shown("bare run, CPU", store, median(b.cpu_ms for b, _ in pairs), "ms"),
        shown(f"{name}, CPU", store, median(g.cpu_ms for _, g in pairs), "ms"),
        shown("bare run, p50", store, median(b.p50_ms for b, _ in pairs), "ms"),
        shown(f"{name}, p50", store, median(g.p50_ms for _, g in pairs), "ms"),
    ]


def commits(steersman: Steersman, store: str) -> list[Row]:
    counter = _counter(steersman)
    governed = commits_of(lambda n: run_governed(steersman, 800_000 + n), counter, COUNTED)
    bare_ones = commits_of(lambda n: run_bare(steersman, 800_000 + n), counter, COUNTED)
    name = f"governed run of {STEPS} steps, durable commits"
    return [
        at_most(16, name, store, governed, "commits"),
        shown("bare run, durable commits", store, bare_ones, "commits"),
    ]


def _counter(steersman: Steersman) -> Counter:
    if steersman.store.dialect.name == SQLITE:
        data = steersman.settings.data
        return WalFiles([data / "records.db", data / "engine.db"])
    return TransactionIds(steersman.store)


def run(quick: bool) -> list[Row]:
    laps, runs = (1, 2) if quick else (LAPS, RUNS)
    rows: list[Row] = []
    for store in STORES:
        with database_url(store) as url, opened(url) as steersman:
            rows += measure(steersman, store, laps, runs)
            rows += commits(steersman, store)
    return rows
