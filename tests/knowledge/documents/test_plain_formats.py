"""Plain text, reStructuredText and AsciiDoc: the headings and blocks that people mean."""

from __future__ import annotations

from datetime import date

from steersman.knowledge.documents import Document, Kind, read_document

PLAIN = """INSTALL GUIDE
=============

Owner: Kim Lee
Last reviewed: 12 March 2025

1. Overview

Some text.

   1) do this
   2) do that

TROUBLESHOOTING

If it fails, reboot.
"""
RST = """=========
Big title
=========

:Author: Ops team
:Date: 2025-02-01

Intro with ``code``, :ref:`here <x>` and `a link <https://a.example>`_.

.. _sec:

Section
-------

.. a comment that nobody reads
   and more of it

1. one
2. two

.. code-block:: bash

   ls -l

Do this::

   rm x

.. note:: careful
   now

====  =====
Host  Owner
====  =====
a     Kim L
b     Lee
====  =====

+------+-------+
| Host | Owner |
+======+=======+
| c    | Jo    |
+------+-------+
"""
ADOC = """= Title here
:revdate: 2024-05-06
:owner: DBA

Intro https://x.example[text].

[[sec]]
== Section
// no
. one
. two
+
----
ls
----
. three

* a
** b

////
hidden
////

[source,sql]
----
select 1;
----

|===
|Host |Owner

|a |Kim
|===
"""


def paths(document: Document) -> list[tuple[str, ...]]:
    return [section.path for section in document.sections]


def test_headings_of_plain_text_are_underlined_numbered_or_in_capitals() -> None:
    document = read_document("guide.txt", PLAIN.encode())
    assert paths(document) == [
        ("INSTALL GUIDE",),
        ("INSTALL GUIDE", "1. Overview"),
        ("INSTALL GUIDE", "TROUBLESHOOTING"),
    ]
    assert document.sections[1].blocks[1].kind is Kind.STEPS
    assert (document.owner, document.date) == ("Kim Lee", date(2025, 3, 12))


def test_restructuredtext_is_read_with_its_fields_code_and_tables() -> None:
    document = read_document("guide.rst", RST.encode())
    assert paths(document) == [("Big title",), ("Big title", "Section")]
    assert (document.owner, document.date) == ("Ops team", date(2025, 2, 1))
    assert document.sections[1].anchor == "sec"
    text = document.sections[1].text
    assert "nobody reads" not in text
    assert "```bash\nls -l\n```" in text
    assert "Do this:\n\n```\nrm x\n```" in text
    assert "Note: careful now" in text
    assert "| Host | Owner |\n| --- | --- |\n| a | Kim L |\n| b | Lee |" in text
    assert "| c | Jo |" in text
    assert "Intro with `code`, here and a link (https://a.example)." in document.text


def test_asciidoc_is_read_with_its_attributes_code_and_tables() -> None:
    document = read_document("guide.adoc", ADOC.encode())
    assert paths(document) == [("Title here",), ("Title here", "Section")]
    assert (document.owner, document.date) == ("DBA", date(2024, 5, 6))
    assert document.sections[1].anchor == "sec"
    text = document.sections[1].text
    assert text.startswith("1. one\n2. two\n\n```\nls\n```\n\n3. three")
    assert "- a\n  - b" in text
    assert "hidden" not in text
    assert "```sql\nselect 1;\n```" in text
    assert "| a | Kim |" in text
    assert "Intro text (https://x.example)." in document.text
