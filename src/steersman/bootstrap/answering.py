"""How answers are made here: by rules, and with a language model where one is configured."""

from __future__ import annotations

from typing import Protocol

import sqlalchemy as sa

from steersman.bootstrap.language_model import language_model
from steersman.capabilities.language_model import LanguageModel
from steersman.domain.clock import Clock
from steersman.governor.falling import answers_held_back
from steersman.governor.levels import Levels
from steersman.knowledge.asking.assisted import Assisted, Help
from steersman.knowledge.asking.library import Library
from steersman.knowledge.asking.model_calls import ModelCalls
from steersman.knowledge.asking.service import Asking
from steersman.records.guard.switches import Switches
from steersman.records.ledger.ledger import Ledger
from steersman.records.permissions.rules import Rules
from steersman.settings.language_model import LanguageModelSettings


class Opened(Protocol):
    """What of a running Steersman it takes."""

    store: sa.Engine
    permissions: Rules
    clock: Clock
    library: Library
    ledger: Ledger
    levels: Levels
    switches: Switches
    asking: Asking


def answering(
    core: Opened, model: LanguageModel | None = None, settings: LanguageModelSettings | None = None
) -> Asking:
    """The asking that is there, or one that a model helps: ``model``, else the one set up."""
    settings = settings or LanguageModelSettings()
    model = model or language_model(settings)
    if model is None:
        return core.asking
    help = Help(
        model,
        ModelCalls(core.ledger, core.clock, settings.tokens_per_day, settings.keep_text),
        may_plan=settings.may_plan,
        may_rephrase=settings.may_rephrase,
        held_back=lambda: answers_held_back(core.levels, core.switches),
    )
    return Assisted(core.store, core.permissions, core.clock, core.library, help=help)
