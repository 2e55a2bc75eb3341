"""The command ``steersman`` and all that stands under it."""

from __future__ import annotations

import typer

from steersman.cli import keys, server, systems
from steersman.cli.session import offline

app = typer.Typer(
    name="steersman",
    help="IT operations by agents that earn their autonomy.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # a traceback with local values could show a secret
    context_settings={"help_option_names": ["--help", "-h"]},
)
offline(app, "run")(server.run)
offline(app, "migrate")(server.migrate)
app.add_typer(systems.app, name="systems")
app.add_typer(keys.app, name="keys")
