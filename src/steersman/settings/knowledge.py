"""Where the model of meanings and the indexes of folders are, from ``STEERSMAN_*``."""

from __future__ import annotations

import sys
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class KnowledgeSettings(BaseSettings):
    """What search needs to know of this machine."""

    model_config = SettingsConfigDict(env_prefix="STEERSMAN_", extra="ignore", frozen=True)

    model: Path | None = None  # the folder with the model; empty: where `make setup` put it
    cache: Path = Path("~/.cache/steersman")  # indexes of folders: may be removed at any time

    @property
    def model_folder(self) -> Path:
        """Within the environment that this process runs in."""
        return self.model or Path(sys.prefix) / "share" / "steersman" / "minilm"
