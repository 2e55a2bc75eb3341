"""House rules as checks of the syntax tree; each message is the mend."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator

import pytest

from tests.architecture.source import SOURCE, File, Function, dotted, files

Rule = Callable[[File], Iterator[str]]
CLOCKS = {
    "time.time",
    "time.time_ns",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "date.today",
    "datetime.date.today",
}
CLOCK_ROOM = "src/steersman/runtime/clock.py"
SETTINGS_ROOM = ("src/steersman/settings.py", "src/steersman/settings/")
REASON = re.compile(r"#\s*noqa:\s*BLE001\s+-\s+\w+")
IGNORE = re.compile(r"#\s*type:\s*ignore(?!\[[a-z-]+(, ?[a-z-]+)*\])")
FILE_IGNORE = re.compile(r"^#\s*mypy:\s*ignore-errors", re.MULTILINE)


def reads_the_environment(file: File) -> Iterator[str]:
    if file.name.startswith(SETTINGS_ROOM):
        return
    for node in ast.walk(file.tree):
        named = dotted(node) if isinstance(node, ast.Attribute | ast.Name) else ""
        if named in ("os.environ", "os.getenv", "environ", "getenv", "os.environb"):
            yield f"{file.at(node)}: only steersman.settings reads the environment; take a setting"


def has_a_clock_of_its_own(file: File) -> Iterator[str]:
    if file.name == CLOCK_ROOM:
        return
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Call | ast.Attribute):
            called = dotted(node.func if isinstance(node, ast.Call) else node)
            if called in CLOCKS and isinstance(node, ast.Attribute):
                yield f"{file.at(node)}: {called} cannot be simulated; take a domain.clock.Clock"


def swallows_errors(file: File) -> Iterator[str]:
    """A broad except raises again, or says why it is broad and passes the error on."""
    lines = file.text.splitlines()
    for node in ast.walk(file.tree):
        if not isinstance(node, ast.ExceptHandler) or not _is_broad(node):
            continue
        inside = [inner for statement in node.body for inner in ast.walk(statement)]
        raises = any(isinstance(inner, ast.Raise) for inner in inside)
        uses = any(isinstance(inner, ast.Name) and inner.id == node.name for inner in inside)
        if not raises and not (uses and REASON.search(lines[node.lineno - 1])):
            yield f"{file.at(node)}: name the errors that you expect, or raise again"


def _is_broad(node: ast.ExceptHandler) -> bool:
    caught = [] if node.type is None else _names(node.type)
    return node.type is None or bool({"Exception", "BaseException"} & set(caught))


def is_not_fully_typed(file: File) -> Iterator[str]:
    for function in file.functions():
        if function.returns is None:
            yield f"{file.at(function)}: {function.name} says no return type"
        for argument in _arguments(function):
            if argument.annotation is None and argument.arg not in ("self", "cls", "mcs"):
                yield f"{file.at(function)}: {function.name}({argument.arg}) has no type"


def hides_a_type_error(file: File) -> Iterator[str]:
    for number, line in enumerate(file.text.splitlines(), 1):
        if IGNORE.search(line):
            yield f"{file.name}:{number}: write type: ignore[code], with the reason behind it"
    if FILE_IGNORE.search(file.text):
        yield f"{file.name}: a whole file must not be exempt from mypy"


def says_not_what_it_is(file: File) -> Iterator[str]:
    empty_package = file.path.name == "__init__.py" and not file.tree.body
    if not empty_package and not ast.get_docstring(file.tree):
        yield f"{file.name}: begin with a sentence that says what is in here, and why"


def forgets_future_annotations(file: File) -> Iterator[str]:
    imports = [node.module for node in file.tree.body if isinstance(node, ast.ImportFrom)]
    if file.path.name != "__init__.py" and file.tree.body[1:] and "__future__" not in imports:
        yield f"{file.name}: begin with `from __future__ import annotations`"


def _names(node: ast.expr) -> list[str]:
    return [dotted(part) for part in (node.elts if isinstance(node, ast.Tuple) else [node])]


def _arguments(function: Function) -> list[ast.arg]:
    given = function.args
    rest = [argument for argument in (given.vararg, given.kwarg) if argument]
    return [*given.posonlyargs, *given.args, *given.kwonlyargs, *rest]


PRODUCT: list[Rule] = [
    reads_the_environment,
    has_a_clock_of_its_own,
    swallows_errors,
    is_not_fully_typed,
    hides_a_type_error,
    says_not_what_it_is,
    forgets_future_annotations,
]
EVERYWHERE: list[Rule] = [swallows_errors, is_not_fully_typed, hides_a_type_error]


@pytest.mark.parametrize("rule", PRODUCT, ids=lambda rule: rule.__name__)
def test_no_file_of_the_product(rule: Rule) -> None:
    broken = [message for file in files("src/steersman") for message in rule(file)]
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("rule", EVERYWHERE, ids=lambda rule: rule.__name__)
def test_no_file_around_it(rule: Rule) -> None:
    broken = [message for file in files("company", "tests", "benchmarks") for message in rule(file)]
    assert not broken, "\n".join(broken)


def test_the_domain_needs_the_standard_library_only() -> None:
    allowed = {*sys.stdlib_module_names, "steersman"}
    foreign = [
        f"{file.at(node)}: {module}"
        for file in files("src/steersman/domain")
        for node in ast.walk(file.tree)
        for module in _imported(node)
        if module.partition(".")[0] not in allowed
    ]
    assert not foreign, "the domain is plain Python; move it up a layer:\n" + "\n".join(foreign)


def test_connectors_import_only_the_contract_and_libraries() -> None:
    strays = [
        f"{file.at(node)}: {module}"
        for file in files("src/steersman/connectors")
        for node in ast.walk(file.tree)
        for module in _imported(node)
        if module.startswith("steersman.") and not module.startswith(_contract_of(file))
    ]
    assert not strays, "take it as a parameter instead:\n" + "\n".join(strays)


def _contract_of(file: File) -> tuple[str, ...]:
    own = ".".join(file.path.relative_to(SOURCE).parts[:2])
    return ("steersman.domain", "steersman.capabilities", f"steersman.{own}")


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
