"""What only runbooks ask of a run: a procedure in Python that calls any of it fails its test."""

from __future__ import annotations

from typing import NoReturn

from steersman.governor.checking import Check, Proof


class NoChecks:
    def check(self, check: Check) -> NoReturn:
        raise AssertionError(f"{check.key} is read")

    def tell(self, check: Check) -> NoReturn:
        raise AssertionError(f"{check.key} is read")

    def when(self, check: Check) -> NoReturn:
        raise AssertionError(f"{check.key} is read")

    def expect(self, check: Check, *, within: float) -> NoReturn:
        raise AssertionError(f"{check.key} is expected")

    def proving(self) -> NoReturn:
        raise AssertionError("nothing is proven")

    def prove(self, proof: Proof) -> NoReturn:
        raise AssertionError("nothing is proven")

    def undo_all(self) -> NoReturn:
        raise AssertionError("everything is taken back")
