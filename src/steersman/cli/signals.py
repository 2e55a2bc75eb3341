"""``steersman signals``: what the product would have seen in a history of your own."""

from __future__ import annotations

import typer

from steersman.cli import signals_detect, signals_forecast, signals_logs, signals_replay
from steersman.cli.session import offline

app = typer.Typer(no_args_is_help=True, help="Try on your own history what would be seen and told.")


offline(app, "detect")(signals_detect.detect)
offline(app, "forecast")(signals_forecast.forecast)
offline(app, "logs")(signals_logs.logs)
offline(app, "replay")(signals_replay.replay)
