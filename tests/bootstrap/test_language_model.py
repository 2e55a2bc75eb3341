"""The model that is set up, by the real client: a server on this machine, and pydantic-ai's own."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart
from pydantic_ai.models import Model
from pydantic_ai.models.function import AgentInfo, FunctionModel
from pydantic_ai.models.test import TestModel

from steersman.bootstrap.language_model import Connected, language_model
from steersman.capabilities.language_model import Task
from steersman.domain.errors import Permanent, Transient
from steersman.settings.language_model import LanguageModelSettings

TASK = Task(purpose="query", instructions="Be brief.", material='{"question": "who"}', longest=50)
SECRET = "sk-test-0123456789abcdef"


@dataclass
class Endpoint:
    """Speaks the published chat-completions and messages protocols, as it is told to."""

    status: int = 200
    text: str = "hello"
    garbage: bytes = b""
    endless: bool = False
    seen: list[tuple[str, Mapping[str, str], Any]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def body(self, path: str) -> bytes:
        if self.garbage:
            return self.garbage
        if self.status != 200:
            return json.dumps({"error": {"message": "no", "type": "x"}}).encode()
        common: dict[str, Any] = {"id": "1", "model": "m"}
        if path.endswith("/messages"):
            usage = {"input_tokens": 7, "output_tokens": 5}
            told = {**common, "type": "message", "role": "assistant", "usage": usage}
            told |= {"content": [{"type": "text", "text": self.text}], "stop_reason": "end_turn"}
            return json.dumps({**told, "stop_sequence": None}).encode()
        message = {"role": "assistant", "content": self.text}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        usage = {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}
        told = {**common, "object": "chat.completion", "created": 1, "choices": [choice]}
        return json.dumps({**told, "usage": usage}).encode()


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    made = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            made.seen.append((self.path, dict(self.headers), body))
            self.send_response(made.status)
            self.send_header("content-type", "application/json")
            if made.endless:
                self.end_headers()
                while not made.over.wait(0.05):
                    self.wfile.write(b" ")
                return
            content = made.body(self.path)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    made.over.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def key(tmp_path: Path) -> str:
    file = tmp_path / "key"
    file.touch(0o600)
    file.write_text(SECRET)
    return f"file:{file}"


def connected(
    endpoint: Endpoint, key: str = "", provider: Any = "openai", **more: Any
) -> Connected:
    url = f"{endpoint.url}/v1" if provider == "openai" else endpoint.url
    settings = LanguageModelSettings(provider=provider, url=url, name="m", key=key, **more)
    made = language_model(settings)
    assert made is not None
    return made


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_it_is_asked_with_the_key_and_without_tools(
    endpoint: Endpoint, key: str, provider: str
) -> None:
    reply = connected(endpoint, key, provider).complete(TASK)
    assert (reply.text, reply.tokens) == ("hello", 12)
    ((path, headers, body),) = endpoint.seen
    assert path == {"openai": "/v1/chat/completions", "anthropic": "/v1/messages"}[provider]
    sent = {name.casefold(): value for name, value in headers.items()}
    assert SECRET in sent.get("authorization", sent.get("x-api-key", ""))
    assert not body.get("tools")
    assert "Be brief." in json.dumps(body)
    assert 50 in (body.get("max_tokens"), body.get("max_completion_tokens"))


def test_it_can_be_asked_again_and_again(endpoint: Endpoint) -> None:
    model = connected(endpoint)
    assert [model.complete(TASK).text for _ in range(3)] == ["hello"] * 3


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, Permanent), (404, Permanent), (400, Permanent), (429, Transient), (503, Transient)],
)
def test_a_refusal_is_told_without_the_key(
    endpoint: Endpoint, key: str, status: int, error: type[Exception]
) -> None:
    endpoint.status = status
    with pytest.raises(error, match=str(status)) as told:
        connected(endpoint, key).complete(TASK)
    assert SECRET not in str(told.value)
    assert len(endpoint.seen) == 1  # it is not tried again behind our back


@pytest.mark.parametrize("garbage", [b"nothing", b"{}", b'{"choices": []}', b"[1]"])
def test_an_answer_of_another_form_is_none(endpoint: Endpoint, garbage: bytes) -> None:
    endpoint.garbage = garbage
    with pytest.raises((Permanent, Transient)):
        connected(endpoint).complete(TASK)


def test_an_answer_without_an_end_is_cut_off(endpoint: Endpoint) -> None:
    endpoint.endless = True
    with pytest.raises(Transient, match=r"within 0\.5 s"):
        connected(endpoint, timeout=0.5).complete(TASK)


def test_nobody_there_is_told(endpoint: Endpoint) -> None:
    settings = LanguageModelSettings(provider="openai", url="http://127.0.0.1:9/v1", name="m")
    made = language_model(settings)
    assert made is not None
    with pytest.raises(Transient):
        made.complete(TASK)


def test_without_a_provider_there_is_none_and_without_a_name_it_says_so() -> None:
    assert language_model(LanguageModelSettings()) is None
    with pytest.raises(Permanent, match="NAME is missing"):
        language_model(LanguageModelSettings(provider="openai"))


def _of(model: Model) -> Connected:
    @asynccontextmanager
    async def opened() -> AsyncIterator[Model]:
        yield model

    return Connected("test", opened, timeout=1.0)


def test_a_function_as_a_model_sees_instructions_and_data_apart() -> None:
    seen: list[tuple[list[ModelMessage], AgentInfo]] = []

    def answer(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        seen.append((messages, info))
        return ModelResponse(parts=[TextPart('{"query": ""}')])

    assert _of(FunctionModel(answer)).complete(TASK).text == '{"query": ""}'
    ((message,), info) = seen[0]
    assert [part.part_kind for part in message.parts] == ["system-prompt", "user-prompt"]
    assert info.function_tools == []


@pytest.mark.parametrize("parts", [[], [TextPart("")]], ids=["no parts", "an empty text"])
def test_a_model_that_says_nothing_gives_an_empty_text(parts: list[TextPart]) -> None:
    def answer(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        return ModelResponse(parts=parts)

    assert _of(FunctionModel(answer)).complete(TASK).text == ""


def test_the_test_model_of_the_library_is_answered_by_too() -> None:
    assert _of(TestModel(custom_output_text="yes")).complete(TASK).text == "yes"


def test_a_model_that_sleeps_is_left() -> None:
    async def answer(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        await asyncio.sleep(30)
        return ModelResponse(parts=[TextPart("late")])

    with pytest.raises(Transient, match="within 1 s"):
        _of(FunctionModel(answer)).complete(TASK)
