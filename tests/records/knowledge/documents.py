"""Documents that are short enough to be seen at a glance."""

from __future__ import annotations

from steersman.records.knowledge import ToIndex, ToIndexPassage


def document(name: str, *passages: str, readers: str = "everyone", content: str = "") -> ToIndex:
    """The words of each passage are its terms."""
    return ToIndex(
        id=f"doc_{name}",
        source="shelf",
        name=name,
        title=name.title(),
        content=content or " ".join(passages),
        made_with="1/words",
        readers=readers,
        passages=tuple(
            ToIndexPassage(path=(name,), text=text, terms=tuple(text.split()), line=line)
            for line, text in enumerate(passages, start=1)
        ),
    )
