"""XML from strangers: no entities, no network, no document type, bounded depth."""

from __future__ import annotations

from lxml import etree

from steersman.domain.errors import Permanent


def parse_xml(content: bytes, what: str) -> etree._Element:
    """The root element, or ``Permanent`` that names ``what`` and the place of the fault.

    A document type is refused as a whole: it is what entity bombs and reads of foreign files need
    (CWE-776, CWE-611), and no format that we read has one.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,  # libxml2's limits on depth and on the growth of entities stay in force
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Permanent(f"{what} is no sound XML: {_sentence(error)}") from None
    if root is None:
        raise Permanent(f"{what} is empty: there is no XML in it")
    if root.getroottree().docinfo.internalDTD is not None:
        raise Permanent(
            f"{what} has a document type declaration, which may hide entities: save it without"
        )
    return root


def local(element: etree._Element) -> str:
    """The element's name without its namespace; empty for what is no element."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _sentence(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or "it ends too early"
