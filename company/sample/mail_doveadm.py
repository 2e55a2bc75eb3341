"""A contract server for Dovecot's doveadm HTTP API, over the sample's own mailboxes.

Written from Dovecot 2.3's manual ("Doveadm HTTP API") and the answers of the real 2.3.19, for the
commands that our connector uses.  It is not Dovecot; it proves that the same connector works.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from company.sample.mail_directory import Directory, DirectoryDown
from company.sample.mail_imap import SHARED
from company.sample.mail_sieve import SieveError, parse
from company.sample.mail_store import INBOX, Box, MailStore

USAGE, DATA, NO_USER, NOT_FOUND, TEMPORARY = 64, 65, 67, 68, 75  # sysexits.h
RIGHTS = [
    "lookup",
    "read",
    "write",
    "write-seen",
    "write-deleted",
    "insert",
    "post",
    "expunge",
    "create",
    "delete",
    "admin",
]
Given = dict[str, Any]


class ExitCode(Exception):
    """The command ends with this code."""


class Doveadm:
    """Runs commands; all in the event loop that also serves IMAP and SMTP."""

    def __init__(self, store: MailStore, directory: Directory) -> None:
        self._store, self._directory = store, directory

    async def run(self, calls: Sequence[tuple[str, Given, str]]) -> list[list[object]]:
        """One after the other, as doveadm does."""
        return [await self.answer(*call) for call in calls]

    async def answer(self, command: str, given: Given, tag: str) -> list[object]:
        if command not in COMMANDS:
            return ["error", {"type": "unknownMethod", "exitCode": 0}, tag]
        run, parameters = COMMANDS[command]
        if not given.keys() <= parameters:
            return ["error", {"type": "invalidRequest", "exitCode": 0}, tag]
        try:
            return ["doveadmResponse", await run(self, given), tag]
        except ExitCode as code:
            return ["error", {"type": "exitCode", "exitCode": code.args[0]}, tag]
        except DirectoryDown:
            return ["error", {"type": "exitCode", "exitCode": TEMPORARY}, tag]
        except (KeyError, TypeError):  # a parameter is missing, or of another type
            return ["error", {"type": "exitCode", "exitCode": USAGE}, tag]

    async def _find(self, user: str) -> dict[str, str]:
        fields = await asyncio.to_thread(self._directory.find, user.lower().partition("@")[0])
        if fields is None:
            raise ExitCode(NO_USER)
        return dict(fields)

    async def _box(self, given: Given) -> Box:
        user = str(given["user"])
        await self._find(user)
        return await self._store.box(user.lower().partition("@")[0])

    async def _acl(self, given: Given) -> dict[str, str]:
        box = await self._box(given)
        if given["mailbox"] not in await box.names():
            raise ExitCode(NOT_FOUND)
        return box.acl.setdefault(given["mailbox"], {})

    async def user(self, given: Given) -> object:
        answer = {}
        for name in given["userMask"]:
            fields = await self._find(name)
            canonical = name.lower().partition("@")[0]
            answer[name] = fields if canonical == name else {"user": canonical, **fields}
        return answer

    async def who(self, given: Given) -> object:
        count = Counter(user for user, _ in self._store.connections)
        return [
            {"username": user, "connections": str(number), "service": "imap"}
            for user, number in sorted(count.items())
            if not given.get("mask") or user in given["mask"]
        ]

    async def kick(self, given: Given) -> object:
        kicked = [user for user in given["mask"] if self._store.kick(user)]
        if not kicked:
            raise ExitCode(NOT_FOUND)
        return [{"result": user} for user in kicked]

    async def flush(self, given: Given) -> object:
        return [{"entries": "0"}]  # nothing is cached: each sign-in asks the directory

    async def status(self, given: Given) -> object:
        box = await self._box(given)
        names = await box.names() if "*" in given["mailboxMask"] else given["mailboxMask"]
        return [{"mailbox": name, "guid": await _guid(box, name)} for name in names]

    async def acl_get(self, given: Given) -> object:
        acl = await self._acl(given)
        return [{"id": who, "global": "", "rights": rights} for who, rights in acl.items()]

    async def acl_set(self, given: Given) -> object:
        if not set(given["right"]) <= set(RIGHTS):
            raise ExitCode(USAGE)
        (await self._acl(given))[given["id"]] = " ".join(given["right"])
        await self._store.save()
        return []

    async def acl_delete(self, given: Given) -> object:
        (await self._acl(given)).pop(given["id"], None)
        await self._store.save()
        return []

    async def acl_rights(self, given: Given) -> object:
        box, name = await self._box(given), str(given["mailbox"])
        if name.startswith(SHARED):
            owner, _, folder = name.removeprefix(SHARED).partition("/")
            shared = self._store.known(owner)
            user = str(given["user"]).lower()
            rights = shared.rights(folder, user) if shared else frozenset[str]()
            return [{"rights": " ".join(right for right in RIGHTS if right in rights)}]
        if name not in await box.names():
            raise ExitCode(NOT_FOUND)
        return [{"rights": " ".join(RIGHTS)}]

    async def sieve_list(self, given: Given) -> object:
        box = await self._box(given)
        return [
            {"script": name, "active": "ACTIVE" if name == box.active else ""}
            for name in sorted(box.scripts)
        ]

    async def sieve_get(self, given: Given) -> object:
        box = await self._box(given)
        return [{"sieve script": box.scripts[_named(box, given["scriptname"])]}]

    async def sieve_put(self, given: Given) -> object:
        box = await self._box(given)
        try:
            parse(given["file"])
        except SieveError as error:
            raise ExitCode(DATA) from error
        box.scripts[given["scriptname"]] = given["file"]
        await self._store.save()
        return []

    async def sieve_activate(self, given: Given) -> object:
        box = await self._box(given)
        box.active = _named(box, given["scriptname"])
        await self._store.save()
        return []

    async def sieve_deactivate(self, given: Given) -> object:
        (await self._box(given)).active = ""
        await self._store.save()
        return []

    async def sieve_delete(self, given: Given) -> object:
        box = await self._box(given)
        for name in given["scriptname"]:
            if _named(box, name) == box.active:
                raise ExitCode(USAGE)
            del box.scripts[name]
        await self._store.save()
        return []


def _named(box: Box, name: str) -> str:
    if name not in box.scripts:
        raise ExitCode(NOT_FOUND)
    return name


async def _guid(box: Box, folder: str) -> str:
    """The INBOX's is ours and kept; the others' are pymap's own ids."""
    if folder == INBOX:
        return box.guid
    try:
        return str((await box.folders.get_mailbox(folder)).mailbox_id)
    except KeyError as error:
        raise ExitCode(NOT_FOUND) from error


