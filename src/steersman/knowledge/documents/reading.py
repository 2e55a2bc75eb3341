"""One document of any format, read within limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from steersman.domain.clean import one_line
from steersman.domain.errors import Permanent
from steersman.knowledge.documents import detect
from steersman.knowledge.documents.asciidoc import read_asciidoc
from steersman.knowledge.documents.decoding import Decoded, decode, decode_declared
from steersman.knowledge.documents.docx import read_docx
from steersman.knowledge.documents.html import read_html
from steersman.knowledge.documents.labels import labelled
from steersman.knowledge.documents.markdown import read_markdown
from steersman.knowledge.documents.model import Document, Limits
from steersman.knowledge.documents.outline import Reading, sections, title_of
from steersman.knowledge.documents.pdf import read_pdf
from steersman.knowledge.documents.plain import read_plain
from steersman.knowledge.documents.restructured import read_rst

_TEXTS: Mapping[str, Callable[[str], Reading]] = {
    detect.MARKDOWN: read_markdown,
    detect.HTML: read_html,
    detect.PLAIN: read_plain,
    detect.RST: read_rst,
    detect.ASCIIDOC: read_asciidoc,
}
_BINARY: Mapping[str, Callable[[bytes, Limits], Reading]] = {
    detect.PDF: read_pdf,
    detect.DOCX: read_docx,
}


def read_document(name: str, content: bytes, limits: Limits | None = None) -> Document:
    """Read a document; ``Permanent`` says in one sentence why it cannot be read, and the mend.

    ``name`` is a file name or a path: it decides the format where the content does not.
    """
    limits = limits or Limits()
    try:
        if len(content) > limits.bytes:
            raise Permanent(
                f"it has {len(content):,} bytes, more than the limit of {limits.bytes:,}:"
                " split it, or raise the limit"
            )
        format = detect.format_of(name, content)
        return _document(name, format, _read(format, content, limits))
    except Permanent as refusal:
        raise Permanent(f"{one_line(name)} cannot be read: {refusal}") from refusal


def _read(format: str, content: bytes, limits: Limits) -> Reading:
    if format in _BINARY:
        return _BINARY[format](content, limits)
    decoded = decode_declared(content) if format == detect.HTML else decode(content)
    _check_length(decoded, limits)
    reading = _TEXTS[format](decoded.text)
    return Reading(reading.parts, reading.stated, (*decoded.notes, *reading.notes))


def _check_length(decoded: Decoded, limits: Limits) -> None:
    if len(decoded.text) > limits.characters:
        raise Permanent(
            f"it has {len(decoded.text):,} characters, more than the limit of"
            f" {limits.characters:,}: split it, or raise the limit"
        )


def _document(name: str, format: str, reading: Reading) -> Document:
    found = sections(reading.parts)
    told = reading.stated.over(labelled(found))
    return Document(
        name=name,
        format=format,
        title=told.title or one_line(title_of(found, name)),
        sections=found,
        owner=told.owner,
        date=told.date,
        status=told.status,
        superseded_by=told.superseded_by,
        review_by=told.review_by,
        readers=told.readers,
        notes=reading.notes,
    )
