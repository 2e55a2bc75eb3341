"""The one file that an administrator installs on a host: ``steersman-services``.

It is made by joining the modules of ``on_host``, in the order in which they need each other, so
that it can be reviewed as one plain text:
``python -m steersman.connectors.services > steersman-services``.
"""

from __future__ import annotations

import ast
from importlib.resources import files

NAME = "steersman-services"
ROOM = "steersman.connectors.services.on_host"
HEAD = '''#!/usr/bin/python3 -I
"""steersman-services: everything that Steersman does as root for services, in one file to review.

  install -o root -g root -m 755 steersman-services /usr/local/sbin/steersman-services
  sudoers: steersman ALL=(root) NOPASSWD: /usr/local/sbin/steersman-services
What it may touch stands in /etc/steersman/services.ini, which root alone can write.
Made by `python -m steersman.connectors.services`; do not edit it here.
"""

from __future__ import annotations
'''
FOOT = """

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""


def helper_text() -> str:
    """The whole file.  The same modules always give the same text."""
    imports: set[str] = set()
    bodies: list[str] = []
    for name in _in_order("main"):
        source = _source(name)
        imports |= _imports(source)
        bodies.append(f"# ---- {name} ----\n{_body(source)}")
    return "\n".join([HEAD, "\n".join(sorted(imports)), "", "\n\n".join(bodies), FOOT])


def _in_order(name: str) -> list[str]:
    """``name`` after everything that it needs."""
    order: list[str] = []
    for module in _needed(_source(name)):
        order += [each for each in _in_order(module) if each not in order]
    return [*order, name]


def _source(name: str) -> str:
    return files(ROOM).joinpath(f"{name}.py").read_text()


def _needed(source: str) -> list[str]:
    tree = ast.parse(source).body
    asked = [node.module or "" for node in tree if isinstance(node, ast.ImportFrom)]
    return [each.removeprefix(f"{ROOM}.") for each in asked if each.startswith(ROOM)]


def _imports(source: str) -> set[str]:
    """What is asked of the standard library, a line for each name."""
    lines: set[str] = set()
    for node in ast.parse(source).body:
        if isinstance(node, ast.Import):
            lines |= {f"import {each.name}" for each in node.names}
        if isinstance(node, ast.ImportFrom) and not _is_ours(node):
            lines |= {f"from {node.module} import {each.name}" for each in node.names}
    return lines


def _is_ours(node: ast.ImportFrom) -> bool:
    return (node.module or "").startswith(("__future__", ROOM))


def _body(source: str) -> str:
    """The module without its imports; its first sentence becomes a comment."""
    said, *rest = ast.parse(source).body
    lines = source.splitlines()
    first = next(node for node in rest if not isinstance(node, ast.Import | ast.ImportFrom))
    begins = min([first.lineno, *(each.lineno for each in getattr(first, "decorator_list", []))])
    told = "\n".join(f"# {line}".rstrip() for line in lines[: said.end_lineno or 1])
    return "\n".join([told.replace('"""', ""), "", *lines[begins - 1 :]])
