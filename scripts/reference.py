"""Writes the reference pages that are read off the code: ``python scripts/reference.py``.

``tests/docs/test_reference.py`` fails when a page is not what this would write.
"""

from __future__ import annotations

import importlib
import inspect
import io
import pkgutil
import re
import sys
import tokenize
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from steersman.bootstrap.connect import connector_types
from steersman.capabilities import quality
from steersman.capabilities.contract import Capability, Spec
from steersman.capabilities.probe import ProbeSpec
from steersman.cli.app import app
from steersman.cli.exits import MEANINGS
from steersman.governor.decision import Rule
from steersman.governor.guards import AFTER_POLICIES, BEFORE_POLICIES
from steersman.governor.limits import Budget, Freeze, Limits
from steersman.servicedesk import handover
from steersman.settings.client import ClientSettings
from steersman.settings.knowledge import KnowledgeSettings
from steersman.settings.language_model import LanguageModelSettings
from steersman.settings.product import Settings
from steersman.settings.systems import (
    AlertMail,
    HrFeed,
    Mail,
    MailPattern,
    Syslog,
    System,
)
from steersman.settings.watching import WatchSettings
from steersman.web.app import routes

HOUSE = Path(__file__).resolve().parents[1]
REFERENCE = HOUSE / "docs" / "reference"
WORDS: Mapping[str, str] = tomllib.loads((HOUSE / "scripts" / "reference.toml").read_text())
HEAD = "<!-- Written by scripts/reference.py from the code. Change the code, then run it. -->\n"


def capabilities() -> str:
    """Every capability of every kind of system."""
    parts = [
        f"{HEAD}# Capabilities\n",
        WORDS["capabilities"],
        "A key such as `account.disable@directory` names a capability in one declared system.",
    ]
    for kind in connector_types():
        parts += [f"## {kind}\n", _capability_table(specs_of(kind)), *_probes(kind)]
    parts += ["## record\n", WORDS["record"], _capability_table(_specs_in([handover]))]
    return _page(parts)


def guards() -> str:
    """The rules of the governor in the order in which people read them."""
    parts = [f"{HEAD}# Guards\n", WORDS["guards"], "## Before the policies\n"]
    parts += [_guard_table(BEFORE_POLICIES), "## The policies\n", WORDS["policies"]]
    return _page([*parts, "## After the policies\n", _guard_table(AFTER_POLICIES)])


def settings() -> str:
    """What differs between installations, in all three places."""
    parts = [f"{HEAD}# Settings\n", WORDS["settings"], "## The process\n", WORDS["process"]]
    parts.append(_fields(Settings, lambda name: f"`STEERSMAN_{name.upper()}` (`{name}`)"))
    parts += ["## The command line\n", WORDS["client"]]
    parts.append(_fields(ClientSettings, lambda name: f"`STEERSMAN_{name.upper()}`"))
    parts += ["## Searching documents\n", WORDS["knowledge"]]
    parts.append(_fields(KnowledgeSettings, lambda name: f"`STEERSMAN_{name.upper()}`"))
    parts += ["## The language model\n", WORDS["language_model"]]
    front = "STEERSMAN_LANGUAGE_MODEL_"
    parts.append(_fields(LanguageModelSettings, lambda name: f"`{front}{name.upper()}`"))
    parts += ["## The watcher\n", WORDS["watcher"]]
    parts.append(_fields(WatchSettings, lambda name: f"`STEERSMAN_WATCH_{name.upper()}`"))
    parts += ["## The systems file\n", WORDS["systems_file"]]
    tables: dict[str, type[BaseModel]] = {
        "[[systems]]": System,
        "[hr]": HrFeed,
        "[mail]": Mail,
        "[syslog]": Syslog,
    }
    tables |= {"[alert_mail]": AlertMail, "[[alert_mail.patterns]]": MailPattern}
    for title, model in tables.items():
        parts += [f"### `{title}`\n", _fields(model)]
    parts += ["## The limits file\n", WORDS["limits_file"], _fields(Limits)]
    parts += ["### A budget\n", WORDS["budget"], _fields(Budget)]
    return _page([*parts, "### `[[freezes]]`\n", WORDS["freeze"], _fields(Freeze)])


def kinds() -> str:
    """The settings table of each kind of system, and how well it is proven."""
    parts = [f"{HEAD}# Kinds of systems\n", WORDS["kinds"]]
    for kind, connector in connector_types().items():
        parts += [f"## {kind}\n", WORDS[f"kind.{kind}"], _quality(kind)]
        parts.append(_fields(connector.settings))
        parts += [
            f"`{name}` is a table of its own:\n\n{_fields(inner)}"
            for name, inner in _inner_tables(connector.settings)
        ]
    return _page(parts)


