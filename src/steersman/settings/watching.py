"""What the watcher on another machine needs, from ``STEERSMAN_WATCH_*`` and its command line."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class WatchSettings(BaseSettings):
    """Which Steersman is watched, and who hears when it falls silent.  Times are in seconds."""

    model_config = SettingsConfigDict(env_prefix="STEERSMAN_WATCH_", extra="ignore", frozen=True)

    url: str = "http://127.0.0.1:8400/healthz"
    notify: str = ""  # mailto:… and https://…, with commas between
    every: float = Field(default=30.0, gt=0)
    misses: int = Field(default=3, ge=1)  # answers that fail to come, one after the other
    patience: float = Field(default=10.0, gt=0)  # for one answer
    smtp: str = ""  # HOST:PORT of the mail server; needed for mailto:
    sender: str = ""  # the address that mails come from; needed for mailto:
    starttls: bool = False
    user: str = ""  # sign-in at the mail server; empty: none
    password_secret: str = ""  # env:NAME or file:PATH
