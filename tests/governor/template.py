"""Makes a database as Steersman leaves it when it starts for the first time, to be copied."""

from __future__ import annotations

import sys

from steersman.records import migrate
from steersman.records.store import connect
from steersman.runtime.engine import Engine


def main(url: str, engine_url: str) -> None:
    store = connect(url)
    migrate.upgrade(store)
    store.dispose()
    engine = Engine(engine_url, "template", lambda run, work, attempt: {}, 0.05)
    engine.launch()
    engine.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[-1])
