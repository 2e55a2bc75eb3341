"""draw.io: boxes, containers, layers, lines and their labels, plain and compressed."""

from __future__ import annotations

import base64
import zlib
from urllib.parse import quote

import pytest

from steersman.domain.errors import Permanent
from steersman.knowledge.diagrams import Diagram, Link, read_diagrams

MODEL = """<mxGraphModel><root>
<mxCell id="0"/><mxCell id="1" parent="0"/><mxCell id="lay" value="Production" parent="0"/>
<mxCell id="dc" value="London" style="swimlane;html=1" vertex="1" parent="lay"/>
<mxCell id="fw" value="&lt;b&gt;Edge&lt;/b&gt;&lt;br&gt;firewall"
style="shape=mxgraph.cisco.security.firewall" vertex="1" parent="dc"/>
<object label="Ledger DB" id="db" ip="10.1.0.5" owner="DBA team"><mxCell
style="shape=cylinder3;html=1" vertex="1" parent="dc"/></object>
<mxCell id="gw" value="Gateway" style="rounded=1;whiteSpace=wrap" vertex="1" parent="1"/>
<mxCell id="e1" value="" style="endArrow=classic" edge="1" parent="1" source="gw"
target="db"><mxGeometry/></mxCell>
<mxCell id="l1" value="tcp 5432" style="edgeLabel;html=1" vertex="1" connectable="0" parent="e1"/>
<mxCell id="e2" value="heartbeat" style="endArrow=none" edge="1" parent="1" source="gw"
target="fw"/>
<mxCell id="e3" style="startArrow=classic;endArrow=none" edge="1" parent="1" source="db"
target="fw"/>
<mxCell id="e4" value="loose" edge="1" parent="1" source="gw"/>
</root></mxGraphModel>"""


def read(content: str) -> tuple[Diagram, ...]:
    return read_diagrams("net.drawio", content.encode())


def packed(model: str) -> str:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    raw = deflate.compress(quote(model).encode()) + deflate.flush()
    return base64.b64encode(raw).decode()


def test_boxes_have_labels_kinds_groups_and_what_was_noted_on_them() -> None:
    (diagram,) = read(f'<mxfile><diagram name="Overview">{MODEL}</diagram></mxfile>')
    assert diagram.title == "Overview"
    nodes = {node.id: node for node in diagram.nodes}
    assert nodes["fw"].label == "Edge firewall"
    assert nodes["fw"].kind == "firewall"
    assert nodes["fw"].group == ("Production", "London")
    assert nodes["db"].kind == "cylinder3"
    assert nodes["db"].attributes == (("ip", "10.1.0.5"), ("owner", "DBA team"))
    assert nodes["gw"].kind == ""


def test_lines_have_their_labels_and_directions() -> None:
    (diagram,) = read(f"<mxfile><diagram>{MODEL}</diagram></mxfile>")
    assert diagram.links == (
        Link("gw", "db", "tcp 5432"),
        Link("gw", "fw", "heartbeat", directed=False),
        Link("fw", "db"),
    )
    assert diagram.sentences[0] == "Gateway → Ledger DB (tcp 5432)"


def test_a_line_that_ends_nowhere_is_named() -> None:
    (diagram,) = read(f"<mxfile><diagram>{MODEL}</diagram></mxfile>")
    (unread,) = diagram.unread
    assert "Gateway" in unread.text
    assert "loose" in unread.text


def test_a_compressed_page_says_the_same() -> None:
    plain = read(f'<mxfile><diagram name="A">{MODEL}</diagram></mxfile>')
    assert read(f'<mxfile><diagram name="A">{packed(MODEL)}</diagram></mxfile>') == plain


def test_each_page_is_a_diagram() -> None:
    pages = read(
        f'<mxfile><diagram name="A">{MODEL}</diagram><diagram '
        f'name="B">{packed(MODEL)}</diagram></mxfile>'
    )
    assert [page.title for page in pages] == ["A", "B"]


def test_a_page_that_unpacks_without_end_is_refused() -> None:
    with pytest.raises(Permanent, match="unpacks to more"):
        read(f"<mxfile><diagram>{packed('a' * 60_000_000)}</diagram></mxfile>")


@pytest.mark.parametrize(
    "content",
    [
        "<mxfile><diagram>!!!</diagram></mxfile>",
        "<mxfile/>",
        "<mxfile><diagram",
        '<!DOCTYPE x [<!ENTITY a "b">]><mxfile><diagram>&a;</diagram></mxfile>',
    ],
)
def test_a_broken_file_is_told(content: str) -> None:
    with pytest.raises(Permanent, match=r"net\.drawio cannot be read"):
        read(content)


def test_containers_in_a_circle_end() -> None:
    cells = (
        '<mxCell id="a" value="A" vertex="1" parent="b"/><mxCell id="b" value="B" '
        'vertex="1" parent="a"/>'
    )
    (diagram,) = read(f"<mxGraphModel><root>{cells}</root></mxGraphModel>")
    assert len(diagram.nodes) == 2


def box(id: str, x: int, y: int, parent: str = "1", size: int = 40) -> str:
    place = f'<mxGeometry x="{x}" y="{y}" width="{size}" height="{size}" as="geometry"/>'
    return f'<mxCell id="{id}" value="{id}" vertex="1" parent="{parent}">{place}</mxCell>'


def test_a_line_that_touches_boxes_without_being_joined_links_them() -> None:
    ends = '<mxPoint x="44" y="20" as="sourcePoint"/><mxPoint x="128" y="130" as="targetPoint"/>'
    cells = (
        box("a", 0, 0)
        + box("frame", 100, 100, size=200)
        + box("b", 20, 20, "frame")
        + f'<mxCell id="e" edge="1" parent="1"><mxGeometry>{ends}</mxGeometry></mxCell>'
    )
    (diagram,) = read(f"<mxGraphModel><root>{cells}</root></mxGraphModel>")
    assert diagram.links == (Link("a", "b"),)
    assert diagram.unread == ()


def test_a_line_that_ends_between_the_boxes_links_nothing() -> None:
    ends = '<mxPoint x="44" y="20" as="sourcePoint"/><mxPoint x="80" y="80" as="targetPoint"/>'
    cells = box("a", 0, 0) + f'<mxCell id="e" edge="1"><mxGeometry>{ends}</mxGeometry></mxCell>'
    (diagram,) = read(f"<mxGraphModel><root>{cells}</root></mxGraphModel>")
    assert diagram.links == ()
    assert "line at a" in diagram.unread[0].text


def test_a_page_that_is_empty_or_broken_does_not_hide_the_others() -> None:
    model = "<mxGraphModel><root>" + box("a", 0, 0) + "</root></mxGraphModel>"
    pages = f'<diagram name="One">{model}</diagram><diagram name="Two"/>'
    one, two, *_ = read(f'<mxfile>{pages}<diagram name="Three">???</diagram></mxfile>')
    assert [node.id for node in one.nodes] == ["a"]
    assert not two.nodes
    assert [each.text for each in one.unread] == ["page Three"]
