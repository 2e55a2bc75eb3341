"""The language model that is configured, met through pydantic-ai: the only file that knows it.

The library is an extra (``pip install steersman[model]``) and is loaded when a model is configured.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from steersman.capabilities.language_model import Reply, Task
from steersman.domain.errors import Permanent, Transient
from steersman.settings.language_model import LanguageModelSettings
from steersman.settings.secrets import Secret, secret

if TYPE_CHECKING:
    from pydantic_ai.models import Model

AGAIN = 60.0  # seconds
WITHOUT_KEY = "none"  # for an endpoint that asks for no key
INSTALL = "the language model needs more packages: pip install 'steersman[model]'"
Opened = Callable[[], "AbstractAsyncContextManager[Model]"]


@dataclass(frozen=True)
class Connected:
    """A model behind pydantic-ai.  It is given no tools, and each call is alone."""

    name: str
    opened: Opened
    timeout: float

    def complete(self, task: Task) -> Reply:
        """Raises ``Transient`` when nothing comes in time, ``Permanent`` when it is refused."""
        from pydantic_ai.exceptions import AgentRunError, ModelHTTPError, UserError

        try:
            return asyncio.run(self._asked(task))
        except TimeoutError as error:
            raise Transient(f"no answer within {self.timeout:g} s", AGAIN) from error
        except ModelHTTPError as error:
            why = f"its endpoint answered {error.status_code}"
            raise _for_status(error.status_code, why) from error
        except (AgentRunError, UserError, ValueError, OSError) as error:
            raise Transient(f"no usable answer came ({type(error).__name__})", AGAIN) from error

    async def _asked(self, task: Task) -> Reply:
        from pydantic_ai.direct import model_request
        from pydantic_ai.messages import ModelRequest, SystemPromptPart, UserPromptPart
        from pydantic_ai.settings import ModelSettings

        settings = ModelSettings(max_tokens=task.longest, temperature=0.0, timeout=self.timeout)
        async with asyncio.timeout(self.timeout), self.opened() as model:
            parts = (SystemPromptPart(task.instructions), UserPromptPart(task.material))
            told = await model_request(model, [ModelRequest(parts=parts)], model_settings=settings)
        return Reply(told.text or "", told.usage.total_tokens)


def language_model(settings: LanguageModelSettings) -> Connected | None:
    """None: none is configured.  ``Permanent`` names what is missing."""
    if not settings.provider:
        return None
    if not settings.name:
        raise Permanent("STEERSMAN_LANGUAGE_MODEL_NAME is missing: say which model to ask")
    key = secret(settings.key) if settings.key else lambda: WITHOUT_KEY
    try:
        opened = {"openai": _openai, "anthropic": _anthropic}[settings.provider](settings, key)
    except ImportError as error:
        raise Permanent(INSTALL) from error
    return Connected(settings.name, opened, settings.timeout)


def _openai(settings: LanguageModelSettings, key: Secret) -> Opened:
    from openai import AsyncOpenAI
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai import OpenAIProvider

    @asynccontextmanager
    async def opened() -> AsyncIterator[Model]:
        url = settings.url or None
        async with AsyncOpenAI(base_url=url, api_key=key(), max_retries=0) as client:
            yield OpenAIChatModel(settings.name, provider=OpenAIProvider(openai_client=client))

    return opened


def _anthropic(settings: LanguageModelSettings, key: Secret) -> Opened:
    from anthropic import AsyncAnthropic
    from pydantic_ai.models.anthropic import AnthropicModel
    from pydantic_ai.providers.anthropic import AnthropicProvider

    @asynccontextmanager
    async def opened() -> AsyncIterator[Model]:
        url = settings.url or None
        async with AsyncAnthropic(base_url=url, api_key=key(), max_retries=0) as client:
            yield AnthropicModel(settings.name, provider=AnthropicProvider(anthropic_client=client))

    return opened


def _for_status(status: int, why: str) -> Permanent | Transient:
    return Transient(why, AGAIN) if status == 429 or status >= 500 else Permanent(why)
