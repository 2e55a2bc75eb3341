"""A document's text as blocks: nothing of it is ever markup."""

from __future__ import annotations

from steersman.records.knowledge.listing import Piece
from steersman.web.pages.knowledge.rendering import Shown, blocks_of, shown

TEXT = """Before you start:
have the file.

1. Open it.
   With both hands.
2. Close it.

- one
* two

```sh
rm -rf <b>x</b>
```

| a | b |
| - | - |
| 1 | 2 |"""


def test_each_kind_of_block_is_known() -> None:
    assert list(blocks_of(TEXT)) == [
        Shown("text", ("Before you start:", "have the file.")),
        Shown("steps", ("Open it.\nWith both hands.", "Close it."), start=1),
        Shown("list", ("one", "two")),
        Shown("code", ("rm -rf <b>x</b>",)),
        Shown("table", ("| a | b |", "| - | - |", "| 1 | 2 |")),
    ]


def test_steps_keep_the_number_that_they_begin_with() -> None:
    assert list(blocks_of("3. Three\n4. Four")) == [Shown("steps", ("Three", "Four"), start=3)]


def test_code_without_its_end_is_shown_all_the_same() -> None:
    assert list(blocks_of("```\nx")) == [Shown("code", ("x",))]


def test_headings_stand_where_they_change_and_the_title_is_not_repeated() -> None:
    pieces = [
        Piece(("VPN",), "a"),
        Piece(("VPN", "Mac"), "b"),
        Piece(("VPN", "Mac"), "c"),
        Piece(("VPN", "Windows"), "d"),
    ]
    told = [(each.level, each.lines[0]) for each in shown("VPN", pieces)]
    assert told == [(0, "a"), (2, "Mac"), (0, "b"), (0, "c"), (2, "Windows"), (0, "d")]
