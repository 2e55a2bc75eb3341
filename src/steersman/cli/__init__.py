"""The command line: thin commands over the API of a running Steersman, and a few that need none."""

from __future__ import annotations


def main() -> None:
    """Run the command that was typed.  Exit codes stand in ``cli.exits``."""
    from steersman.cli.app import app  # only now: importing the package must stay cheap

    app()
