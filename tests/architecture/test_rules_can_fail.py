"""Each house rule, shown a file that breaks it and one that does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture import test_house_rules as house
from tests.architecture.source import HOUSE, File

TOLD = "except Exception as error:  # noqa: BLE001 - all who wait must hear of it"
HEAD = '"""What."""\n\nfrom __future__ import annotations\n\n'


class Draft(File):
    """A file that exists only here."""

    def __init__(self, text: str, name: str = "src/steersman/governor/draft.py") -> None:
        super().__init__(Path(HOUSE / name))
        object.__setattr__(self, "_text", text)

    @property
    def text(self) -> str:
        return str(self._text)  # type: ignore[attr-defined]  # set around the frozen dataclass


BROKEN = [
    (house.reads_the_environment, "import os\nHOME = os.environ['HOME']\n"),
    (house.reads_the_environment, "from os import getenv\nHOME = getenv('HOME')\n"),
    (house.has_a_clock_of_its_own, "import time\nNOW = time.time()\n"),
    (house.has_a_clock_of_its_own, "import time\ndef f(now=time.time): ...\n"),
    (house.has_a_clock_of_its_own, "from datetime import datetime\nNOW = datetime.now()\n"),
    (house.has_a_clock_of_its_own, "from datetime import date\nNOW = date.today()\n"),
    (house.swallows_errors, "try:\n    pass\nexcept:\n    pass\n"),
    (house.swallows_errors, "try:\n    pass\nexcept Exception:\n    pass\n"),
    (house.swallows_errors, "try:\n    pass\nexcept (OSError, Exception) as e:\n    print(e)\n"),
    (house.swallows_errors, "try:\n    pass\nexcept Exception:  # noqa: BLE001 - why\n    pass\n"),
    (house.swallows_errors, "try:\n    pass\nexcept Exception as e:  # noqa: BLE001\n    f(e)\n"),
    (house.is_not_fully_typed, "def f(x) -> None: ...\n"),
    (house.is_not_fully_typed, "def f(x: int): ...\n"),
    (house.is_not_fully_typed, "def f(*rest) -> None: ...\n"),
    (house.hides_a_type_error, "x = 1  # type: " + "ignore\n"),
    (house.hides_a_type_error, "# mypy: " + "ignore-errors\n"),
]
SOUND = [
    (house.has_a_clock_of_its_own, "import time\nBEGAN = time.monotonic()\n"),
    (house.swallows_errors, "try:\n    pass\nexcept OSError:\n    pass\n"),
    (house.swallows_errors, "try:\n    pass\nexcept Exception as e:\n    raise OSError from e\n"),
    (house.swallows_errors, f"try:\n    pass\n{TOLD}\n    f(error)\n"),
    (house.is_not_fully_typed, "class A:\n    def f(self, x: int) -> None: ...\n"),
    (house.hides_a_type_error, "x = 1  # type: " + "ignore[misc]  # why\n"),
]


@pytest.mark.parametrize(("rule", "text"), BROKEN)
def test_a_broken_rule_is_named_with_its_line(rule: house.Rule, text: str) -> None:
    messages = list(rule(Draft(HEAD + text)))
    assert messages
    assert messages[0].startswith("src/steersman/governor/draft.py")


@pytest.mark.parametrize(("rule", "text"), SOUND)
def test_sound_code_passes(rule: house.Rule, text: str) -> None:
    assert not list(rule(Draft(HEAD + text)))


def test_a_file_without_a_first_sentence_is_named() -> None:
    assert list(house.says_not_what_it_is(Draft("X = 1\n")))
    assert list(house.forgets_future_annotations(Draft('"""What."""\nX = 1\n')))
    assert not list(house.says_not_what_it_is(Draft("", "src/steersman/governor/__init__.py")))


@pytest.mark.parametrize("name", ["settings.py", "settings/sources.py"])
def test_settings_may_read_the_environment(name: str) -> None:
    text = HEAD + "import os\nHOME = os.environ['HOME']\n"
    assert not list(house.reads_the_environment(Draft(text, f"src/steersman/{name}")))
