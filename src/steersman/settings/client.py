"""Where the command line finds its server and its token, from ``STEERSMAN_*``."""

from __future__ import annotations

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

from steersman.settings.secrets import secret


class ClientSettings(BaseSettings):
    """What the command line needs to reach a running Steersman."""

    model_config = SettingsConfigDict(env_prefix="STEERSMAN_", extra="ignore", frozen=True)

    url: str = "http://127.0.0.1:8400"
    token: str = ""
    token_file: Path = Path("~/.config/steersman/token")  # 0600; used when there is no token
    ca_file: Path | None = None  # certificates to trust besides the usual ones, in PEM

    def bearer(self) -> str:
        """The token, or empty when there is none.  ``Permanent`` when others may read its file."""
        if self.token:
            return self.token
        path = self.token_file.expanduser()
        return secret(f"file:{path}")() if path.exists() else ""
