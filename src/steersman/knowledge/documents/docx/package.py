"""The parts of a DOCX archive, unpacked within limits (ECMA-376 part 2)."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from steersman.domain.errors import Permanent
from steersman.knowledge.xml import parse_xml

_MOST_PARTS = 10_000
_BROKEN = "it is a broken archive: open it in the word processor and save it anew"
_BROKEN_ERRORS = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError,
    RuntimeError,  # an encrypted part
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Package:
    archive: zipfile.ZipFile
    unpacked: int  # bytes that one part may have

    @classmethod
    def of(cls, content: bytes, unpacked: int) -> Package:
        try:
            archive = zipfile.ZipFile(BytesIO(content))
        except _BROKEN_ERRORS:
            raise Permanent(_BROKEN) from None
        if len(archive.infolist()) > _MOST_PARTS:
            raise Permanent(f"it has more than {_MOST_PARTS:,} parts: no document has")
        return cls(archive, unpacked)

    def part(self, name: str) -> etree._Element | None:
        """The XML of one part, or ``None`` where there is none of that name."""
        try:
            with self.archive.open(name) as stream:
                content = stream.read(
                    self.unpacked + 1
                )  # what the archive says of sizes is a claim
        except KeyError:
            return None
        except _BROKEN_ERRORS:
            raise Permanent(_BROKEN) from None
        if len(content) > self.unpacked:
            raise Permanent(f"its part {name} unpacks to more than {self.unpacked:,} bytes")
        return parse_xml(content, f"its part {name}")

    def main(self) -> etree._Element:
        for name in ("word/document.xml", *self._other_documents()):
            if (root := self.part(name)) is not None:
                return root
        raise Permanent("it has no text part: open it in the word processor and save it anew")

    def _other_documents(self) -> list[str]:
        return [
            name
            for name in self.archive.namelist()
            if name.startswith("word/document") and name.endswith(".xml")
        ]
