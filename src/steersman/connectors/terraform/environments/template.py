"""Templates: what an engineer may ask for, and which questions are put to them.

A template is a folder of Terraform configuration with an ``environment.toml`` beside it.  Whoever
may write that folder decides what is built: a template is code of the company's own.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from steersman.domain.errors import Permanent

MANIFEST = "environment.toml"
LARGEST = 5_000_000  # bytes of a template in all
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
Value = str | float | bool


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Variable(_Strict):
    """One question to who asks for the environment: a variable of the configuration."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_-]{0,62}$")]
    label: str = ""
    type: Literal["text", "number", "choice", "yes/no"] = "text"
    choices: tuple[str, ...] = ()
    pattern: str = "[A-Za-z0-9][A-Za-z0-9 ._-]{0,62}"  # the whole text must match
    least: float = 0.0
    most: float = 1_000_000.0
    default: Value | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Variable:
        if self.type == "choice" and not self.choices:
            raise ValueError(f"{self.name}: a choice needs choices")
        if self.default is not None:
            self.read(str(self.default))
        return self

    def read(self, text: str) -> Value:
        """The value that a text stands for.  Raises ``ValueError`` saying what is allowed."""
        match self.type:
            case "yes/no":
                known = {"yes": True, "true": True, "no": False, "false": False}
                if text.lower() not in known:
                    raise ValueError(f"{self.name}: say yes or no")
                return known[text.lower()]
            case "number":
                return self._number(text)
            case "choice" if text not in self.choices:
                raise ValueError(f"{self.name}: choose one of {', '.join(self.choices)}")
            case "text" if not re.fullmatch(self.pattern, text):
                raise ValueError(f"{self.name}: {text!r} does not match {self.pattern}")
        return text

    def _number(self, text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            raise ValueError(f"{self.name}: {text!r} is no number") from None
        if not self.least <= number <= self.most:
            raise ValueError(f"{self.name}: from {self.least:g} to {self.most:g}")
        return int(number) if number.is_integer() else number


class Manifest(_Strict):
    """What ``environment.toml`` says."""

    title: Annotated[str, Field(min_length=1, max_length=120)]
    description: str = ""
    longest_days: Annotated[float, Field(gt=0, le=3650)] = 30.0
    disposable: bool = False  # nothing in it is missed when its time is over
    variable: tuple[Variable, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """``digest`` names its content: another content is another template."""

    name: str
    folder: Path
    manifest: Manifest
    digest: str

    def values(self, told: Mapping[str, str]) -> dict[str, Value]:
        """What was answered, read and completed.  Raises ``Permanent`` naming every fault."""
        known = {each.name: each for each in self.manifest.variable}
        faults = [f"{name}: {self.name} asks no such thing" for name in told.keys() - known.keys()]
        values: dict[str, Value] = {}
        for name, each in known.items():
            text = told.get(name, "")
            if not text and each.default is None:
                faults.append(f"{name} is missing")
                continue
            try:
                values[name] = each.read(text or str(each.default))
            except ValueError as error:
                faults.append(str(error))
        if faults:
            raise Permanent("; ".join(sorted(faults)))
        return values


def templates_in(folder: Path) -> Iterator[Template | str]:
    """Every template of the folder; a text instead says why one cannot be offered."""
    if not folder.is_dir():
        raise Permanent(f"{folder} is no folder: name the one that holds the templates")
    for each in sorted(folder.iterdir()):
        if each.is_dir() and not each.is_symlink() and (each / MANIFEST).exists():
            try:
                yield template_at(each)
            except Permanent as error:
                yield str(error)


def template_at(folder: Path) -> Template:
    """Raises ``Permanent`` naming the file and what is wrong in it."""
    if not NAME.fullmatch(folder.name):
        raise Permanent(f"{folder.name!r}: a template's folder is named with a-z, 0-9 and -")
    path = folder / MANIFEST
    try:
        manifest = Manifest.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Permanent(f"{path}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Permanent(f"{path}: {where}: {first['msg']}") from error
    return Template(folder.name, folder, manifest, _digest(folder))


def files_of(folder: Path) -> list[Path]:
    """The files that belong to a configuration; links and Terraform's own work are left out."""
    found = (each for each in sorted(folder.rglob("*")) if each.is_file() and not each.is_symlink())
    own = [each for each in found if not _is_work(each.relative_to(folder))]
    if sum(each.stat().st_size for each in own) > LARGEST:
        raise Permanent(f"{folder} has over {LARGEST} bytes: is it only configuration?")
    return own


def _is_work(path: Path) -> bool:
    """What Terraform writes there, and what would set a variable past the questions."""
    name = path.name
    return (
        ".terraform" in path.parts
        or name.endswith((".tfstate", ".tfstate.backup", ".auto.tfvars", ".auto.tfvars.json"))
        or name in ("terraform.tfvars", "terraform.tfvars.json")
    )


def _digest(folder: Path) -> str:
    rows = [
        [each.relative_to(folder).as_posix(), sha256(each.read_bytes()).hexdigest()]
        for each in files_of(folder)
    ]
    return sha256(json.dumps(rows).encode()).hexdigest()
