"""A runbook is read as it is written, or every fault is told by its line with the mend."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.capabilities.contract import Risk
from steersman.governor.checking import Condition, Relation
from steersman.workflows.runbooks.model import Act, Read
from steersman.workflows.runbooks.reading import faults_in, read
from tests.workflows.runbooks.house import TEXT


def line_of(text: str, part: str) -> int:
    """The first line that holds ``part``, as an editor counts it."""
    return next(n for n, line in enumerate(text.split("\n"), 1) if part in line)


def told(text: str) -> str:
    return "\n".join(map(str, faults_in(text)))


def test_the_head_and_the_blocks_are_what_runs() -> None:
    runbook = read(TEXT)
    assert runbook.title == "Start a service that has stopped"
    assert (runbook.risk, runbook.take_back) == (Risk.MEDIUM, True)
    assert runbook.trigger.alerts == ("ServiceDown*",)
    assert runbook.parameters["host"].labels == ("instance", "host")
    assert [stage.title for stage in runbook.stages] == ["Make sure that it is down", "Start it"]
    ((check,), (act, after)) = (stage.steps for stage in runbook.stages)
    assert isinstance(check, Read)
    assert check.holds == (Condition("state", Relation.IS, ("stopped",)),)
    assert isinstance(act, Act)
    assert (act.capability, act.params) == ("service.start", {"service": "{{service}}"})
    assert isinstance(after, Read)
    assert after.within == 2.0
    assert [each.probe for each in runbook.success.reads] == ["service.status", "http.get"]
    assert (runbook.success.within, runbook.success.lasting) == (2.0, 1.0)


def test_windows_line_ends_are_the_same_runbook() -> None:
    assert read(TEXT.replace("\n", "\r\n")).digest == read(TEXT).digest


@pytest.mark.parametrize(
    ("was", "becomes", "fault", "mend"),
    [
        ("title: Start", "titel: Start", "'titel' means nothing here", "use title"),
        ("risk: medium", "risk: none", "risk: 'none'", "low, medium, high, critical"),
        ("undo: take back", "undo: perhaps", "undo: 'perhaps'", "take back, keep"),
        ("type: host", "type: server", "host is of no known type", "use host"),
        ("alerts: [ServiceDown*]", 'alerts: ["*"]', "every alert", "name the alerts"),
        ("  within: 2s", "  within: soon", "within: 'soon'", "write 30s, 5m or 2h"),
        ("state is stopped", "stopped", "'stopped' is no condition", "state is running"),
        ("state is stopped", "state ~ stopped", "is no condition", "write"),
        ("capability: service.start", "capability: start it", "names no capability", "object.verb"),
        (
            "system: {{host}}\nwith:\n  service: {{service}}\n```\n\nIt",
            "```\n\nIt",
            "no system",
            "",
        ),
        ("within: 2s\n```", "within: 5m\n```", "within: '5m'", "60 seconds at most"),
        ("## Start it", "# Start\n\n## Make sure that it is down", "two headings", "differently"),
        ("```action", "```actions", "means nothing", "write ```action"),
        ("```action", "```Action", "means nothing", "write ```action"),
        ("```action\n", " - ```action\n", "in a list or a quote", "line's start"),
        ("```action\n", "    ```action\n", "not read as a step", "line's start"),
    ],
)
def test_each_mistake_is_told_with_its_mend(was: str, becomes: str, fault: str, mend: str) -> None:
    assert was in TEXT
    found = told(TEXT.replace(was, becomes, 1))
    assert fault in found
    assert mend in found


@pytest.mark.parametrize(
    ("was", "becomes", "where"),
    [
        ("risk: medium", "risk: none", "risk: none"),
        ("state is stopped", "stopped", "holds: stopped"),
        ("  service: {{service}}\n```\n\nIt", "  service: {{servce}}\n```\n\nIt", "{{servce}}"),
        ("capability: service.start", "capability: nothing", "capability: nothing"),
        ("    from: service", "    form: service", "form: service"),
    ],
)
def test_a_fault_names_the_line_that_an_editor_shows(was: str, becomes: str, where: str) -> None:
    text = TEXT.replace(was, becomes, 1)
    (fault, *_) = faults_in(text)
    assert fault.line == line_of(text, where)


def test_every_fault_is_told_at_once() -> None:
    text = TEXT.replace("risk: medium", "risk: none").replace("state is stopped", "stopped")
    assert len(faults_in(text)) == 2


@pytest.mark.parametrize(
    "reference",
    [
        "{{service.__class__}}",
        "{{7*7}}",
        "{{ service | upper }}",
        "{{host.password}}",
        "{{}}",
        "}}",
    ],
)
def test_a_reference_is_a_declared_parameter_and_nothing_else(reference: str) -> None:
    text = TEXT.replace("  service: {{service}}\n```\n\nIt", f'  service: "{reference}"\n```\n\nIt')
    assert faults_in(text)


def test_a_system_is_a_name_or_a_parameter_that_stands_for_one() -> None:
    text = TEXT.replace(
        "capability: service.start\nsystem: {{host}}",
        "capability: service.start\nsystem: {{service}}",
    )
    assert "{{service}} is no system" in told(text)
    part_of = TEXT.replace("service.start\nsystem: {{host}}", "service.start\nsystem: x{{host}}")
    assert "is no system" in told(part_of)


def test_success_needs_the_symptoms_signal_and_a_second_one() -> None:
    first = TEXT[TEXT.index("    - probe: service.status") : TEXT.index("    - probe: http.get")]
    second = TEXT[TEXT.index("    - probe: http.get") : TEXT.index("---\n\nA service")]
    assert "two different checks" in told(TEXT.replace(second, ""))
    assert "two different checks" in told(TEXT.replace(second, first))


def test_a_runbook_without_an_action_is_a_document() -> None:
    text = TEXT[: TEXT.index("## Start it")]
    assert "it does nothing" in told(text)


def test_a_parameter_that_is_not_used_is_told() -> None:
    text = TEXT.replace("parameters:\n", "parameters:\n  spare:\n    type: port\n")
    assert "spare is used nowhere" in told(text)


def test_a_block_without_its_end_is_no_step() -> None:
    text = TEXT[: TEXT.rindex("```")]
    assert "without its end" in told(text)


def test_text_that_is_read_otherwise_than_it_is_stored_is_refused() -> None:
    """“Trojan Source”: what the reviewer sees must be what runs."""
    text = TEXT.replace("state is stopped", "state is \u202edeppots")
    assert "character that nobody sees" in told(text)
    assert f"line {line_of(text, chr(0x202E))}" in told(text)


def test_what_no_document_needs_is_refused_by_its_size() -> None:
    assert "characters" in told(TEXT + "x" * 70_000)
    many = TEXT + "".join(f"\n## Again {n}\n\n{TEXT[TEXT.index('```action') :]}" for n in range(30))
    assert "too many steps" in told(many)


HOSTILE = st.text(st.sampled_from("-:#{}[]'\"|>&*!%@`~ \n\tab1é\u202e\x00\\"), max_size=400)


@settings(max_examples=300, deadline=None)
@given(HOSTILE)
def test_no_text_is_read_but_as_faults(noise: str) -> None:
    for text in (noise, f"---\n{noise}\n---\n", TEXT + noise, TEXT.replace("risk: medium", noise)):
        lines = text.replace("\r\n", "\n").count("\n") + 2
        assert all(1 <= fault.line <= lines for fault in faults_in(text))


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(TEXT)), st.integers(0, 60), st.text(max_size=20))
def test_a_damaged_runbook_is_sound_or_told(place: int, gone: int, put: str) -> None:
    text = TEXT[:place] + put + TEXT[place + gone :]
    if not faults_in(text):
        runbook = read(text)
        assert any(runbook.acts)
        assert len(runbook.success.reads) == 2


def test_what_the_faults_say_has_one_line_each() -> None:
    assert not re.search(r"line \d+: *;", told("---\n---\n"))


@pytest.mark.parametrize("end", ["\r", "\u2028", "\x0b", "\x0c", "\x85", "\0"])
def test_what_ends_a_line_for_one_reader_and_not_for_another_is_refused(end: str) -> None:
    assert "character that nobody sees" in told(TEXT.replace("It may take", f"It may{end}take"))
