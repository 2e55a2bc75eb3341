"""Cut a document into passages that can be found, read alone and cited."""

from __future__ import annotations

from collections.abc import Iterator

from steersman.knowledge.documents.cutting import pieces, size
from steersman.knowledge.documents.model import Block, Chunk, Document, Kind, Section

ENOUGH = 120  # words: from here on a passage may end
FULL = 250  # words: beyond this it does
LONGEST_PROCEDURE = 700  # words: a procedure is kept whole up to here


def chunks(document: Document) -> tuple[Chunk, ...]:
    """Passages in reading order, each within one section and with the path to it."""
    return tuple(chunk for section in document.sections for chunk in _of(document, section))


def _of(document: Document, section: Section) -> Iterator[Chunk]:
    path = section.path
    if not path or path[0] != document.title:
        path = (document.title, *path)
    for group in _groups(_units(section.blocks)):
        first = group[0]
        text = "\n\n".join(block.text for block in group)
        line = first.line or section.line
        yield Chunk(path, text, line, first.page or section.page, section.anchor)


def _groups(units: Iterator[list[Block]]) -> Iterator[list[Block]]:
    """Join units until a passage is full; a unit that is too large was cut before."""
    group: list[Block] = []
    words = 0
    for unit in units:
        more = sum(size(block.text) for block in unit)
        if group and (words + more > FULL or (words >= ENOUGH and more >= ENOUGH)):
            yield group
            group, words = [], 0
        group, words = [*group, *unit], words + more
    if group:
        yield group


def _units(blocks: tuple[Block, ...]) -> Iterator[list[Block]]:
    """Blocks that belong together: a procedure with its lead-in and the code between its steps."""
    for unit in _together(blocks):
        words = sum(size(block.text) for block in unit)
        most = LONGEST_PROCEDURE if any(block.kind is Kind.STEPS for block in unit) else FULL
        if words <= most:
            yield unit
            continue
        for block in unit:
            for text in pieces(block, FULL):
                yield [Block(block.kind, text, block.line, block.page)]


def _together(blocks: tuple[Block, ...]) -> Iterator[list[Block]]:
    unit: list[Block] = []
    for number, block in enumerate(blocks):
        follows = bool(unit) and (_leads(unit[-1]) or _goes_on(blocks, number))
        if unit and not follows:
            yield unit
            unit = []
        unit.append(block)
    if unit:
        yield unit


def _leads(block: Block) -> bool:
    """A paragraph that announces what follows."""
    return block.kind is Kind.PARAGRAPH and block.text.rstrip().endswith(":")


def _goes_on(blocks: tuple[Block, ...], number: int) -> bool:
    """Within a procedure whose steps are broken up by code, a table or a remark."""
    before = any(block.kind is Kind.STEPS for block in blocks[max(0, number - 3) : number])
    if blocks[number].kind is Kind.CODE and blocks[number - 1].kind is Kind.STEPS:
        return True  # what the step before it says to type
    if blocks[number].kind is Kind.STEPS:
        return before and not blocks[number].text.lstrip().startswith(("1.", "1)", "a."))
    later = blocks[number + 1 : number + 3]
    more = next((block for block in later if block.kind is Kind.STEPS), None)
    return before and more is not None and not more.text.lstrip().startswith(("1.", "1)", "a."))
