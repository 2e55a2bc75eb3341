"""The size budget of the house: numbers are the fence, not the garden."""

from __future__ import annotations

from statistics import mean, median, quantiles

from tests.architecture.source import File, Function, files, span

MEDIAN_FILE, LARGE_FILE, LARGEST_FILE = 120, 350, 500  # lines
MEAN_FUNCTION, LONGEST_FUNCTION = 12, 50
# "path:function" of a longer one, with the reason; each line here is a debt.
LONG_FUNCTIONS: dict[str, str] = {}

# Written by Alembic and never edited afterwards: history, not a house to live in.
GENERATED = "src/steersman/records/migrations/versions/"
SPLIT = "split it by idea, into files that each have a name of their own"


def sources() -> list[File]:
    return [
        file
        for file in files("src/steersman")
        if file.lines and not file.name.startswith(GENERATED)
    ]


def functions() -> list[tuple[File, Function]]:
    return [(file, function) for file in sources() for function in file.functions()]


def test_the_median_file_is_short() -> None:
    assert median(file.lines for file in sources()) <= MEDIAN_FILE


def test_few_files_are_large() -> None:
    sizes = [file.lines for file in sources()]
    large = [file.name for file in sources() if file.lines > LARGE_FILE]
    assert quantiles(sizes, n=20)[-1] <= LARGE_FILE, f"{SPLIT}: {large}"


def test_no_file_is_huge() -> None:
    huge = [f"{f.name} ({f.lines} lines)" for f in sources() if f.lines > LARGEST_FILE]
    assert not huge, f"{SPLIT}: {huge}"


def test_functions_are_short_on_average() -> None:
    assert mean(span(function) for _, function in functions()) <= MEAN_FUNCTION


def test_long_functions_stand_on_the_list() -> None:
    long = {
        f"{file.name}:{function.name}"
        for file, function in functions()
        if span(function) > LONGEST_FUNCTION
    }
    assert not long - set(LONG_FUNCTIONS), "cut it into steps with names, or list it with a reason"
    assert not set(LONG_FUNCTIONS) - long, "these are short now: strike them off LONG_FUNCTIONS"
