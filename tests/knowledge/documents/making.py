"""PDF and DOCX files made by hand, so that each test decides every byte of them."""

from __future__ import annotations

import io
import zipfile
import zlib

NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = f"""<w:styles {NS}>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Chapter"/><w:basedOn
w:val="berschrift1"/></w:style>
<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="Kode"><w:name w:val="Source Code"/></w:style>
</w:styles>"""
NUMBERING = f"""<w:numbering {NS}>
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText
w:val="%2)"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="1">
<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
</w:numbering>"""
CORE = """<cp:coreProperties xmlns:cp="urn:c" xmlns:dc="urn:d" xmlns:dcterms="urn:t">
<dc:title>Patch plan</dc:title><dc:creator>Platform team</dc:creator>
<dcterms:modified>2025-03-12T10:00:00Z</dcterms:modified><cp:contentStatus>Final</cp:contentStatus>
</cp:coreProperties>"""


def p(text: str, style: str = "", *, number: tuple[int, int] | None = None, run: str = "") -> str:
    """One paragraph; ``number`` is the list and the level, ``run`` the properties of its text."""
    listed = (
        f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'
        if number
        else ""
    )
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties = f"<w:rPr>{run}</w:rPr>" if run else ""
    return (
        f"<w:p><w:pPr>{named}{listed}</w:pPr><w:r>{properties}<w:t "
        f'xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


def docx(*body: str, **parts: str) -> bytes:
    """A DOCX with these paragraphs; ``parts`` replaces others, dots and slashes as underscores."""
    whole = f"<w:document {NS}><w:body>{''.join(body)}</w:body></w:document>"
    held = {
        "word/document.xml": parts.get("document", whole),
        "word/styles.xml": parts.get("styles", STYLES),
        "word/numbering.xml": parts.get("numbering", NUMBERING),
        "docProps/core.xml": parts.get("core", CORE),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in held.items():
            if text:
                archive.writestr(name, text)
    return stream.getvalue()


def line(text: str, y: float, *, size: float = 10, x: float = 72, before: str = "") -> str:
    """One line of a page, at ``y`` points from its foot."""
    return f"{before} BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET"


def pdf(
    *pages: str,
    info: str = "/Title (Backup handbook) /Author (Storage team) /ModDate (D:20250312101500Z)",
    extra: str = "",
    compress: bool = True,
) -> bytes:
    """A PDF with these pages, each given as its content stream."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    objects.append(
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    )
    objects.append(f"<< {info} >>")
    kids = []
    streams: dict[int, bytes] = {}
    for content in pages:
        data = zlib.compress(content.encode("latin-1")) if compress else content.encode("latin-1")
        number = len(objects) + 1
        filter = "/Filter /FlateDecode" if compress else ""
        streams[number] = data
        objects.append(f"<< /Length {len(data)} {filter} >>")
        kids.append(number + 1)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {number} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
    objects[1] = (
        f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{k} 0 R' for k in kids)}] >>"
    )
    return _written(objects, streams, extra)


def _written(objects: list[str], streams: dict[int, bytes], extra: str) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, held in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{held}\n".encode())
        if number in streams:
            out.write(b"stream\n" + streams[number] + b"\nendstream\n")
        out.write(b"endobj\n")
    begin = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write(b"".join(f"{place:010} 00000 n \n".encode() for place in places))
    out.write(f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 4 0 R {extra} >>\n".encode())
    out.write(f"startxref\n{begin}\n%%EOF\n".encode())
    return out.getvalue()
