"""From the parts of a DOCX to headings and blocks."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from steersman.domain.clean import one_line
from steersman.knowledge.documents.docx.body import Body
from steersman.knowledge.documents.docx.numbering import Numbering
from steersman.knowledge.documents.docx.package import Package
from steersman.knowledge.documents.docx.styles import styles_of
from steersman.knowledge.documents.model import Limits
from steersman.knowledge.documents.outline import Reading
from steersman.knowledge.documents.stated import Stated, stated
from steersman.knowledge.xml import local

# Core properties (ECMA-376 part 2, 11) by the words that others use for them.
_CORE = {"title": "title", "creator": "author", "modified": "modified", "created": "created",
         "contentStatus": "status"}  # fmt: skip


def read_docx(content: bytes, limits: Limits) -> Reading:
    package = Package.of(content, limits.unpacked)
    body = Body(
        styles_of(package.part("word/styles.xml")), Numbering.of(package.part("word/numbering.xml"))
    )
    parts = tuple(body.parts(package.main()))
    return Reading(parts, _stated(package), tuple(_notes(body.runs.hidden)))


def _stated(package: Package) -> Stated:
    """Core properties, and the custom ones that say who answers for the document."""
    core = package.part("docProps/core.xml")
    custom = package.part("docProps/custom.xml")
    fields = {} if core is None else {_CORE.get(local(each), ""): each.text or "" for each in core}
    told = stated({name: text for name, text in fields.items() if name})
    return stated(_custom(custom)).over(told) if custom is not None else told


def _custom(part: etree._Element) -> dict[str, str]:
    return {each.get("name") or "": next((value.text or "" for value in each), "") for each in part}


def _notes(hidden: list[str]) -> Iterator[str]:
    texts = [text for text in map(one_line, hidden) if text]
    if texts:
        many = "One hidden text was" if len(texts) == 1 else f"{len(texts)} hidden texts were"
        yield f"{many} left out, beginning with “{texts[0][:80]}”."
