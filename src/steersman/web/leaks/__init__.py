"""The leak test: everybody asks for everything, and nobody may get what no rule shows them."""

from __future__ import annotations

from steersman.web.leaks.check import Wanted, check_leaks
from steersman.web.leaks.report import Leak, Report, State

__all__ = ["Leak", "Report", "State", "Wanted", "check_leaks"]
