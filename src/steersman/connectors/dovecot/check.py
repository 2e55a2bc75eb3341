"""``steersman systems check`` on a Dovecot server: which commands may the key run?

Each command is tried on a user that does not exist, so nothing can change: one that is
allowed answers "no such user", one that is not answers "unAuthorized".
"""

from __future__ import annotations

from collections.abc import Iterable

from steersman.capabilities.connector import Check
from steersman.connectors.dovecot.client import Doveadm, NotAllowed, Parameter
from steersman.domain.errors import Permanent, Transient

NOBODY = "steersman-check-no-such-user"
OF_NOBODY: dict[str, Parameter] = {"user": NOBODY}
IN_INBOX: dict[str, Parameter] = {**OF_NOBODY, "mailbox": "INBOX", "id": f"user={NOBODY}"}
SCRIPT: dict[str, Parameter] = {**OF_NOBODY, "scriptname": NOBODY}
STATUS: dict[str, Parameter] = {**OF_NOBODY, "field": ["guid"], "mailboxMask": ["INBOX"]}
NEEDED: dict[str, dict[str, Parameter]] = {
    "user": {"userMask": [NOBODY]},
    "who": {"mask": [NOBODY]},
    "kick": {"mask": [NOBODY]},
    "authCacheFlush": {"user": [NOBODY]},
    "mailboxStatus": STATUS,
    "aclGet": {**OF_NOBODY, "mailbox": "INBOX"},
    "aclSet": {**IN_INBOX, "right": ["lookup"]},
    "aclDelete": IN_INBOX,
    "aclRights": {**OF_NOBODY, "mailbox": "INBOX"},
    "sieveList": OF_NOBODY,
    "sieveGet": SCRIPT,
    "sievePut": {**SCRIPT, "file": "keep;"},
    "sieveActivate": SCRIPT,
    "sieveDeactivate": OF_NOBODY,
    "sieveDelete": {**OF_NOBODY, "scriptname": [NOBODY]},
}
# Reading and destroying mail: no capability needs them, so the key should not hold them.
# (Dovecot drops the connection at an expunge that names no folder.)
DANGEROUS: dict[str, dict[str, Parameter]] = {
    "expunge": {**OF_NOBODY, "query": ["mailbox", NOBODY, "all"]},
    "fetch": {**OF_NOBODY, "field": ["uid"], "query": ["all"]},
    "mailboxDelete": {**OF_NOBODY, "mailbox": [NOBODY]},
}
# These name a user by mask only and answer even where the user database accepts any name.
HARMLESS = frozenset({"user", "who", "kick", "authCacheFlush"})


def check(doveadm: Doveadm) -> Check:
    try:
        commands = doveadm.commands()
        return _rights(doveadm, commands)
    except (Permanent, Transient) as error:
        return Check(reached=False, detail=str(error))


def _rights(doveadm: Doveadm, commands: frozenset[str]) -> Check:
    if _takes_any_name(doveadm):
        detail = "the user database accepts any name (allow_all_users): identities prove nothing"
        missing = _refused(doveadm, HARMLESS, commands)
        return Check(True, detail, missing=missing, unknown=_sorted(NEEDED.keys() - HARMLESS))
    held = DANGEROUS.keys() - set(_refused(doveadm, DANGEROUS, commands))
    detail = f"Dovecot's doveadm HTTP API answers with {len(commands)} commands"
    missing = _refused(doveadm, NEEDED, commands)
    return Check(True, detail, missing=missing, excessive=_sorted(held))


def _takes_any_name(doveadm: Doveadm) -> bool:
    try:
        doveadm.fields("user", userMask=[NOBODY])
    except Permanent:
        return False
    return True


def _refused(doveadm: Doveadm, commands: Iterable[str], offered: frozenset[str]) -> tuple[str, ...]:
    return _sorted(n for n in commands if n not in offered or not _may_run(doveadm, n))


def _may_run(doveadm: Doveadm, command: str) -> bool:
    try:
        doveadm.rows(command, **{**NEEDED, **DANGEROUS}[command])
    except NotAllowed:
        return False
    except Permanent:
        return True  # it ran, and found nobody
    return True


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names))
