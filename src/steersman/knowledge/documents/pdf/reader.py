"""From printed lines to headings and paragraphs: by size, by bookmarks, by the gaps between."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from steersman.domain.clean import clean, one_line
from steersman.knowledge.documents.model import Block, Kind, Limits
from steersman.knowledge.documents.outline import Heading, Part, Reading
from steersman.knowledge.documents.pdf.process import Line, Printed, printed
from steersman.knowledge.documents.stated import Stated, day, stated
from steersman.knowledge.documents.tables import table

_LARGER = 1.12  # times the size of most letters, and a line is a heading
_LONGEST_HEADING = 140  # characters
_GAP = 1.35  # times the usual distance of lines, and a new paragraph begins
_STEP = re.compile(r"^\s*(?:step\s+)?\(?\d{1,3}[.):]\s+\S", re.IGNORECASE)
_BULLET = re.compile(r"^\s*[•▪◦●■‣–*o-]\s+\S")
_LABEL = re.compile(
    r"^(?:\(?\d{1,3}[.):]?|\(?[a-z][.)]|[•▪◦●■‣–*-])$"
)  # of an item, set apart from it
CELLS = "\t"
_CONTENTS = re.compile(r"(?:\. ?){6,}\s*\d*$")  # dots that lead to a page, in a table of contents
_DIGITS = re.compile(r"\d+")
_REPEATED = 3  # pages, and more than half of them: a running head or foot


def read_pdf(content: bytes, limits: Limits) -> Reading:
    found = printed(content, limits)
    pages = _without_running_lines([_cleaned(page) for page in found.pages])
    notes = list(found.notes)
    empty = sum(not page for page in pages)
    if empty and not notes:
        which = "No page has" if empty == len(pages) else f"{empty} of {len(pages)} pages have no"
        text = "text that can be read: scanned pages need text recognition (OCR) first."
        notes.append(f"{which} {text}")
    parts = tuple(_Pages(found, pages).parts())
    return Reading(parts, _stated(found.fields), tuple(notes))


def _stated(fields: dict[str, str]) -> Stated:
    """The information dictionary (ISO 32000-1, 14.3.3): ``D:20250312…`` is a date."""
    told = stated({name: value for name, value in fields.items() if name in {"Title", "Author"}})
    dates = (fields.get(name, "").removeprefix("D:") for name in ("ModDate", "CreationDate"))
    found = next((date for text in dates if (date := day(text[:8] or text))), None)
    title = told.title if told.title and not re.search(r"\.\w{3,4}$", told.title) else None
    return Stated(title, told.owner, found)


def _cleaned(page: tuple[Line, ...]) -> list[Line]:
    """Lines with text in them; what stands side by side becomes one line, cells apart by tabs."""
    rows: list[Line] = []
    for line in page:
        text = clean(line.text).strip()
        if not text or _CONTENTS.search(text):
            continue
        last = rows[-1] if rows else None
        if last and abs(last.height - line.height) <= 0.2 * max(line.size, 1.0):
            rows[-1] = _beside(last, line, text)
        else:
            rows.append(Line(text, line.size, line.height))
    return rows


def _beside(left: Line, right: Line, text: str) -> Line:
    """One line of both; a number set apart from its item is the number of that item."""
    size = right.size if len(text) > len(left.text) else left.size
    if not _LABEL.match(left.text):
        return Line(f"{left.text}{CELLS}{text}", size, left.height)
    dot = "." if left.text.isdecimal() else ""
    return Line(f"{left.text}{dot} {text}", size, left.height)


def _without_running_lines(pages: list[list[Line]]) -> list[list[Line]]:
    """Without the lines that most pages have at their head or foot, page numbers included."""
    seen = Counter(key for page in pages for key in {_key(line) for line in _edges(page)})
    running = {key for key, count in seen.items() if count >= _REPEATED and count * 2 > len(pages)}
    return [
        [line for line in page if not (_key(line) in running and line in _edges(page))]
        for page in pages
    ]


def _edges(page: list[Line]) -> list[Line]:
    """The first and last lines, two each where the page has many."""
    many = 2 if len(page) > 7 else 1
    return [*page[:many], *page[-many:]]


def _key(line: Line) -> str:
    return _DIGITS.sub("#", one_line(line.text))


@dataclass(slots=True)
class _Pages:
    printed: Printed
    pages: list[list[Line]]

    def parts(self) -> Iterator[Part]:
        body = self._body_size()
        levels = self._levels(body)
        words = Counter(word for page in self.pages for line in page for word in line.text.split())
        for number, page in enumerate(self.pages, 1):
            marked = {
                one_line(mark.title).lower(): mark.level
                for mark in self.printed.bookmarks
                if mark.page == number
            }
            yield from _page(page, number, levels, marked, words)

    def _body_size(self) -> float:
        letters: Counter[float] = Counter()
        for page in self.pages:
            for line in page:
                letters[line.size] += len(line.text)
        return letters.most_common(1)[0][0] if letters else 0.0

    def _levels(self, body: float) -> dict[float, int]:
        """Sizes clearly above the body's, the largest first; at most six levels."""
        sizes = {
            line.size
            for page in self.pages
            for line in page
            if line.size > body * _LARGER and len(line.text) <= _LONGEST_HEADING
        }
        return {size: min(level, 6) for level, size in enumerate(sorted(sizes, reverse=True), 1)}


