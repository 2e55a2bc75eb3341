"""The form of a kind of system, made from the settings that its connector declares."""

from __future__ import annotations

from collections import abc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from steersman.capabilities.connector import ConnectorSettings

WORDS = {"url": "address", "dn": "DN", "ca": "authority", "api": "API", "tls": "TLS", "id": "id"}


@dataclass(frozen=True, slots=True)
class Field:
    """``kind``: text, secret, choice, many (a line each), yes (a box to tick), words or lists.

    Words and lists are tables: a line each, such as ``IT = everyone, role:hr``.
    """

    name: str
    title: str
    kind: str
    required: bool
    default: str
    choices: tuple[str, ...] = ()
    means: str = ""  # one sentence, from the settings of the connector
    example: str = ""

    @property
    def hint(self) -> str:
        """What it means, with an example or what an empty field means."""
        told = [self.means] if self.means else []
        told += ["One a line"] if self.is_long else []
        told += [f"Such as {self.example}".replace("\n", "; ")] if self.example else []
        if self.default and self.kind in ("text", "many"):
            told.append("Empty: " + self.default.replace("\n", ", "))
        return "".join(f"{sentence}. " for sentence in told).strip()

    @property
    def secret(self) -> bool:
        return self.kind == "secret"

    @property
    def is_long(self) -> bool:
        """Whether it takes several lines."""
        return self.kind in ("many", *TABLES)

    def is_told(self, typed: str) -> bool:
        """Whether a value goes into the file: an empty field means the default."""
        return not self.secret and (bool(typed.strip()) or self.kind == "yes")

    def read(self, typed: str) -> object:
        if self.kind == "yes":
            return typed == "yes"
        lines = [line.strip() for line in typed.splitlines() if line.strip()]
        if self.kind in TABLES:
            rows = [line.partition("=") for line in lines]
            return {name.strip(): TABLES[self.kind](value) for name, _, value in rows}
        return lines if self.kind == "many" else typed.strip()


def _listed(value: str) -> list[str]:
    return [word.strip() for word in value.split(",") if word.strip()]


TABLES: Mapping[str, Callable[[str], object]] = {"words": str.strip, "lists": _listed}


def fields_of(settings: type[ConnectorSettings]) -> tuple[Field, ...]:
    """Required ones first.  Tables of their own are left to the systems file."""
    found = [_field(name, info) for name, info in settings.model_fields.items()]
    kept = [each for each in found if each is not None]
    return tuple(sorted(kept, key=lambda each: not each.required))


def _field(name: str, info: FieldInfo) -> Field | None:
    kind, choices = _kind(name, info)
    if not kind:
        return None
    words = [WORDS.get(word, word) for word in name.removesuffix("_secret").split("_")]
    title = " ".join(words)
    default = "" if info.is_required() else _shown(info.default)
    return Field(
        name,
        _sentence(title),
        kind,
        info.is_required(),
        default,
        choices,
        means=_sentence(info.description or ""),
        example=_told(info.examples[0]) if info.examples else "",
    )


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _kind(name: str, info: FieldInfo) -> tuple[str, tuple[str, ...]]:
    types = [t for t in get_args(info.annotation) if t is not NoneType] or [info.annotation]
    if get_origin(info.annotation) is Literal:
        return "choice", tuple(map(str, get_args(info.annotation)))
    if get_origin(info.annotation) in (dict, abc.Mapping):
        return _table(types), ()
    if any(isinstance(t, type) and issubclass(t, BaseModel) for t in types):
        return "", ()
    if name.endswith("_secret"):
        return "secret", ()
    if info.annotation is bool:
        return "yes", ()
    return ("many" if get_origin(info.annotation) in (tuple, list, frozenset) else "text"), ()


def _table(types: list[Any]) -> str:
    """Of names and words, or of names and lists of words; what is deeper is left to the file."""
    if types == [str, str]:
        return "words"
    inner = get_args(types[-1])
    flat = get_origin(types[-1]) in (tuple, list) and inner[:1] == (str,)
    return "lists" if types[0] is str and flat else ""


def _told(example: object) -> str:
    """As one types it."""
    if not isinstance(example, Mapping):
        return str(example)
    rows = {n: v if isinstance(v, str) else ", ".join(v) for n, v in example.items()}
    return "\n".join(f"{name} = {value}".rstrip() for name, value in rows.items())


def _shown(default: object) -> str:
    if isinstance(default, (tuple, frozenset)):
        return "\n".join(sorted(map(str, default)))
    if isinstance(default, Mapping):
        return _told(default)
    if isinstance(default, bool):
        return "yes" if default else ""
    return "" if default is None else str(default)
