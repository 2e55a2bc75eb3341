"""The settings of one calendar server in the systems file."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from steersman.capabilities.connector import ConnectorSettings

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
MAIL = re.compile(r"[^\s<>@,;:\"]+@[A-Za-z0-9.-]+")
MEGABYTE = 1_000_000


class SmtpSettings(ConnectorSettings):
    """Where the mails to attendees are handed in (RFC 6409).  ``user`` empty: no sign-in."""

    host: str
    port: int = Field(default=587, ge=1, le=65535)
    starttls: bool = True
    user: str = ""
    password_secret: str = ""


class CalDavSettings(ConnectorSettings):
    """A server that speaks CalDAV (RFC 4791) and one account that may write in all calendars.

    ``mail_domain`` is the administrator's word that everybody's mail is login@domain.  Where the
    server stores the mail or the employee number as a property of the principal, name it in
    ``mail_property`` and ``employee_number_property`` (``{namespace}name``): a stored value is
    evidence of its own, a derived one repeats the login.
    Without ``smtp`` nobody is mailed about a moved meeting, and the plan warns of it.
    """

    url: str = Field(
        description="address of the CalDAV server", examples=["https://calendar.example.org"]
    )
    user: str = Field(
        description="an account that may write in all calendars", examples=["steersman"]
    )
    password_secret: str = Field(description="the password of that account")
    ca_file: str = Field(
        default="",
        description="PEM file of the authority; empty: the system's authorities",
        examples=["/etc/ssl/example-ca.pem"],
    )
    timeout: float = Field(default=10.0, gt=0, le=120, description="seconds for each request")
    largest_answer: int = Field(
        default=20 * MEGABYTE, ge=1000, description="bytes; a longer answer is refused"
    )

    identity: Literal["login"] = Field(
        default="login", description="CalDAV has no immutable id of a person"
    )
    principals_path: str = Field(
        default="/", description="the collection of principals, below the address"
    )
    principal_path: str = Field(
        default="/{login}/",
        description="where a principal stands, with {login} in it",
        examples=["/principals/{login}/"],
    )
    default_calendar: str = Field(
        default="calendar", description="the calendar that takes the meetings, if there are several"
    )
    mail_domain: str = Field(
        default="",
        description="your word that everybody's mail is login@domain; empty: it is not",
        examples=["example.org"],
    )
    mail_property: str = Field(
        default="",
        description="property of the principal with the mail address, {namespace}name",
        examples=["{urn:ietf:params:xml:ns:caldav}calendar-user-address"],
    )
    employee_number_property: str = Field(
        default="",
        description="property of the principal with the employee number",
        examples=["{http://example.org/}employee-number"],
    )

    smtp: SmtpSettings | None = None
    mail_from: str = Field(
        default="",
        description="the sender of the mails to attendees; needed with smtp",
        examples=["calendar@example.org"],
    )

    @field_validator("url")
    @classmethod
    def _is_http(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("url: write https://host/path/ of the CalDAV server")
        if parts.username or parts.password:
            raise ValueError("url: the sign-in belongs into user and password_secret")
        return url if url.endswith("/") else f"{url}/"

    @model_validator(mode="after")
    def _has_a_sender(self) -> CalDavSettings:
        if self.smtp is not None and not MAIL.fullmatch(self.mail_from):
            raise ValueError("mail_from: write the address that mails to attendees come from")
        return self

    @field_validator("principal_path")
    @classmethod
    def _names_the_login(cls, path: str) -> str:
        if path.count("{login}") != 1:
            raise ValueError("principal_path: must contain {login} once, as in /{login}/")
        return path


def is_private(url: str) -> bool:
    """Whether a password may travel to ``url``: encrypted, or never leaving this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in LOOPBACK
