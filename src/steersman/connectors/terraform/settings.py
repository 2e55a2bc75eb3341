"""What the systems file says about a Terraform state."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from steersman.capabilities.connector import ConnectorSettings
from steersman.capabilities.json_api import ApiSettings

# Helpers of a configuration, and the glue between resources: what they join depends on each other.
LEFT_OUT = (
    *("random_*", "null_*", "time_*", "local_*", "template_*", "terraform_*", "archive_*"),
    *("external*", "http*", "tls_private_key", "tls_cert_request", "*_iam_*", "*_role_assignment"),
    *("*_attachment", "*_association", "*_policy", "*_membership", "*_rule", "*_parameter_group"),
    *("*_subnet_group", "*_key_pair", "*_ssh_key", "*_secret*", "*_password*", "*_version"),
)


class TerraformSettings(ConnectorSettings):
    """Where the state is, and which resources become items."""

    state: str = Field(
        description="a state file, a folder of them, or the address of an HTTP backend",
        examples=["/srv/terraform/terraform.tfstate"],
    )
    user: str = Field(default="", description="name for the HTTP backend", examples=["steersman"])
    password_secret: str = Field(default="", description="password or token for the HTTP backend")
    timeout: float = Field(default=30.0, gt=0, le=300, description="seconds for each request")
    ca_file: str = Field(
        default="",
        description="PEM file of the authority, when it is not a public one",
        examples=["/etc/ssl/example-ca.pem"],
    )
    left_out: tuple[str, ...] = Field(
        default=LEFT_OUT,
        description="types of resources that become no items, with * and ?",
        examples=["random_*"],
    )
    templates: str = Field(
        default="",
        description="folder of templates that engineers may ask for; the state is a folder then",
        examples=["/srv/environments/templates"],
    )
    program: str = Field(
        default="terraform", description="the program: terraform or tofu", examples=["tofu"]
    )
    cli_config: str = Field(default="", description="TF_CLI_CONFIG_FILE: mirrors of providers")
    variables_secret: str = Field(
        default="", description="lines NAME=value that the providers sign in with"
    )
    prices: str = Field(default="", description="price table (TOML); empty: the one that ships")
    longest: float = Field(default=1800.0, gt=0, le=7200, description="seconds for one command")
    machine_class: Literal["virtual_machine", "server"] = Field(
        default="virtual_machine", description="what an instance is, bare metal aside"
    )

    @field_validator("state")
    @classmethod
    def _is_safe(cls, state: str) -> str:
        if not state.strip():
            raise ValueError("name a file, a folder or an address")
        if "://" in state:
            ApiSettings(url=state)
        return state

    @model_validator(mode="after")
    def _signs_in_whole(self) -> TerraformSettings:
        if bool(self.user) != bool(self.password_secret):
            raise ValueError("user and password_secret go together")
        if self.templates and self.is_remote:
            raise ValueError("environments live in folders: with templates, state names a folder")
        return self

    @property
    def is_remote(self) -> bool:
        return "://" in self.state

    def backend(self) -> tuple[ApiSettings, str]:
        """The server, and the path of the state on it."""
        parts = urlsplit(self.state)
        origin = f"{parts.scheme}://{parts.netloc}"
        return ApiSettings(url=origin, timeout=self.timeout, ca_file=self.ca_file), parts.path
