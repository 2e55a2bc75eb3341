"""What every command has in common: its options, its screen, and how it ends."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any

import typer

from steersman.cli.exits import HELD, REFUSED, Stop
from steersman.cli.output import Screen
from steersman.domain.errors import NeedsPerson, Permanent, Transient

if TYPE_CHECKING:
    from steersman.cli.client import Api

AsJson = Annotated[bool, typer.Option("--json", help="Answer with one JSON document.")]
Url = Annotated[str | None, typer.Option(help="Address of the server.  [STEERSMAN_URL]")]
Token = Annotated[
    str | None, typer.Option(help="Who asks.  Others see a command line: prefer STEERSMAN_TOKEN.")
]
Command = Callable[..., None]


class Session:
    """One command as it runs: where it shows things, and the server it asks."""

    def __init__(self, *, as_json: bool, url: str | None = None, token: str | None = None) -> None:
        self.screen = Screen(as_json=as_json)
        self._given = {"url": url, "token": token}

    @cached_property
    def api(self) -> Api:
        from steersman.cli.client import Api
        from steersman.settings.client import ClientSettings

        said = {name: value for name, value in self._given.items() if value is not None}
        return Api(ClientSettings(**said))  # type: ignore[arg-type]  # every key is a text field

    def show(self, body: object, for_people: Callable[[], None]) -> None:
        """``body`` for a program, or what ``for_people`` shows."""
        if self.screen.as_json:
            self.screen.body(body)
        else:
            for_people()

    def close(self) -> None:
        if "api" in self.__dict__:
            self.api.close()


def online(app: typer.Typer, name: str, panel: str = "") -> Callable[[Command], Command]:
    """A command that asks the server; ``panel`` is the heading it stands under in the help."""
    return _command(app, name, {"as_json": AsJson, "url": Url, "token": Token}, panel)


def offline(app: typer.Typer, name: str, panel: str = "") -> Callable[[Command], Command]:
    """A command that needs no server."""
    return _command(app, name, {"as_json": AsJson}, panel)


def _command(
    app: typer.Typer, name: str, common: dict[str, object], panel: str
) -> Callable[[Command], Command]:
    def register(function: Command) -> Command:
        def command(**given: Any) -> None:
            session = Session(**{option: given.pop(option) for option in common})
            _run(session, function, given)

        command.__dict__["__signature__"] = _signature(function, common)
        command.__doc__ = function.__doc__
        app.command(name, rich_help_panel=panel or None)(command)
        return function

    return register


def _signature(function: Command, common: dict[str, object]) -> inspect.Signature:
    """The function's own parameters without the session, then the common options."""
    own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
    shared = [
        inspect.Parameter(
            option,
            inspect.Parameter.KEYWORD_ONLY,
            default=False if annotation is AsJson else None,
            annotation=annotation,
        )
        for option, annotation in common.items()
    ]
    return inspect.Signature([*own, *shared])


def _run(session: Session, function: Command, given: dict[str, Any]) -> None:
    """A problem becomes a sentence and an exit code; what nobody expected stays a traceback."""
    try:
        function(session, **given)
    except Stop as stop:
        session.screen.stop(stop)
        raise typer.Exit(stop.exit_code) from stop
    except (Permanent, Transient, NeedsPerson) as problem:
        session.screen.stop(Stop(str(problem)))
        raise typer.Exit(HELD if isinstance(problem, NeedsPerson) else REFUSED) from problem
    finally:
        session.close()
