"""Groups of commands in which the plain word already does the usual thing."""

from __future__ import annotations

from typer._click import Context  # typer carries its own click
from typer.core import TyperGroup


class ListFirst(TyperGroup):
    """``steersman people`` and ``steersman people Jane`` both list."""

    named = "list"  # the command that takes a first word which is no command

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Put the usual command in front, unless the shell only asks how to complete."""
        first = args[0] if args else ""
        if not ctx.resilient_parsing and first not in self.commands and self._goes_on(first):
            args = [self._usual(first), *args]
        return super().parse_args(ctx, args)

    def _goes_on(self, first: str) -> bool:
        """Whether the usual command can take ``first``; else it is a command that there is not."""
        if first in ("--help", "-h"):
            return False
        takes = any(each.param_type_name == "argument" for each in self.commands[self.named].params)
        return takes or not first or first.startswith("-")

    def _usual(self, first: str) -> str:
        return self.named if first and not first.startswith("-") else "list"


class ShowNamed(ListFirst):
    """``steersman work`` lists, ``steersman work REQ0000001`` shows that one."""

    named = "show"
