"""What a section declares and the host has not: told by ``check``, before anybody needs it."""

from __future__ import annotations

import os
import shutil

from steersman.connectors.services.on_host.declared import Declared
from steersman.connectors.services.on_host.managers import managed
from steersman.connectors.services.on_host.telling import PATHS, Refused

NEEDED = {
    "service": (),
    "configuration": ("file",),
    "files": ("patterns", "quarantine"),
    "release": ("current", "releases"),
    "certificate": ("certificate", "key"),
    "firewall": ("chain", "rule"),
    "permissions": ("path", "owner", "group", "mode"),
}
THERE = ("file", "current", "releases", "certificate", "key", "path")
MADE_LATER = ("new_certificate", "new_key", "quarantine", "log")


def absent(given: Declared) -> list[str]:
    """One line for each thing that is declared and cannot work."""
    where = f"[{given.kind} {given.name}]"
    wrong = [f"{where} {key}: say which" for key in NEEDED[given.kind] if not given.get(key)]
    try:
        paths = [given.path(key) for key in (*THERE, *MADE_LATER) if given.get(key)]
        wrong += [f"{where} {path}" for path in paths if not _stands(given, path)]
        if given.kind == "service":
            managed(given.name).state()
        elif given.get("service"):
            managed(given.get("service"))
    except Refused as refused:
        wrong.append(f"{where} {refused}")
    commands = [given.command(key)[0] for key in ("test", "reload") if given.get(key)]
    commands += ["nft"] if given.kind == "firewall" else []
    commands += ["openssl"] if given.kind == "certificate" else []
    wrong += [f"{where} command {c}" for c in commands if not shutil.which(c, path=PATHS["PATH"])]
    return wrong


def _stands(given: Declared, path: str) -> bool:
    later = path in [given.get(key) for key in MADE_LATER]
    return later or os.path.lexists(path)
