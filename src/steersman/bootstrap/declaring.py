"""Connecting a system from the console: tried with what was typed, kept only when it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from steersman.bootstrap.connect import check, connector_types
from steersman.bootstrap.declaring_hr import feed_of, look_at
from steersman.capabilities.connector import Check, ConnectorSettings, ConnectorType, Secret
from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.records.ledger.entry import Entry
from steersman.records.ledger.ledger import Ledger
from steersman.settings.systems import System, describe, load_systems
from steersman.settings.systems_writing import add_hr, add_system
from steersman.web.core import Draft, HrList


@dataclass(frozen=True)
class Declaring:
    """``file`` is the systems file; what is added counts from the next start on."""

    file: Path
    ledger: Ledger
    clock: Clock

    @cached_property
    def kinds(self) -> Mapping[str, type[ConnectorSettings]]:
        """Every kind of system that can be connected, with the settings it takes."""
        return {name: kind.settings for name, kind in sorted(connector_types().items())}

    def try_out(self, draft: Draft) -> Check:
        """Ask the system whether it answers and what we may do there.  Nothing is written.

        Only the secrets that were typed are ever sent: a draft cannot name a file or variable.
        Raises ``Permanent`` when a setting is wrong.
        """
        kind, settings = self._read(draft)
        typed = _references(draft)

        def resolve(reference: str) -> Secret:
            return lambda: typed[reference]

        connector = kind.connect(draft.name, settings, resolve)
        try:
            return check(connector)
        finally:
            connector.close()

    def keep(self, draft: Draft, *, by: str) -> None:
        """Write it to the systems file and its secrets beside it, readable by us alone."""
        self._read(draft)
        system = System.model_validate({**_system(draft), "settings": _settings(draft)})
        typed = _references(draft)
        files = {reference.removeprefix("file:"): value for reference, value in typed.items()}
        add_system(self.file, system, files)
        self._tell(draft.name, draft.kind, by)

    def try_out_hr(self, file: str) -> HrList:
        """Read HR's list as it stands.  ``Permanent`` when it cannot be taken; writes nothing."""
        return look_at(self.file.resolve().parent, file, self.clock)

    def keep_hr(self, file: str, time_zone: str, *, by: str) -> None:
        """Write HR's list to the systems file; it is read from the next start on."""
        if load_systems(self.file if self.file.exists() else None).hr is not None:
            raise Permanent("HR is connected already: change [hr] in the systems file")
        add_hr(self.file, feed_of(self.file.resolve().parent, file, time_zone))
        self._tell("hr", "hr", by)

    def _tell(self, name: str, kind: str, by: str) -> None:
        told: Json = {"system": name, "kind": kind, "by": by}
        now = self.clock.now()
        self.ledger.record(Entry(f"system/{name}/declared/{now!r}", "system-declared", now, told))

    def _read(self, draft: Draft) -> tuple[ConnectorType, Any]:
        kind = connector_types().get(draft.kind)
        if kind is None:
            raise Permanent(f"there is no kind {draft.kind!r}; known: {', '.join(self.kinds)}")
        try:
            System.model_validate(_system(draft))
            return kind, kind.settings.model_validate(_settings(draft))
        except ValidationError as error:
            raise Permanent(describe(error)) from error


def _system(draft: Draft) -> dict[str, Any]:
    return {
        "name": draft.name,
        "kind": draft.kind,
        "aliases": draft.aliases,
        "identity_source": draft.identity_source,
        "accounts_from": draft.accounts_from,
        "access_group": draft.access_group,
    }


def _settings(draft: Draft) -> dict[str, Any]:
    return {**draft.settings, **{field: _file_of(draft, field) for field in draft.secrets}}


def _references(draft: Draft) -> dict[str, str]:
    return {_file_of(draft, field): value for field, value in draft.secrets.items()}


def _file_of(draft: Draft, field: str) -> str:
    return f"file:secrets/{draft.name}-{field.removesuffix('_secret').replace('_', '-')}"