def _page(
    lines: list[Line],
    page: int,
    levels: dict[float, int],
    marked: dict[str, int],
    words: Counter[str],
) -> Iterator[Part]:
    run: list[Line] = []
    usual = _usual_gap(lines)
    heading: Heading | None = None
    above: Line | None = None
    for line in lines:
        level = marked.get(one_line(line.text).lower()) or levels.get(line.size)
        if level and _may_head(line):
            yield from _blocks(run, page, words)
            run = []
            if heading and above and heading.level == level and _is_one(above, line):
                heading = Heading(level, f"{heading.text} {one_line(line.text)}", None, page)
            else:
                if heading:
                    yield heading
                heading = Heading(level, one_line(line.text), None, page)
            above = line
            continue
        if heading:
            yield heading
            heading = None
        if run and _new_paragraph(run[-1], line, usual):
            yield from _blocks(run, page, words)
            run = []
        run.append(line)
    if heading:
        yield heading
    yield from _blocks(run, page, words)


def _may_head(line: Line) -> bool:
    return len(line.text) <= _LONGEST_HEADING and sum(map(str.isalpha, line.text)) > 1


def _is_one(above: Line, below: Line) -> bool:
    """A heading that goes on in the next line, not one below another."""
    return 0 < above.height - below.height <= _GAP * below.size


def _usual_gap(lines: list[Line]) -> float:
    pairs = pairwise(lines)
    gaps = sorted(gap for above, below in pairs if 0 < (gap := above.height - below.height) < 60)
    return gaps[len(gaps) // 3] if gaps else 0.0


def _new_paragraph(above: Line, below: Line, usual: float) -> bool:
    gap = above.height - below.height
    if _starts(below):
        return False  # the items of a list stay together
    if CELLS in above.text and CELLS in below.text:
        return False  # and so do the rows of a table
    return usual > 0 and (gap > usual * _GAP or gap < -usual)


def _blocks(lines: list[Line], page: int, words: Counter[str]) -> Iterator[Block]:
    """One paragraph, or the lead-in, the list or the table that follow without a gap."""
    groups: list[tuple[Kind, list[str]]] = []
    for line in lines:
        kind = _kind(line, groups[-1][0] if groups else None)
        if not groups or groups[-1][0] is not kind:
            groups.append((kind, []))
        texts = groups[-1][1]
        text = line.text if kind is Kind.TABLE else one_line(line.text)
        if kind is Kind.TABLE or _starts(line):
            texts.append(text)
        else:
            _append(texts, text, words)
    for kind, texts in groups:
        if kind is Kind.TABLE:
            yield Block(kind, table(text.split(CELLS) for text in texts), None, page)
        else:
            yield Block(kind, "\n".join(texts), None, page)


def _kind(line: Line, before: Kind | None) -> Kind:
    if _STEP.match(line.text):
        return Kind.STEPS
    if _BULLET.match(line.text):
        return Kind.LIST
    if CELLS in line.text:
        return Kind.TABLE
    return before if before in {Kind.STEPS, Kind.LIST} else Kind.PARAGRAPH


def _starts(line: Line) -> bool:
    return bool(_STEP.match(line.text) or _BULLET.match(line.text))


def _append(texts: list[str], more: str, words: Counter[str]) -> None:
    """Go on with the last line; a word that was divided at its end is made whole again."""
    if not texts:
        texts.append(more)
        return
    last = texts[-1]
    if last.endswith("-") and more[:1].islower():
        texts[-1] = (last[:-1] if _was_divided(last, more, words) else last) + more
    else:
        texts[-1] = f"{last} {more}"


def _was_divided(last: str, more: str, words: Counter[str]) -> bool:
    """The word stands elsewhere in one piece, or neither of its parts stands alone."""
    front, back = last.rsplit(" ", 1)[-1][:-1], more.split(" ", 1)[0]
    alone = words[front] or words[back] > 1 or words[back.strip(".,;:)")] > 1  # once is this place
    return bool(words[front + back]) or not alone
