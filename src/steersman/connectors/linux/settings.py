"""The lines of one host in the systems file.  One declared system is one host."""

from __future__ import annotations

from pathlib import PurePosixPath

from pydantic import Field, field_validator

from steersman.capabilities.ssh_script import ScriptSettings

SYSTEM_DIRECTORIES = ("/", "/home", "/root", "/etc", "/usr", "/boot", "/dev", "/proc", "/sys")
FLOOR = 1000  # the first uid of people on today's distributions (login.defs, UID_MIN)


class LinuxSettings(ScriptSettings):
    """How to reach the host, whose accounts are people's, and which directories are shared."""

    uid_min: int = Field(default=FLOOR, ge=FLOOR, description="the lowest uid of a person")
    uid_max: int = Field(
        default=60_000, le=4_294_967_293, description="the highest uid of a person"
    )
    protected_users: frozenset[str] = Field(
        default=frozenset(), description="never disabled, ended or handed over", examples=["root"]
    )
    service_users: frozenset[str] = Field(
        default=frozenset(),
        description="uid of a person, but a program signs in",
        examples=["backup"],
    )
    gecos_employee_number: bool = Field(
        default=False, description='GECOS "other" (after the 4th comma) is the employee number'
    )
    shared_directories: tuple[str, ...] = Field(
        default=(),
        description="where files are looked for to hand them over; never homes",
        examples=["/srv/projects"],
    )
    file_limit: int = Field(
        default=1_000, ge=1, le=10_000, description="more files than this: a person decides"
    )

    @field_validator("shared_directories")
    @classmethod
    def _shared_only(cls, directories: tuple[str, ...]) -> tuple[str, ...]:
        for directory in directories:
            path = PurePosixPath(directory)
            if not path.is_absolute() or ".." in path.parts:
                raise ValueError(f"{directory}: give an absolute path without '..'")
            if str(path) in SYSTEM_DIRECTORIES:
                raise ValueError(f"{directory} is no shared directory: name the one that is")
        return tuple(str(PurePosixPath(directory)) for directory in directories)
