"""HR's list, connected from the console: only a file beside the systems file, read before kept."""

from __future__ import annotations

from pathlib import Path

from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent, Transient
from steersman.servicedesk.hr.export import read_export
from steersman.servicedesk.hr.feed import zone_of
from steersman.settings.systems import HrFeed
from steersman.web.core import HrList

KINDS = (".csv", ".json")
SECRETS = "secrets"


def look_at(folder: Path, file: str, clock: Clock) -> HrList:
    """How many people the list holds.  Raises ``Permanent`` when it cannot be taken at all."""
    path = _inside(folder, file)
    try:
        export = read_export(path, clock.now())
    except Transient as error:
        raise Permanent(f"file: {error}") from error
    problems = tuple(f"line {each.line}: {each.message}" for each in export.problems)
    return HrList(str(path), len(export.rows), problems)


def feed_of(folder: Path, file: str, time_zone: str) -> HrFeed:
    """As it will stand in the systems file."""
    _inside(folder, file)
    zone_of(time_zone)
    return HrFeed(file=file, time_zone=time_zone)


def _inside(folder: Path, file: str) -> Path:
    """No other file of the machine: what stands in it would be shown as people."""
    root = folder.resolve()
    path = (root / file).resolve()
    if not path.is_relative_to(root) or path.is_relative_to(root / SECRETS):
        raise Permanent(f"file: it must lie in {root}, such as hr/people.csv")
    if path.suffix.lower() not in KINDS:
        raise Permanent(f"file: HR's list ends in {' or '.join(KINDS)}")
    return path
