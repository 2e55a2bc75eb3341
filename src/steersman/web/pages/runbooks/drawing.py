"""The text of a runbook as a page draws it: prose as Markdown, and each block as the step it is.

The same library reads the blocks that run, so a step that is drawn is a step that is carried out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markdown_it.token import Token
from markupsafe import Markup

from steersman.workflows.runbooks.blocks import ACTION, CHECK, MARKDOWN
from steersman.workflows.runbooks.model import Act, Read, Runbook, Values, When

_GROUP = 'tabindex="0" role="group" aria-label="Table"'
_HIGHEST, _DEEPEST = 2, 5  # headings within a page


@dataclass(frozen=True, slots=True)
class Drawn:
    """Prose (``html``), or a step: its words, its facts, and the condition it is taken under."""

    html: str = ""  # marked as safe: the library escaped what is no Markdown
    kind: str = ""  # action, check; empty: prose
    number: int = 0
    does: str = ""
    system: str = ""
    facts: Sequence[tuple[str, str]] = ()
    holds: Sequence[str] = ()
    when: str = ""
    within: float = 0.0


def drawn(runbook: Runbook, summaries: Mapping[str, str]) -> list[Drawn]:
    """``summaries``: what each capability and probe does, in words."""
    steps = iter([step for stage in runbook.stages for step in stage.steps])
    return list(_drawn(MARKDOWN.parse(runbook.body), steps, summaries))


def _drawn(
    tokens: list[Token], steps: Iterator[Act | Read], summaries: Mapping[str, str]
) -> Iterator[Drawn]:
    prose: list[Token] = []
    number = 0
    for token in tokens:
        if token.type == "fence" and token.info.strip() in (ACTION, CHECK):
            yield from _prose(prose)
            prose, number = [], number + 1
            yield step_of(next(steps), number, summaries)
        else:
            prose.append(token)
    yield from _prose(prose)


def _prose(tokens: list[Token]) -> Iterator[Drawn]:
    if not tokens:
        return
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            level = min(max(int(token.tag[1:]), _HIGHEST), _DEEPEST)
            token.tag = f"h{level}"
        token.children = [each for each in token.children or () if each.type != "image"] or None
    html = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
    html = html.replace("<table>", f'<div class="table-wrap" {_GROUP}><table class="table">')
    html = html.replace("</table>", "</table></div>")
    html = html.replace("<pre>", '<pre class="query" tabindex="0" role="group" aria-label="Text">')
    yield Drawn(html=Markup(html))


def step_of(step: Act | Read, number: int, summaries: Mapping[str, str]) -> Drawn:
    if isinstance(step, Act):
        return Drawn(
            kind=ACTION,
            number=number,
            does=_does(step.capability, summaries),
            system=step.system,
            facts=_facts(step.capability, step.params),
            when=_when(step.when),
        )
    return Drawn(
        kind=CHECK,
        number=number,
        does=_does(step.probe, summaries),
        system=step.system,
        facts=_facts(step.probe, step.params),
        holds=[str(each) for each in step.holds],
        within=step.within,
    )


def _does(name: str, summaries: Mapping[str, str]) -> str:
    return summaries.get(name) or name


def _facts(name: str, params: Values) -> Sequence[tuple[str, str]]:
    return [("does", name), *params.items()]


def _when(when: When | None) -> str:
    if when is None:
        return ""
    if when.read is not None:
        holds = " and ".join(str(each) for each in when.read.holds)
        return f"{when.read.probe} on {when.read.system} tells {holds}"
    return f"{when.parameter} is {when.wanted}"
