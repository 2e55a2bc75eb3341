"""Which secrets the on-call page may name: those that were set aside for it, and no other.

Whoever chooses a reference chooses where the secret is sent to, so a reference must never reach the
password of another system.
"""

from __future__ import annotations

import re

from steersman.domain.errors import Permanent

_MINE = re.compile(r"(env:STEERSMAN_ON_CALL_[A-Z0-9_]{1,80}|file:on-call/[A-Za-z0-9_.-]{1,80})")


def check_reference(reference: str) -> None:
    """``Permanent`` unless it is ``env:STEERSMAN_ON_CALL_…`` or ``file:on-call/NAME``."""
    if not _MINE.fullmatch(reference) or reference.endswith(("/.", "/..")):
        raise Permanent(
            "a secret is written env:STEERSMAN_ON_CALL_NAME or file:on-call/NAME, not as its value"
        )
