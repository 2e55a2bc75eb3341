"""A person's word about a plan, as the API and the pages take it: the same checks, one way."""

from __future__ import annotations

from steersman.domain.canonical import Json
from steersman.servicedesk.approving import Answer, NotAnApprover
from steersman.web.auth import Caller
from steersman.web.core import Core
from steersman.web.errors import forbidden, not_found
from steersman.web.reaching import reachable


def approve_plan(core: Core, caller: Caller, answer: Answer) -> bool:
    """Say yes to exactly one plan.  ``False``: they had said so already."""
    _check(core, caller, answer.work)
    new = core.approving.approve(answer)
    core.wake()
    return new


def refuse_plan(core: Core, caller: Caller, answer: Answer) -> None:
    """Say no: the work item is canceled."""
    _check(core, caller, answer.work)
    core.approving.refuse(answer)
    core.wake()


def ask_about(core: Core, caller: Caller, asked: Answer) -> Json:
    """Ask before deciding; the question is the ``reason``.  Returns its row."""
    _check(core, caller, asked.work)
    return core.asking_back.ask(asked)


def answer_about(
    core: Core, caller: Caller, number: str, question: str, text: str, channel: str = "api"
) -> Json:
    """Answer what an approver asked, by anybody who may see the work item but its subject."""
    reachable(core, caller, "view", number)
    if question not in (row["id"] for row in core.desk.ask_backs.of(number)):
        raise not_found(f"question {question} about {number}", f"read it: GET /work/{number}")
    return core.asking_back.answer(question, text, by=caller.id, channel=channel)


def check_role(core: Core, caller: Caller) -> None:
    """An administrator gives roles but approves nothing without one."""
    try:
        core.approving.check_role(caller.id)
    except NotAnApprover as error:
        raise forbidden(
            str(error).replace(f"{caller.id} has not", "you have not", 1),
            rule="work_item.approve",
            mend="ask somebody with one of these roles",
        ) from error


def _check(core: Core, caller: Caller, number: str) -> None:
    check_role(core, caller)
    reachable(core, caller, "approve", number)
