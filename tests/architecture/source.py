"""The project's own files, parsed once for all house rules."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
SOURCE = HOUSE / "src" / "steersman"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class File:
    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(HOUSE).as_posix()

    @property
    def text(self) -> str:
        return self.path.read_text()

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.name)

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 1)}"

    def functions(self) -> Iterator[Function]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


@cache
def files(*folders: str) -> tuple[File, ...]:
    """Every Python file below ``folders`` (of the house), sorted."""
    found = (path for folder in folders for path in sorted((HOUSE / folder).rglob("*.py")))
    return tuple(File(path) for path in found)


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that git keeps, or would keep; without git, every file of the known folders."""
    listed = subprocess.run(
        ["git", "-C", HOUSE, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
    )
    if listed.returncode == 0:
        names = [name for name in listed.stdout.split("\0") if name]
        return tuple(path for name in names if (path := HOUSE / name).is_file())
    folders = ("src", "tests", "company", "scripts", "requirements", "docs")
    return tuple(p for f in folders for p in sorted((HOUSE / f).rglob("*")) if p.is_file())


def span(function: Function) -> int:
    """Lines from ``def`` to the end, without decorators."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def dotted(node: ast.expr) -> str:
    """``datetime.datetime.now`` for such an expression; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return ""
