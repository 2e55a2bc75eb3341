"""What a body must look like: unknown fields are errors, texts have an end."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, Field, model_validator


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _no_zero_bytes(cls, sent: object) -> object:
        """PostgreSQL keeps no text with one, so neither store is given any."""
        waiting = [sent]
        while waiting:
            one = waiting.pop()
            if isinstance(one, str) and "\0" in one:
                raise ValueError("a text holds a zero byte: leave it out")
            if isinstance(one, dict):
                waiting += [*one.keys(), *one.values()]
            elif isinstance(one, list):
                waiting += one
        return sent


async def _raw_body(request: Request) -> bytes:
    return await request.body()


RawBody = Annotated[bytes, Depends(_raw_body)]  # byte for byte, as it was sent
Short = Annotated[str, Field(min_length=1, max_length=200)]
Reason = Annotated[str, Field(min_length=1, max_length=1000, pattern=r"\S")]
OptionalReason = Annotated[str, Field(max_length=1000)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
