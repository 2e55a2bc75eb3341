"""What may stand in the files that git keeps, and where tests live."""

from __future__ import annotations

import re
from pathlib import Path

from tests.architecture.source import HOUSE, SOURCE, tracked

# Spelt in parts, so that this file does not name what it forbids.
HOSTS = [
    "pypi" + ".org",
    "files.pythonhosted" + ".org",
    "registry.npmjs" + ".org",
    "deb.debian" + ".org",
    "proxy.golang" + ".org",
]
PLACES = [
    "/work/" + "main",
    "/work/" + "shared",
    "/root/" + r"\.",
    "/opt/" + "pypi",
    "/opt/" + "wheels",
]
FORBIDDEN = re.compile("|".join([*map(re.escape, HOSTS), *PLACES]))
# Folders of tests that mirror no package of the product.
OTHER_TESTS = {
    "acceptance",
    "architecture",
    "benchmarks",
    "company",
    "conformance",
    "docs",
    "fixtures",
    "scenarios",
}


def test_no_file_names_a_registry_or_a_place_on_one_machine() -> None:
    found = [
        f"{path.relative_to(HOUSE)}:{number}: {match.group()}"
        for path in tracked()
        for number, line in enumerate(_text(path).splitlines(), 1)
        if (match := FORBIDDEN.search(line))
    ]
    assert not found, "say it without the host or the path:\n" + "\n".join(found)


def test_locks_name_no_index_and_hash_everything() -> None:
    for lock in sorted((HOUSE / "requirements").glob("*.txt")):
        text = lock.read_text()
        assert not re.search(r"^--(index|extra-index|find-links|trusted)", text, re.M), lock.name
        pins = re.findall(r"^[a-z0-9][^ ]*==.*", text, re.M)
        assert pins, lock.name
        assert all(pin.endswith("\\") for pin in pins), f"{lock.name}: a pin without hashes"


def test_each_folder_of_tests_mirrors_one_of_the_product() -> None:
    strays = [
        folder.relative_to(HOUSE).as_posix()
        for folder in sorted((HOUSE / "tests").rglob("*"))
        if folder.is_dir() and any(folder.glob("test_*.py")) and not _mirrors(folder)
    ]
    assert not strays, f"rename them after the package that they test: {strays}"


def _mirrors(folder: Path) -> bool:
    place = folder.relative_to(HOUSE / "tests")
    target = SOURCE / place
    return place.parts[0] in OTHER_TESTS or target.is_dir() or target.with_suffix(".py").is_file()


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return ""  # a picture