def _takes(*names: str) -> frozenset[str]:
    return frozenset(names)


Run = Callable[[Doveadm, Given], Awaitable[object]]
COMMANDS: dict[str, tuple[Run, frozenset[str]]] = {
    "user": (Doveadm.user, _takes("userMask")),
    "who": (Doveadm.who, _takes("mask")),
    "kick": (Doveadm.kick, _takes("mask")),
    "authCacheFlush": (Doveadm.flush, _takes("user")),
    "mailboxStatus": (Doveadm.status, _takes("user", "field", "mailboxMask")),
    "aclGet": (Doveadm.acl_get, _takes("user", "mailbox")),
    "aclSet": (Doveadm.acl_set, _takes("user", "mailbox", "id", "right")),
    "aclDelete": (Doveadm.acl_delete, _takes("user", "mailbox", "id")),
    "aclRights": (Doveadm.acl_rights, _takes("user", "mailbox")),
    "sieveList": (Doveadm.sieve_list, _takes("user")),
    "sieveGet": (Doveadm.sieve_get, _takes("user", "scriptname")),
    "sievePut": (Doveadm.sieve_put, _takes("user", "scriptname", "file")),
    "sieveActivate": (Doveadm.sieve_activate, _takes("user", "scriptname")),
    "sieveDeactivate": (Doveadm.sieve_deactivate, _takes("user")),
    "sieveDelete": (Doveadm.sieve_delete, _takes("user", "scriptname")),
}
