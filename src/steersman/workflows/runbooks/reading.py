"""Reads a runbook: everything that is wrong with it, or what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from steersman.workflows.runbooks.blocks import ACTION, Block, parts_of
from steersman.workflows.runbooks.faults import Broken, Fault, Faults, Unsound
from steersman.workflows.runbooks.fields import fields_of
from steersman.workflows.runbooks.front import Front
from steersman.workflows.runbooks.model import REFERENCE, Act, Read, Runbook, Stage
from steersman.workflows.runbooks.parameters import Parameter
from steersman.workflows.runbooks.steps import Steps

MOST_STEPS = 40


def read(text: str) -> Runbook:
    """The runbook that ``text`` is.  Raises ``Unsound`` with everything that is wrong."""
    faults = Faults()
    text = text.replace("\r\n", "\n")
    parts = parts_of(text, faults)
    front = Front(faults)
    try:
        fields = fields_of(parts.front, 2)
    except Broken as broken:
        raise Unsound([*faults.found, broken.fault]) from broken
    if faults.found and not fields.fields:
        raise Unsound(faults.found)
    parameters = front.parameters(fields)
    stages = _stages(parts.blocks, parameters, faults)
    runbook = front.runbook(fields, parameters, stages, text, parts.body)
    _refuse_what_is_missing(runbook, faults)
    if faults.found:
        raise Unsound(faults.found)
    return runbook


def faults_in(text: str) -> tuple[Fault, ...]:
    try:
        read(text)
    except Unsound as unsound:
        return unsound.faults
    return ()


def _stages(
    blocks: Sequence[Block], parameters: Mapping[str, Parameter], faults: Faults
) -> tuple[Stage, ...]:
    steps = Steps(parameters, faults)
    found: dict[str, list[Act | Read]] = {}
    lines: dict[str, int] = {}
    for block in blocks:
        try:
            fields = fields_of(block.lines, block.line)
        except Broken as broken:
            faults.found.append(broken.fault)
            continue
        step = steps.act(fields) if block.kind == ACTION else steps.check(fields)
        if step is not None:
            found.setdefault(block.heading, []).append(step)
            lines[block.heading] = block.heading_line
    return tuple(Stage(title=t, steps=tuple(s), line=lines[t]) for t, s in found.items())


def _refuse_what_is_missing(runbook: Runbook, faults: Faults) -> None:
    if not faults.found and not any(runbook.acts):
        faults.add(1, "it does nothing", "write a block ```action, or keep it as a document")
    if sum(len(stage.steps) for stage in runbook.stages) > MOST_STEPS:
        faults.add(1, "it has too many steps", f"{MOST_STEPS} at most: split it")
    used = set(REFERENCE.findall(runbook.text))
    used |= {step.when.parameter for step in runbook.acts if step.when}
    names = {name.partition(".")[0] for name in used}
    for name, parameter in runbook.parameters.items():
        if name not in names:
            faults.add(parameter.line, f"{name} is used nowhere", "use it, or take it out")
