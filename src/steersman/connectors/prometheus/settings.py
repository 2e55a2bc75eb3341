"""What the systems file says about a Prometheus server."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from steersman.capabilities.json_api import ApiSettings


class PrometheusSettings(ApiSettings):
    """Where Prometheus answers, how we sign in, and what its labels mean."""

    url: str = Field(
        description="address of Prometheus, with its path prefix if it has one",
        examples=["https://prometheus.example.org"],
    )
    user: str = Field(default="", description="name for basic authentication", examples=["reader"])
    password_secret: str = Field(default="", description="password for basic authentication")
    token_secret: str = Field(default="", description="bearer token, instead of user and password")
    host_jobs: tuple[str, ...] = Field(
        default=("node", "node[-_]exporter", "windows*", "wmi*"),
        description="jobs that watch the machine itself and no service on it, with * and ?",
        examples=["node"],
    )
    host_labels: tuple[str, ...] = Field(
        default=("nodename", "hostname", "host"),
        description="labels of a target that name its host; they count before its address",
        examples=["hostname"],
    )
    host_class: Literal["server", "virtual_machine"] = Field(
        default="server", description="what a host is where node_exporter does not tell"
    )
    environment_label: str = Field(
        default="env", description="label with the environment; empty: none"
    )
    location_label: str = Field(
        default="", description="label with the location, as the record spells it; empty: none"
    )

    @model_validator(mode="after")
    def _one_way_in(self) -> PrometheusSettings:
        if self.token_secret and (self.user or self.password_secret):
            raise ValueError("token_secret: sign in by token, or by user and password, not both")
        if bool(self.user) != bool(self.password_secret):
            raise ValueError("user and password_secret go together")
        return self
