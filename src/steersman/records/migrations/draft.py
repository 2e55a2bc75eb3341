"""Write the next migration from the tables that the code declares.

``python -m steersman.records.migrations.draft "add the badge number"`` writes the next one;
``… draft --first`` writes 0001 anew, with every table, as long as nothing was released.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command

from steersman.records.migrate import VERSIONS, configuration, upgrade
from steersman.records.store import connect


def draft(message: str, versions: Path = VERSIONS) -> Path:
    """The migration from the newest version in ``versions`` to the tables declared now."""
    number = f"{len(list(versions.glob('[0-9]*.py'))) + 1:04d}"
    with tempfile.TemporaryDirectory() as directory:
        engine = connect(f"sqlite:///{directory}/draft.db")
        upgrade(engine, versions)
        with engine.connect() as connection:
            config = configuration(connection, versions)
            made = command.revision(config, message=message, autogenerate=True, rev_id=number)
        engine.dispose()
    if made is None or isinstance(made, list):
        raise RuntimeError("Alembic wrote no single revision")
    return Path(made.path)


def draft_first(versions: Path = VERSIONS) -> Path:
    for earlier in versions.glob("[0-9]*.py"):
        earlier.unlink()
    return draft("every table of the record", versions)


if __name__ == "__main__":
    words = sys.argv[1:]
    path = draft_first() if words == ["--first"] else draft(" ".join(words) or "changes")
    print(f"wrote {path.name}: read it, then run ruff format on it")
