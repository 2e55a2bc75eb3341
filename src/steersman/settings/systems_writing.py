"""Adding a system to the systems file: checked as a whole first, then put in place at once."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from steersman.domain.errors import Permanent
from steersman.settings.systems import HrFeed, System, load_systems

_BARE = re.compile(r"[A-Za-z0-9_-]+")
HEADER = "# What Steersman is connected to.  Secrets stand in files of their own.\n"


def add_system(path: Path, system: System, secrets: Mapping[str, str]) -> None:
    """Append ``system``; ``secrets``: file below the systems file's folder → its content.

    Nothing that is there is lost or overwritten.  Raises ``Permanent`` when the file would not
    be a right one, or a secret file is there already.
    """
    _append(path, as_toml(system), secrets)


def add_hr(path: Path, hr: HrFeed) -> None:
    """Append ``[hr]``.  Raises ``Permanent`` when the file would not be a right one."""
    told = hr.model_dump(exclude_defaults=True)
    lines = ["[hr]", *(f"{name} = {_value(value)}" for name, value in told.items())]
    _append(path, "\n".join(lines) + "\n", {})


def _append(path: Path, table: str, secrets: Mapping[str, str]) -> None:
    folder = path.resolve().parent
    folder.mkdir(parents=True, exist_ok=True)
    before = path.read_text() if path.exists() else HEADER
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_text(f"{before.rstrip()}\n\n{table}")
        load_systems(fresh)
        for name, value in secrets.items():
            _keep_secret(folder / name, value)
        os.replace(fresh, path)
    except OSError as error:
        mend = "let the user that runs Steersman write there, or add it by hand"
        raise Permanent(f"{path} cannot be written ({error.strerror}): {mend}") from error
    finally:
        fresh.unlink(missing_ok=True)


def as_toml(system: System) -> str:
    """One ``[[systems]]`` table; what is as by default is left out."""
    told = system.model_dump(exclude={"settings"}, exclude_defaults=True)
    lines = ["[[systems]]", *(f"{name} = {_value(value)}" for name, value in told.items())]
    tables = {n: v for n, v in system.settings.items() if isinstance(v, Mapping)}
    flat = {n: v for n, v in system.settings.items() if n not in tables}
    lines += ["", "[systems.settings]", *(f"{n} = {_value(v)}" for n, v in flat.items())]
    for name, table in tables.items():
        lines += ["", f"[systems.settings.{name}]"]
        lines += [f"{_key(n)} = {_value(v)}" for n, v in table.items()]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    """A bare key where it can be one."""
    return name if _BARE.fullmatch(name) else _value(name)


def _value(value: Any) -> str:
    """TOML's basic strings, numbers, booleans and arrays are spelled like JSON's."""
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, (bool, int, float)):
        return json.dumps(value)
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _keep_secret(file: Path, value: str) -> None:
    """Readable by us alone from its first byte on; what is there stays."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as there:
        raise Permanent(f"{file} is there already: choose another name for the system") from there
    with os.fdopen(handle, "w") as out:
        out.write(value)
