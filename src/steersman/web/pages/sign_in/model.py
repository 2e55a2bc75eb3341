"""What the pages of signing in show."""

from __future__ import annotations

import math
from dataclasses import dataclass

from steersman.domain.errors import Transient

WRONG = "Name or password is not right."
WRONG_CODE = "This code is not right, or it was used already. Wait for the next one."


@dataclass(frozen=True, slots=True)
class SignInView:
    """``company``: the label of the provider's button; empty: there is none.

    ``first``: nobody has an account yet, and the page says how the first one is made.
    """

    next: str
    name: str = ""
    error: str = ""
    company: str = ""
    note: str = ""
    first: bool = False


@dataclass(frozen=True, slots=True)
class FactorView:
    """Which ways are open to prove it; ``csrf`` is empty while nobody is signed in."""

    action: str
    next: str
    title: str
    code: bool = False
    passkey: bool = False
    password: bool = False
    csrf: str = ""
    name: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class LinkView:
    name: str
    error: str = ""


def wait_for(error: Transient) -> str:
    """The same words whether or not there is such an account."""
    return f"Too many attempts failed. Try again in {math.ceil(error.retry_after)} s."
