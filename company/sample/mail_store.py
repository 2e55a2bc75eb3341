"""The mailboxes of the sample's mail server.

Kept over restarts: ids, folder names, rights, scripts, and every mail that was delivered.
What a user does to mails by IMAP (flags, copies, deletions) lasts until the program ends.
"""

from __future__ import annotations

import json
import os
import secrets
from asyncio import StreamWriter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pymap.backend.dict.mailbox import MailboxData, MailboxSet
from pymap.parsing.message import AppendMessage

INBOX = "INBOX"
KEPT = ("guid", "acl", "scripts", "active", "answered")


@dataclass
class Box:
    """One user's mailbox."""

    guid: str
    acl: dict[str, dict[str, str]] = field(default_factory=dict)  # folder: user=bob: rights
    scripts: dict[str, str] = field(default_factory=dict)
    active: str = ""
    answered: dict[str, float] = field(default_factory=dict)  # sender: when, by the vacation
    folders: MailboxSet = field(default_factory=MailboxSet)

    async def names(self) -> Sequence[str]:
        """The folders that can be opened."""
        return [
            entry.name for entry in (await self.folders.list_mailboxes()).list() if entry.exists
        ]

    def rights(self, folder: str, user: str) -> frozenset[str]:
        return frozenset(self.acl.get(folder, {}).get(f"user={user}", "").split())


class MailStore:
    """Every mailbox, and the IMAP connections that are open now."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._file = home / "mailboxes.json"
        self._boxes: dict[str, Box] = {}
        self.connections: list[tuple[str, StreamWriter]] = []

    async def load(self) -> None:
        if not self._file.exists():
            return
        for user, kept in json.loads(self._file.read_text()).items():
            box = Box(**{name: kept[name] for name in KEPT})
            for name in kept["folders"]:
                await box.folders.add_mailbox(name)
            for mail in sorted(self._mails(user).glob("*.eml")):
                await _append(await box.folders.get_mailbox(INBOX), mail.read_bytes())
            self._boxes[user] = box

    async def save(self) -> None:
        body = {user: await _as_json(box) for user, box in self._boxes.items()}
        part = self._file.with_suffix(".part")
        part.write_text(json.dumps(body))
        os.replace(part, self._file)

    async def box(self, user: str) -> Box:
        """The mailbox of a user whom the directory knows; made when it is first asked for."""
        if user not in self._boxes:
            self._boxes[user] = Box(secrets.token_hex(16))
            await self.save()
        return self._boxes[user]

    def known(self, user: str) -> Box | None:
        return self._boxes.get(user)

    def shared_with(self, user: str) -> list[tuple[str, str]]:
        """(owner, folder) of each folder that others let this user see."""
        return sorted(
            (owner, folder)
            for owner, box in self._boxes.items()
            for folder in box.acl
            if "lookup" in box.rights(folder, user)
        )

    async def deliver(self, user: str, mail: bytes) -> None:
        box = await self.box(user)
        mails = self._mails(user)
        mails.mkdir(parents=True, exist_ok=True)
        name = f"{len(list(mails.glob('*.eml'))) + 1:06}"
        (mails / f"{name}.part").write_bytes(mail)
        os.replace(mails / f"{name}.part", mails / f"{name}.eml")
        await _append(await box.folders.get_mailbox(INBOX), mail)

    def kick(self, user: str) -> int:
        """Close every connection of this user; how many there were."""
        writers = [writer for owner, writer in self.connections if owner == user]
        for writer in writers:
            writer.close()
        return len(writers)

    def _mails(self, user: str) -> Path:
        return self._home / "mails" / user


async def _append(inbox: MailboxData, mail: bytes) -> None:
    await inbox.append(AppendMessage(mail), recent=True)


async def _as_json(box: Box) -> dict[str, Any]:
    folders = [name for name in await box.names() if name != INBOX]
    return {name: getattr(box, name) for name in KEPT} | {"folders": folders}
