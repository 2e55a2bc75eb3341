"""Any file: the right reader, or a sentence; never anything else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.domain.errors import Permanent
from steersman.knowledge.diagrams import mermaid_in, read_diagrams
from tests.knowledge.diagrams.test_dot import NET
from tests.knowledge.diagrams.test_drawio import MODEL
from tests.knowledge.diagrams.test_mermaid import FLOW
from tests.knowledge.ends import refusal

SAMPLES = {"x.drawio": MODEL, "x.dot": NET, "x.mmd": FLOW}


def ends_well(name: str, content: bytes) -> None:
    told = refusal(lambda: _check(name, content))
    assert told is None or told.startswith(name)


def _check(name: str, content: bytes) -> None:
    for diagram in read_diagrams(name, content):
        ids = {node.id for node in diagram.nodes}
        assert {end for link in diagram.links for end in (link.source, link.target)} <= ids
        assert len(diagram.sentences) == len(diagram.links)


@pytest.mark.parametrize(
    ("name", "format"), [("x.drawio", "drawio"), ("x.dot", "dot"), ("x.mmd", "mermaid")]
)
def test_the_kind_is_found_from_the_content_alone(name: str, format: str) -> None:
    assert read_diagrams("noname", SAMPLES[name].encode())[0].format == format


def test_something_else_is_refused() -> None:
    with pytest.raises(Permanent, match="no diagram that is known"):
        read_diagrams("x.txt", b"hello")


@settings(max_examples=150, deadline=5_000)
@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_a_damaged_file_ends_well(name: str, data: st.DataObject) -> None:
    text = SAMPLES[name]
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text)))
        text = (
            text[:at] + data.draw(st.text(max_size=4)) + text[at + data.draw(st.integers(0, 30)) :]
        )
    ends_well(name, text.encode("utf-8", "replace"))


@settings(max_examples=60, deadline=5_000)
@given(st.sampled_from(["x.drawio", "x.dot", "x.mmd", "x"]), st.binary(max_size=200))
def test_any_bytes_end_well(name: str, content: bytes) -> None:
    ends_well(name, content)


@settings(max_examples=100, deadline=5_000)
@given(
    st.sampled_from(
        ["graph TD\n", "architecture-beta\n", "C4Context\n", "sequenceDiagram\n", "stateDiagram\n"]
    ),
    st.text(alphabet='AB -<>=.|[](){}"&;:\n@~ox', max_size=60),
)
def test_any_lines_of_mermaid_end_well(head: str, text: str) -> None:
    ends_well("x.mmd", (head + text).encode())
    mermaid_in("a.md", f"```mermaid\n{head}{text}\n```")


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.dot", "digraph {" + "{" * 5_000),
        ("x.dot", "digraph { a [label=" + "<" * 50_000),
        ("x.dot", 'digraph { a [label="' + "\\" * 50_001),
        ("x.dot", "digraph {" + "subgraph cluster_a {" * 50 + "a->b;" * 5_000),
        ("x.mmd", "graph TD\n" + "A-->" * 20_000 + "A"),
        ("x.mmd", "graph TD\n" + "A -- " * 5_000),
        ("x.mmd", "graph TD\nA[" + "[" * 50_000),
        ("x.mmd", "graph TD\n" + "subgraph a\n" * 5_000),
        ("x.mmd", "C4Context\nRel(" + '"a",' * 20_000 + ")"),
        ("x.drawio", "<mxGraphModel>" + "<root>" * 5_000),
    ],
)
def test_heavy_files_take_no_endless_time(name: str, text: str) -> None:
    ends_well(name, text.encode())
