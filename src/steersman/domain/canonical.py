"""The one spelling of a body of facts: what is hashed, stored and compared."""

from __future__ import annotations

import hashlib
import json
from typing import Any

Json = dict[str, Any]


def canonical(body: object) -> str:
    """``body`` as JSON with sorted keys and no spaces, as in RFC 8785 for the types we use."""
    return json.dumps(
        body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def digest_of(body: object) -> str:
    """SHA-256 of the canonical spelling, in lower-case hex (64 characters)."""
    return hashlib.sha256(canonical(body).encode()).hexdigest()