def commands() -> str:
    """Every command with its arguments and options, as ``--help`` has them."""
    parts = [f"{HEAD}# Commands\n", WORDS["commands"], _exit_codes()]
    for path, command in commands_of(typer.main.get_command(app), ("steersman",)):
        told = " ".join((command.help or "").split())
        parts += [f"## {' '.join(path)}\n", f"{told}\n", _parameters(command)]
    return _page(parts)


def api() -> str:
    """Every address of the API with what it is for."""
    parts = [f"{HEAD}# The API\n", WORDS["api"]]
    paths: Mapping[str, Any] = routes().openapi()["paths"]
    rows = [
        f"| `{method.upper()}` | `{path}` | {_sentence(told)} |"
        for path in sorted(paths)
        for method, told in paths[path].items()
    ]
    return _page([*parts, _table("| method | address | what it does |", rows)])


PAGES: dict[str, Callable[[], str]] = {
    "api.md": api,
    "capabilities.md": capabilities,
    "commands.md": commands,
    "guards.md": guards,
    "settings.md": settings,
    "systems-kinds.md": kinds,
}


def commands_of(group: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """(words, command) of everything that can be typed, groups left out."""
    for name, command in sorted(group.commands.items()):
        if hasattr(command, "commands"):
            yield from commands_of(command, (*path, name))
        else:
            yield (*path, name), command


def _parameters(command: Any) -> str:
    rows = []
    for each in command.params:
        option = each.param_type_name == "option"
        names = ", ".join(f"`{n}`" for n in (*each.opts, *each.secondary_opts))
        shown = names if option else f"`{each.name.upper()}`"
        need = " *Required.*" if each.required else ""
        rows.append(f"| {shown} | {' '.join((each.help or '').split())}{need} |")
    return _table("| argument or option | meaning |", rows)


def _exit_codes() -> str:
    rows = [f"| {code} | {told} |" for code, told in MEANINGS.items()]
    return f"\n{_table('| exit code | meaning |', rows)}\n"


def _sentence(operation: Mapping[str, Any]) -> str:
    text = operation.get("description") or operation["summary"]
    first = " ".join(str(text.split("\n\n")[0]).split())
    return first.replace("``", "`").replace("|", "\\|")


def package_of(kind: str) -> ModuleType:
    """The package that a registered kind of connector comes from."""
    return importlib.import_module(type(connector_types()[kind]).__module__.rpartition(".")[0])


def specs_of(kind: str) -> list[Spec]:
    package = package_of(kind)
    found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    return _specs_in([importlib.import_module(module.name) for module in found])


def _specs_in(modules: list[ModuleType]) -> list[Spec]:
    classes = (each for module in modules for each in vars(module).values())
    found: dict[str, Spec] = {
        each.spec.name: each.spec
        for each in classes
        if isinstance(each, type) and issubclass(each, Capability) and hasattr(each, "spec")
    }
    return [found[name] for name in sorted(found)]


def _capability_table(specs: list[Spec]) -> str:
    head = "| capability | what it does | risk | reversal | rights | rate | verified within |"
    rows = [
        f"| `{spec.name}` | {spec.summary} | {spec.risk.name.lower()} | {spec.reversal.value} "
        f"| {', '.join(sorted(spec.permissions))} | {spec.rate_limit.calls} in "
        f"{spec.rate_limit.per:g} s | {spec.verify_within:g} s |"
        for spec in specs
    ]
    return _table(head, rows)


def _probes(kind: str) -> list[str]:
    """What can be read of a system's health; nothing for a kind without probes."""
    specs = probe_specs_of(kind)
    rows = [
        f"| `{spec.name}` | {spec.summary} | {_listed(spec.parameters)} | {_listed(spec.values)} |"
        for spec in specs
    ]
    head = "| probe | what it tells | asked for | values |"
    return (
        ["It can also be asked, and changes nothing by that:\n", _table(head, rows)] if rows else []
    )


def _listed(words: Mapping[str, str]) -> str:
    return "; ".join(f"`{name}`: {told}" for name, told in words.items())


def probe_specs_of(kind: str) -> list[ProbeSpec]:
    """Those that stand in the modules of a kind, alone, in a list, or on a class."""
    package = package_of(kind)
    modules = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    values = [each for m in modules for each in vars(importlib.import_module(m.name)).values()]
    inside = [each for value in values if isinstance(value, tuple) for each in value]
    on_classes = [getattr(value, "spec", None) for value in values if isinstance(value, type)]
    found = [*values, *inside, *on_classes]
    specs = {each.name: each for each in found if isinstance(each, ProbeSpec)}
    return [specs[name] for name in sorted(specs)]


def _guard_table(rules: Mapping[str, Rule]) -> str:
    rows = [f"| `{name}` | {_told(name, rule)} |" for name, rule in rules.items()]
    return _table("| guard | what it says |", rows)


def _told(name: str, rule: Rule) -> str:
    return WORDS.get(f"guard.{name}") or " ".join((inspect.getdoc(rule) or "").split())


def _quality(kind: str) -> str:
    text = Path(str(package_of(kind).__file__)).with_name("quality.toml").read_text()
    told = quality.load(text)
    against = tomllib.loads(text).get("tested_against", "")
    seen = f" Tested against: {against}." if against else ""
    tier = f"Quality: **{told.tier.name.lower()}**, which allows level L{told.tier.value} at most"
    return f"{tier} (see [the quality file](connector-quality.md)).{seen}"


def _fields(model: type[BaseModel], show: Callable[[str], str] = lambda name: f"`{name}`") -> str:
    comments = comments_of(model)
    rows = [
        f"| {show(name)} | {_shape(field)} | {_default(field)} | {meaning(model, name, comments)} |"
        for name, field in model.model_fields.items()
    ]
    return _table("| key | type | default | meaning |", rows)


def meaning(model: type[BaseModel], name: str, comments: Mapping[str, str]) -> str:
    """The comment beside the field, or the words in ``reference.toml`` where code needs none."""
    described = model.model_fields[name].description
    if described:
        return described.replace("|", "\\|")
    ours = (WORDS.get(f"{base.__name__}.{name}") for base in model.__mro__)
    told = next(filter(None, ours), None) or comments.get(name) or WORDS.get(f"*.{name}")
    if not told:
        raise SystemExit(f"{model.__name__}.{name}: say beside the field what it means")
    return told.replace("``", "`").replace("|", "\\|")


def comments_of(model: type[BaseModel]) -> dict[str, str]:
    """Field → the comment at the end of its line, also of the classes that it is built on."""
    found: dict[str, str] = {}
    for base in reversed(model.__mro__):
        if base.__module__.startswith("steersman."):
            found |= _comments_in(inspect.getsource(base))
    return found


def _comments_in(source: str) -> dict[str, str]:
    lines = source.splitlines()
    found: dict[str, str] = {}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT:
            continue
        if named := re.match(r" {4}(\w+): ", lines[token.start[0] - 1]):
            found[named[1]] = token.string.removeprefix("# ")
    return found


def _inner_tables(model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    for name, field in model.model_fields.items():
        for part in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield name, part


def _shape(field: FieldInfo) -> str:
    text = str(field.annotation)
    words = {
        r"<class '(.*)'>": r"\1",
        r" \| None": "",
        r"typing\.Literal\[(.*)\]": r"\1",
        r"typing\.Any": "any",
        r"dict\[str, (.*)\]": r"table of \1",
        r"(tuple|frozenset)\[([\w.]*).*\]": r"list of \2",
        r"[\w.]*\.(\w+)": r"\1",
    }
    for long, short in words.items():
        text = re.sub(long, short, text)
    plain = {"str": "text", "bool": "true or false", "int": "whole number", "float": "number"}
    plain |= {"Path": "path", "AwareDatetime": "time"}
    return re.sub(r"\w+", lambda word: plain.get(word[0], word[0]), text)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "*required*"
    value: Any = field.get_default(call_default_factory=True)
    if value in ("", (), None, {}) or value == frozenset() or isinstance(value, BaseModel):
        return "–"
    if isinstance(value, Mapping):
        return ", ".join(f"`{key} = {each}`" for key, each in value.items())
    if isinstance(value, tuple):
        return ", ".join(f"`{each}`" for each in value)
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _table(head: str, rows: list[str]) -> str:
    return "\n".join([head, "| --- " * (head.count("|") - 1) + "|", *rows])


def _page(parts: list[str]) -> str:
    return "\n".join(f"{part.rstrip()}\n" for part in parts)


def write() -> list[str]:
    """Write the pages that are not current; returns their names."""
    stale = [name for name, page in PAGES.items() if _on_disk(name) != page()]
    for name in stale:
        (REFERENCE / name).write_text(PAGES[name]())
    return stale


def _on_disk(name: str) -> str:
    path = REFERENCE / name
    return path.read_text() if path.is_file() else ""


if __name__ == "__main__":
    print("written:", ", ".join(write()) or "nothing, all are current")
    sys.exit(0)
