"""From bytes to text: what the file declares, else UTF-8, else the likeliest encoding."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What offices really write.  The rest only gives more ways to be wrong on a short file.
_LIKELY = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp437",
    "cp850", "koi8_r", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr", "mac_roman",
]  # fmt: skip
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]+)|<\?xml[^>]{0,100}encoding\s*=\s*["']([\w-]+)""",
    re.IGNORECASE,
)
_SAMPLE = 200_000
_NEVER_DECLARED = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7"}


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    encoding: str
    guessed: bool = False

    @property
    def notes(self) -> tuple[str, ...]:
        if not self.guessed:
            return ()
        return (f"The file names no encoding and is not UTF-8: it was read as {self.encoding}.",)


def decode(content: bytes) -> Decoded:
    """Never fails: a byte that the encoding does not know becomes U+FFFD."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return Decoded(content[len(mark) :].decode(encoding, "replace"), encoding)
    if wide := _without_mark(content):
        return Decoded(content.decode(wide, "replace"), wide)
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        if _only_the_end_is_cut(content, error):
            return Decoded(content.decode("utf-8", "replace"), "utf-8")
    return _guess(content)


def decode_declared(content: bytes) -> Decoded:
    """The same for HTML and XML, which may name their encoding in the first lines."""
    found = _DECLARED.search(content[:2048])
    name = (found[1] or found[2]).decode("ascii", "replace") if found else ""
    if not name or content.startswith(tuple(mark for mark, _ in _MARKS)):
        return decode(content)
    try:
        encoding = codecs.lookup(name).name
        if encoding in _NEVER_DECLARED or encoding.startswith(("utf-16", "utf-32")):
            return decode(content)  # the declaration itself could not have been read
        text = content.decode(encoding, "replace")
    except (LookupError, UnicodeError):
        return decode(content)
    return Decoded(text, encoding) if text.count("\ufffd") < 3 else decode(content)


def _without_mark(content: bytes) -> str | None:
    """UTF-16 without a mark: in Western text every other byte is zero."""
    head = content[:2000]
    if len(head) < 4 or b"\0" not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) * 0.35 and even < len(head) * 0.05:
        return "utf-16-le"
    if even > len(head) * 0.35 and odd < len(head) * 0.05:
        return "utf-16-be"
    return None


def _only_the_end_is_cut(content: bytes, error: UnicodeDecodeError) -> bool:
    """A file that was cut within its last character is still UTF-8."""
    return error.start >= len(content) - 3 and error.start > 0 and not content.isascii()


def _guess(content: bytes) -> Decoded:
    mostly = content.decode("utf-8", "replace")
    few_broken = mostly.count("\ufffd") * 200 < len(mostly)
    if few_broken and any(ord(char) > 127 and char != "\ufffd" for char in mostly):
        return Decoded(mostly, "utf-8", guessed=True)
    best = from_bytes(content[:_SAMPLE], cp_isolation=_LIKELY, threshold=0.3).best()
    encoding = best.encoding if best is not None else "cp1252"
    return Decoded(content.decode(encoding, "replace"), encoding, guessed=True)
