"""Passages: whole procedures, headers repeated, nothing lost, nothing too long."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from steersman.knowledge.documents import (
    Block,
    Chunk,
    Document,
    Kind,
    Section,
    chunks,
    read_document,
)
from steersman.knowledge.documents.cutting import size


def of(*blocks: Block, path: tuple[str, ...] = ("Guide", "Part")) -> tuple[Chunk, ...]:
    section = Section(path, blocks, 3, None, "part")
    return chunks(Document(name="g.md", format="markdown", title="Guide", sections=(section,)))


def words(count: int, word: str = "word") -> Block:
    return Block(Kind.PARAGRAPH, " ".join([word] * count) + ".", 5)


def test_small_blocks_share_a_passage() -> None:
    (chunk,) = of(words(40), words(40), words(40))
    assert size(chunk.text) == 120
    assert (chunk.path, chunk.line, chunk.anchor) == (("Guide", "Part"), 5, "part")


def test_a_passage_ends_where_it_would_be_too_long() -> None:
    assert [size(chunk.text) for chunk in of(words(100), words(100), words(100))] == [200, 100]


def test_the_path_begins_with_the_title() -> None:
    assert of(words(5), path=("Part",))[0].path == ("Guide", "Part")
    assert of(words(5), path=())[0].path == ("Guide",)


def test_a_procedure_stays_whole_with_its_lead_in() -> None:
    steps = "\n".join(f"{n}. " + "do " * 14 for n in range(1, 31))
    found = of(
        words(150), Block(Kind.PARAGRAPH, "To restore it:"), Block(Kind.STEPS, steps), words(30)
    )
    (whole,) = [chunk for chunk in found if "1. do" in chunk.text]
    assert whole.text.startswith("To restore it:")
    assert "30. do" in whole.text


def test_code_between_the_steps_does_not_cut_the_procedure() -> None:
    text = "\n\n".join(f"{n}. Step {n} {'x ' * 30}\n\n```\ncommand {n}\n```" for n in range(1, 9))
    found = chunks(read_document("a.md", text.encode()))
    assert len(found) == 1
    assert "8. Step 8" in found[0].text


def test_a_procedure_that_is_too_long_is_cut_between_steps() -> None:
    steps = "\n".join(f"{n}. " + "do " * 40 for n in range(1, 41))
    found = of(Block(Kind.STEPS, steps))
    assert len(found) > 1
    assert all(chunk.text.split(".")[0].isdecimal() for chunk in found)


def test_each_piece_of_a_table_begins_with_its_header() -> None:
    rows = "\n".join(f"| host{n} | London | Linux server number {n} |" for n in range(200))
    found = of(Block(Kind.TABLE, f"| Host | Site | What |\n| --- | --- | --- |\n{rows}"))
    assert len(found) > 3
    assert all(chunk.text.startswith("| Host | Site | What |\n| --- |") for chunk in found)
    assert sum(chunk.text.count("London") for chunk in found) == 200


def test_each_piece_of_code_stands_between_fences() -> None:
    code = "\n".join(f"set option {n} to value {n}" for n in range(300))
    found = of(Block(Kind.CODE, f"```sh\n{code}\n```"))
    assert all(chunk.text.startswith("```sh\n") and chunk.text.endswith("\n```") for chunk in found)


def test_a_text_without_spaces_is_cut_too() -> None:
    found = of(Block(Kind.PARAGRAPH, "x" * 50_000))
    assert max(len(chunk.text) for chunk in found) <= 3_000
    assert sum(len(chunk.text) for chunk in found) == 50_000


@given(
    st.lists(
        st.tuples(st.sampled_from([Kind.PARAGRAPH, Kind.STEPS, Kind.LIST]), st.integers(1, 900)),
        max_size=6,
    )
)
def test_no_word_is_lost_and_the_order_is_kept(drawn: list[tuple[Kind, int]]) -> None:
    number = iter(range(100_000))
    blocks = [
        Block(
            kind,
            "\n".join(
                " ".join(f"w{next(number)}" for _ in range(7)) for _ in range(-(-count // 7))
            ),
        )
        for kind, count in drawn
    ]
    told = [word for chunk in of(*blocks) for word in chunk.text.split()]
    assert told == [word for block in blocks for word in block.text.split()]
    assert all(size(chunk.text) <= 1_000 for chunk in of(*blocks))
