"""Which format a file is in: what it begins with counts, then how it is named."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from steersman.domain.errors import Permanent

MARKDOWN, HTML, PDF, DOCX = "markdown", "html", "pdf", "docx"
PLAIN, RST, ASCIIDOC = "text", "restructuredtext", "asciidoc"
_NAMES = {
    "md": MARKDOWN, "markdown": MARKDOWN, "mdown": MARKDOWN, "mkd": MARKDOWN, "mdx": MARKDOWN,
    "html": HTML, "htm": HTML, "xhtml": HTML, "pdf": PDF, "docx": DOCX, "docm": DOCX,
    "rst": RST, "rest": RST, "adoc": ASCIIDOC, "asciidoc": ASCIIDOC, "asc": ASCIIDOC,
}  # fmt: skip
_OTHER = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (.doc, .xls, .ppt): save it as DOCX"),
    (b"{\\rtf", "an RTF file: save it as DOCX"),
    (b"\x89PNG", "a picture: nothing in it can be read as text"),
    (b"\xff\xd8\xff", "a picture: nothing in it can be read as text"),
    (b"GIF8", "a picture: nothing in it can be read as text"),
    (b"\x1f\x8b", "a gzip archive: unpack it first"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3\0", "a database"),
)
_PARTS = (
    ("xl/workbook.xml", "a spreadsheet: import it as records, or save it as CSV or HTML"),
    ("ppt/presentation.xml", "a presentation: save it as PDF"),
    ("content.xml", "an OpenDocument file: save it as DOCX"),
    ("mimetype", "an OpenDocument or EPUB file: save it as DOCX or HTML"),
)
_HTML = re.compile(
    rb"(?:<!--.*?-->|<\?xml[^>]*>|\s|\xef\xbb\xbf)*<(?:!doctype\s+html|html)[\s>]", re.I | re.S
)


def format_of(name: str, content: bytes) -> str:
    """The format, or ``Permanent`` that says what the file is instead, where that is plain."""
    if b"%PDF-" in content[:1024]:
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return _zipped(content)
    for magic, what in _OTHER:
        if content.startswith(magic):
            raise Permanent(f"it is {what}")
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    known = _NAMES.get(ending, PLAIN)
    if known == PDF:
        raise Permanent("it is named PDF and is none: save or fetch it again")
    if known == DOCX:
        raise Permanent("it is named DOCX and is none: open it in the word processor and save it")
    if known != HTML and known != MARKDOWN and _HTML.match(content[:4096]):
        return HTML
    if _binary(content):
        raise Permanent("it is no text: it has bytes that no text has")
    return known


def _zipped(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist()[:10_000])
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        raise Permanent("it is a broken archive: fetch or save it again") from None
    if "word/document.xml" in names or any(
        re.fullmatch(r"word/document\d*\.xml", each) for each in names
    ):
        return DOCX
    for part, what in _PARTS:
        if part in names:
            raise Permanent(f"it is {what}")
    raise Permanent("it is an archive, not a document: unpack it first")


def _binary(content: bytes) -> bool:
    """Zeros in no pattern that UTF-16 or UTF-32 would leave, or mostly control characters."""
    head = content[:8_000]
    if not head or head.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        return False
    controls = sum(head.count(byte) for byte in range(1, 32) if byte not in b"\t\n\r\f\x1b\x08")
    zeros = head.count(0)
    wide = max(head[0::2].count(0), head[1::2].count(0))
    if zeros and wide > len(head) * 0.35 and zeros - wide < len(head) * 0.05:
        return False
    return zeros > 4 or controls > len(head) * 0.05
