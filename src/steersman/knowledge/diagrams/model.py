"""What a diagram says: nodes, what they stand in, and the links between them."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Node:
    """A box.  ``group`` are the labels of what it stands in, from the outside inwards.

    ``kind`` is the shape in the file's own word (cylinder, database, router), empty for a plain
    box; ``attributes`` are what the author noted on it, such as an address.
    """

    id: str
    label: str
    kind: str = ""
    group: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A line between the ids of two nodes; ``directed`` if it has one arrow, not none or two."""

    source: str
    target: str
    label: str = ""
    directed: bool = True


@dataclass(frozen=True, slots=True)
class Unread:
    """A part that was not understood, or a line that is not joined at both ends."""

    text: str
    why: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Diagram:
    """One page of a file.  Every end of a link is a node."""

    title: str
    format: str
    nodes: tuple[Node, ...] = ()
    links: tuple[Link, ...] = ()
    unread: tuple[Unread, ...] = ()

    def label_of(self, id: str) -> str:
        return next((node.label for node in self.nodes if node.id == id), id)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Each link as a sentence that can be searched: ``gateway → ledger (orders)``."""
        labels = {node.id: node.label for node in self.nodes}
        return tuple(
            f"{labels[link.source]} {'→' if link.directed else '—'} {labels[link.target]}"
            + (f" ({link.label})" if link.label else "")
            for link in self.links
        )


class Drawing:
    """Collects nodes and links; what is named twice is one node, and keeps the better label."""

    def __init__(self, title: str, format: str) -> None:
        self.title = title
        self.format = format
        self.unread: list[Unread] = []
        self._nodes: dict[str, Node] = {}
        self._links: list[Link] = []

    def node(self, node: Node) -> None:
        known = self._nodes.get(node.id)
        if known is None:
            self._nodes[node.id] = node
            return
        self._nodes[node.id] = replace(
            known,
            label=node.label if node.label != node.id else known.label,
            kind=node.kind or known.kind,
            group=known.group or node.group,
            attributes=known.attributes or node.attributes,
        )

    def has(self, id: str) -> bool:
        return id in self._nodes

    def label_of(self, id: str) -> str:
        return self._nodes[id].label if id in self._nodes else id

    @property
    def size(self) -> int:
        return len(self._nodes) + len(self._links)

    def link(self, link: Link) -> None:
        for id in (link.source, link.target):
            if id not in self._nodes:
                self.node(Node(id, id))
        self._links.append(link)

    def done(self) -> Diagram:
        return Diagram(
            self.title,
            self.format,
            tuple(self._nodes.values()),
            tuple(self._links),
            tuple(self.unread),
        )
