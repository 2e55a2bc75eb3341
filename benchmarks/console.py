"""The console on a full record: server time of each page, and the event stream with many readers.

100,000 work items and 1,000,000 ledger entries.  Pages are asked of the application in this
process, so the figures are the server's own time without a network.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from fastapi.testclient import TestClient

from benchmarks import first_page
from benchmarks.rows import Row, at_most, percentile
from benchmarks.stores import STORES, database_url, home
from company.people import people
from steersman.bootstrap import Steersman
from steersman.domain.sources import Source
from steersman.records.desk.tables import agenda, decisions, work_items
from steersman.records.imports import ImportPlan
from steersman.records.ledger.entry import START, Head, Spelled, chain
from steersman.records.ledger.tables import entries
from steersman.records.sign_in.sessions import From
from steersman.records.store import writing
from steersman.settings.product import Settings
from steersman.web.app import create_app
from steersman.web.console.live import Live
from steersman.web.sign_in import cookies

ITEMS, ENTRIES, BATCH = 100_000, 1_000_000, 20_000
ASKED, READERS, SECONDS = 40, 200, 20.0
PAGES = (
    "/",
    "/work",
    "/work?status=done",
    "/work/{last}",
    "/approvals",
    "/people",
    "/ledger",
    "/ledger?kind=decision",
    "/ledger?work={last}",
    "/levels",
    "/systems",
    "/policies",
    "/console/palette?q=ann",
)


def run(quick: bool) -> list[Row]:
    rows: list[Row] = []
    for store in STORES[:1] if quick else STORES:
        with home() as made, database_url(store) as url, _full(made, url, quick) as steersman:
            rows += _pages(steersman, store)
            if store == STORES[0]:
                rows += [_stream(quick), *first_page.measure(steersman, _signed_in(steersman))]
    return rows


@contextmanager
def _full(made: Path, url: str, quick: bool) -> Iterator[Steersman]:
    steersman = Steersman(Settings(data=made / "data", database_url=url))
    try:
        steersman.importer.apply(_import_of_everybody(steersman), by="system:bench")
        ids = _ids(steersman)
        share = 100 if quick else 1
        _fill_work(steersman, ids, ITEMS // share)
        _fill_ledger(steersman, ENTRIES // share, ITEMS // share)
        with steersman.store.begin() as connection:
            connection.execute(sa.text("ANALYZE"))
        yield steersman
    finally:
        steersman.close()


def _import_of_everybody(steersman: Steersman) -> ImportPlan:
    fields = ("employee_number", "given_name", "family_name", "mail", "login", "department")
    listed = [{name: getattr(each, name) for name in fields} for each in people()]
    source = Source(name="hr", recency=steersman.clock.now())
    return steersman.importer.plan(
        json.dumps(listed), format="json", object_type="person", source=source
    )


def _ids(steersman: Steersman) -> list[str]:
    from steersman.records.people import people as table

    with steersman.store.connect() as connection:
        return list(connection.scalars(sa.select(table.c.id)))


def _fill_work(steersman: Steersman, ids: list[str], many: int) -> None:
    """One in a hundred is open; a day has a thousand."""
    now = steersman.clock.now()
    for first in range(1, many + 1, BATCH):
        part = range(first, min(first + BATCH, many + 1))
        rows = [_item(n, many, now, ids) for n in part]
        runs = [_run(row) for row in rows]
        plans = [_decision(row) for row in rows]
        with writing(steersman.store, "desk") as connection:
            connection.execute(sa.insert(work_items), rows)
            connection.execute(sa.insert(agenda), runs)
            connection.execute(sa.insert(decisions), plans)


def _item(n: int, many: int, now: float, ids: list[str]) -> dict[str, object]:
    opened = now - (many - n) * 86.4
    status = "held" if n % 400 == 0 else "incomplete" if n % 133 == 0 else "done"
    return {
        "number": f"REQ{n:07}",
        "seq": n,
        "kind": "service_request",
        "procedure": "leaver" if n % 3 else "remove_access",
        "vouched_by": "",
        "requester": "system:hr-feed" if n % 2 else ids[n % 50],
        "subject": ids[n % len(ids)],
        "summary": f"Somebody leaves, the {n}th",
        "params": "{}",
        "caused_by": "",
        "depth": 0,
        "dedup_key": None,
        "state": "on_hold" if status != "done" else "resolved",
        "status": status,
        "reasons": "[]",
        "digest": f"{n:064x}",
        "opened_at": opened,
        "settled_at": opened + 2 if status == "done" else None,
    }


def _run(row: dict[str, object]) -> dict[str, object]:
    at = row["opened_at"]
    times = {"due_at": at, "started_at": at, "ended_at": at}
    return {"run": f"{row['number']}#1", "work": row["number"], "attempt": 1, **times}


def _decision(row: dict[str, object]) -> dict[str, object]:
    verdict = "HOLD" if row["status"] == "held" else "ALLOW"
    told = {"verdict": verdict, "digest": row["digest"], "reasons": "[]", "needs": "[]"}
    return {"run": f"{row['number']}#1", "work": row["number"], "at": row["opened_at"], **told}


def _fill_ledger(steersman: Steersman, many: int, items: int) -> None:
    """Ten entries for each work item: a decision, its end, and what else happens meanwhile."""
    head: Head = START
    now = steersman.clock.now()
    for first in range(1, many + 1, BATCH):
        part = range(first, min(first + BATCH, many + 1))
        links = chain(head, [_entry(n, many, items, now) for n in part])
        head = Head(links[-1].seq, links[-1].hash)
        rows = [
            {"seq": x.seq, "key": x.key, "kind": x.kind, "at": x.at, "body": x.text, "hash": x.hash}
            for x in links
        ]
        with writing(steersman.store, "ledger") as connection:
            connection.execute(sa.insert(entries), rows)


_PLAN = json.dumps(
    {
        "decision": {
            "verdict": "ALLOW", "digest": "0" * 64, "reasons": [], "until": None,
            "needs": [], "approved_by": [], "verdicts": [],
        },
        "rehearsal": {
            "work": "", "procedure": "leaver", "request": "", "steps": [], "resolved": {},
            "failed": {}, "questions": [], "blocked": "",
        },
    }
)  # fmt: skip


_END = '{"again_at":null,"escalations":[],"reasons":[],"status":"done","work":""}'


def _entry(n: int, many: int, items: int, now: float) -> Spelled:
    work, place = (n - 1) * items // many + 1, (n - 1) % 10
    run, at = f"REQ{work:07}#1", now - (many - n) * 8.64
    if place == 0:
        return Spelled(f"{run}/decision", "decision", at, _PLAN)
    if place == 9:
        return Spelled(f"{run}/end", "end", at, _END)
    return Spelled(f"sign-in/signed-in/{n}", "signed-in", at, '{"by":"x","how":"password"}')


def _pages(steersman: Steersman, store: str) -> list[Row]:
    http, rows = _administrator(steersman), []
    with steersman.store.connect() as connection:
        last = connection.scalar(sa.select(sa.func.max(work_items.c.number)))
    for page in PAGES:
        path = page.format(last=last)
        times = []
        for n in range(ASKED + 3):
            began = time.perf_counter()
            answer = http.get(path)
            if n >= 3:  # the first ones compile templates and statements
                times.append(1000 * (time.perf_counter() - began))
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
        rows.append(
            at_most(100, f"page {path}, server time p95", store, percentile(times, 0.95), "ms")
        )
    return rows


def _administrator(steersman: Steersman) -> TestClient:
    http = TestClient(create_app(steersman), "http://127.0.0.1", follow_redirects=False)
    http.cookies.set(cookies.name_of(steersman, cookies.SESSION), _signed_in(steersman))
    return http


def _signed_in(steersman: Steersman) -> str:
    """The secret of a session of somebody who may see everything."""
    sign_in, who = steersman.sign_in, _ids(steersman)[0]
    for role in ("administrator", "approver"):
        steersman.permissions.assign(who, role, by="system:bench")
    found = sign_in.accounts.find(who)
    account = found or sign_in.accounts.create(who, "bench", by="system:bench")
    _, secret = sign_in.start(account, "password", From("127.0.0.1", "bench"), second_factor=True)
    return secret


def _stream(quick: bool) -> Row:
    """CPU of the process that serves 200 streams with one update a second."""
    seconds = 3.0 if quick else SECONDS
    return asyncio.run(_listen(seconds))


async def _listen(seconds: float) -> Row:
    told = 0

    def look() -> dict[str, object]:
        nonlocal told
        told += 1
        return {"work": told}

    live, heard = Live(look), 0

    async def reader() -> None:
        nonlocal heard
        async for _ in live.stream():
            heard += 1

    readers = [asyncio.create_task(reader()) for _ in range(READERS)]
    cpu, began = time.process_time(), time.perf_counter()
    await asyncio.sleep(seconds)
    share = (time.process_time() - cpu) / (time.perf_counter() - began)
    live.close()
    await asyncio.gather(*readers)
    name = f"event stream, {READERS} readers, {heard / seconds:.0f} messages a second"
    return at_most(0.5, name, "", share, "cores")
