"""Which language model may help with answers, from ``STEERSMAN_LANGUAGE_MODEL_*``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class LanguageModelSettings(BaseSettings):
    """Without a provider there is none, and every answer is from rules alone."""

    model_config = SettingsConfigDict(
        env_prefix="STEERSMAN_LANGUAGE_MODEL_", extra="ignore", frozen=True
    )

    provider: Literal["", "openai", "anthropic"] = ""  # openai: whatever speaks its protocol
    url: str = ""  # of an endpoint of your own; empty: the provider's
    name: str = ""  # the model, as the provider calls it
    key: str = ""  # env:NAME or file:PATH; empty: the endpoint asks for none
    timeout: float = Field(default=20.0, gt=0, le=300)  # for one answer
    tokens_per_day: int = Field(default=200_000, ge=0)  # UTC; then answers are from rules alone
    may_plan: bool = True  # make a query of a question that the rules do not understand
    may_rephrase: bool = True  # say what a document says in other words
    keep_text: bool = False  # what was sent and received in the ledger, not only its hash
