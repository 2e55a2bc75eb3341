"""A worker process that dies (SIGKILL) or freezes (SIGSTOP), each moment at most once."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import sqlalchemy as sa

from steersman.records.ledger.tables import entries as ledger
from tests.governor.company import Company

RUN = "REQ0000001#1"


def main(path: str, database_url: str, worker: str, mode: str, at: str) -> None:
    company = Company(Path(path), database_url)
    seen = Path(path) / "moments"
    seen.touch()
    database = sa.create_engine(company.settings().records_url)
    decision = sa.select(ledger.c.seq).where(ledger.c.key == f"{RUN}/decision")

    def decided() -> bool:
        with database.connect() as connection:
            return connection.scalar(decision) is not None

    def hook(moment: str) -> None:
        here = f"{'run' if decided() else 'rehearsal'}: {moment}"
        if here in seen.read_text().splitlines() or at not in ("", here):
            return
        with seen.open("a") as file:
            file.write(here + "\n")
        os.kill(os.getpid(), signal.SIGSTOP if mode == "freeze" else signal.SIGKILL)
        time.sleep(0.5)  # a stop reaches the other threads first: wait for it here, not in a write

    with company.open(hook=hook, worker=worker) as steersman:
        steersman.tick()
        print(steersman.finish(RUN)["status"], flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
