"""Somebody leaves: what was typed, what is wrong with it, and the rehearsal before it is asked."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from steersman.domain.errors import Permanent
from steersman.records.desk.work import Request
from steersman.records.names import names_of
from steersman.servicedesk.naming import Ambiguous
from steersman.web.api.leave import Leave, leaver_request, passed_at
from steersman.web.auth import Caller
from steersman.web.console.times import zone
from steersman.web.core import Core
from steersman.web.errors import Problem
from steersman.web.pages.work.preview import Preview, preview_of
from steersman.web.sign_in.forms import Form


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaverForm:
    """As it was typed.  ``when``: by the reader's clock; empty: now.  ``once``: one item a form."""

    person: str = ""
    chosen: str = ""  # the id that was picked among several who fit
    successor: str = ""
    when: str = ""
    ends: str = ""
    reason: str = ""
    already: str = ""  # yes: the moment may lie in the past, for they have left
    once: str = ""
    seen: str = ""
    zone_name: str = "UTC"

    @classmethod
    def of(cls, form: Form, zone_name: str) -> LeaverForm:
        return cls(
            person=form.get("person").strip()[:200],
            chosen=form.get("chosen")[:100],
            successor=form.get("successor").strip()[:200],
            when=form.get("when").strip()[:40],
            ends=form.get("ends")[:40],
            reason=form.get("reason").strip()[:1000],
            already=form.get("already")[:3],
            once=form.get("once")[:64],
            seen=form.get("seen")[:200],
            zone_name=zone_name,
        )

    def body(self) -> Leave:
        """As the API takes it.  ``ValueError``: the moment is none."""
        told: dict[str, object] = {"person": self.person, "reason": self.reason}
        told |= {"successor": self.successor, "termination_type": self.ends}
        told |= {"already_left": self.already == "yes"}
        if self.when:
            moment = datetime.fromisoformat(self.when)
            local = moment if moment.tzinfo else moment.replace(tzinfo=zone(self.zone_name))
            told["effective_at"] = local
        return Leave.model_validate(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaverDone:
    """``errors``: field → what is wrong.  ``number``: the work item that was opened."""

    form: LeaverForm
    errors: Mapping[str, str]
    candidates: Sequence[Mapping[str, str]] = ()
    whose: str = "person"  # the field that the candidates are for
    summary: str = ""
    successor: str = ""
    at: float | None = None
    passed: bool = False  # the moment lies in the past, and nobody said that this is meant
    preview: Preview | None = None
    seen: str = ""
    number: str = ""


def rehearsed(core: Core, caller: Caller, form: LeaverForm) -> LeaverDone:
    """What the leaver would do; nothing is written."""
    found = _asked(core, caller, form)
    if isinstance(found, LeaverDone):
        return found
    request, at = found
    return _shown(core, form, request, at)


def open_leaver(core: Core, caller: Caller, form: LeaverForm) -> LeaverDone:
    """Open what was rehearsed.  When something was changed since, it is shown again first."""
    found = _asked(core, caller, form)
    if isinstance(found, LeaverDone):
        return found
    request, at = found
    if not form.once or form.seen != _named(request, form):
        return _shown(core, form, request, at)
    number = core.desk.work_items.submit(request)
    core.wake()
    return LeaverDone(form=form, errors={}, number=number)


def _asked(
    core: Core, caller: Caller, form: LeaverForm
) -> tuple[Request, float | None] | LeaverDone:
    if not form.person:
        return LeaverDone(form=form, errors={"person": "Name who leaves."})
    try:
        body = form.body()
    except ValidationError as wrong:
        field = str(wrong.errors()[0]["loc"][0])
        name = {"termination_type": "ends", "effective_at": "when"}.get(field, field)
        return LeaverDone(form=form, errors={name: "This cannot be taken: choose or type it anew."})
    except ValueError:
        told = {"when": "Enter a day and a time, such as 2026-11-27 17:30."}
        return LeaverDone(form=form, errors=told)
    if passed_at(core, body):
        why = "This moment has passed. Name a later one, or tick that they have left already."
        return LeaverDone(form=form, errors={"when": why}, passed=True)
    if _fits(core, form):
        body = body.model_copy(update={"person": form.chosen})
    try:
        return leaver_request(core, caller, body, form.once)
    except Ambiguous as several:
        return _choices(form, several)
    except (Permanent, Problem) as refused:
        return _refused(form, refused.message if isinstance(refused, Problem) else str(refused))


def _fits(core: Core, form: LeaverForm) -> bool:
    """Whether who was picked still is who is typed: or a name typed anew would mean another."""
    person = core.people.find(form.chosen) if form.chosen else None
    if person is None:
        return False
    known = " ".join((person.full_name, person.mail, person.login, person.employee_number))
    return all(word in known.casefold() for word in form.person.casefold().split())


def _choices(form: LeaverForm, several: Ambiguous) -> LeaverDone:
    whose = "successor" if _is_about(several, form.successor) else "person"
    found, errors = several.candidates, {whose: str(several)}
    return LeaverDone(form=form, errors=errors, candidates=found, whose=whose)


def _refused(form: LeaverForm, text: str) -> LeaverDone:
    field = "successor" if form.successor and form.successor in text else "person"
    return LeaverDone(form=form, errors={"reason" if "reason" in text else field: text})


def _is_about(several: Ambiguous, typed: str) -> bool:
    return bool(typed) and repr(" ".join(typed.split())) in str(several)


def _shown(core: Core, form: LeaverForm, request: Request, at: float | None) -> LeaverDone:
    successor = (request.params or {}).get("successor", "")
    return LeaverDone(
        form=_once(form),
        errors={},
        summary=request.summary,
        successor=names_of(core.store, [successor]).of(successor) if successor else "",
        at=at,
        preview=preview_of(core, request),
        seen=_named(request, form),
    )


def _once(form: LeaverForm) -> LeaverForm:
    """The same press twice opens one work item: the form carries a name of its own."""
    values = {name: getattr(form, name) for name in LeaverForm.__slots__}
    return LeaverForm(**{**values, "once": form.once or secrets.token_hex(16)})


def _named(request: Request, form: LeaverForm) -> str:
    """Names what was shown, so that nothing else is opened."""
    told = request.params or {}
    parts = [request.subject, told.get("successor", ""), form.when, form.ends]
    return "/".join(parts)
