"""Lines of logs grouped by their wording: what varies is set aside, and a new wording is seen."""

from steersman.signals.logs.templates import Line, Template, Templates

__all__ = ["Line", "Template", "Templates"]
