"""Documents and firewalls, asked by people who may read some of them; on both stores."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa

from steersman.domain.errors import Permanent
from steersman.domain.permissions import Rule
from steersman.knowledge.asking.answer import Answer, State
from steersman.knowledge.asking.library import Library
from steersman.knowledge.asking.service import Asking
from steersman.records.knowledge.sources import KnowledgeSource
from steersman.records.permissions import Rules
from steersman.runtime.clock import ManualClock

VPN = """# VPN
## Connect from a Mac
1. Open the WireGuard app.
2. Import the file that the service desk sent you.
"""
SECRET = "# Merger\nThe merger with Initech closes in May.\n"
NFT = """
define trading = 10.1.0.0/16
table inet filter {
  set clearing_net { type ipv4_addr; flags interval; elements = { 10.2.0.0/24 } }
  chain forward {
    type filter hook forward priority 0; policy drop;
    ct state established,related accept
    ip saddr $trading ip daddr @clearing_net tcp dport { 443, 8443 } accept
  }
}
"""


class Desk:
    """Technicians find what everyone may read, administrators everything."""

    def __init__(self, record: sa.Engine, clock: ManualClock, folder: Path) -> None:
        self.rules, self.folder = Rules(record, clock), folder
        self._let("technician", ("document",), {"readers": "everyone"})
        self._let("administrator", ("document", "person"), {})
        self.library = Library(record, self.rules, clock, lambda: None)
        self.asking = Asking(record, self.rules, clock, self.library)

    def _let(self, role: str, types: tuple[str, ...], seen: Mapping[str, str]) -> None:
        rule = Rule(
            name=role, roles=(role,), object_types=types, actions=("view",), constraints=seen
        )
        self.rules.keep(rule, by="system:test")
        self.rules.assign(f"system:{role}", role, by="system:test")

    def keep(self, source: str, readers: str, **files: str) -> None:
        place = self.folder / source
        place.mkdir(exist_ok=True)
        for name, text in files.items():
            (place / name.replace("_", ".")).write_text(text)
        given = KnowledgeSource(name=source, folder=str(place), readers=readers)
        self.library.keep(given)
        self.library.read(source)

    def ask(self, question: str, role: str = "technician") -> Answer:
        return self.asking.question(self.rules.principal(f"system:{role}"), question)


@pytest.fixture
def desk(record: sa.Engine, noon: ManualClock, tmp_path: Path) -> Desk:
    desk = Desk(record, noon, tmp_path)
    desk.keep("runbooks", "everyone", vpn_md=VPN, edge_nft=NFT)
    desk.keep("board", "", merger_md=SECRET)
    return desk


def test_a_passage_that_says_it_is_quoted_with_its_place(desk: Desk) -> None:
    told = desk.ask("How do I connect to the VPN from a Mac?")
    assert told.state is State.ANSWERED
    assert told.text.startswith("1. Open the WireGuard app.")
    (citation,) = told.citations
    assert "VPN › Connect from a Mac (runbooks/vpn.md" in citation.title


@pytest.mark.parametrize(
    "question",
    ["How do I connect to the VPN from Windows?", "how do I reset my VPN password"],
)
def test_a_passage_that_says_almost_that_is_named_and_not_told_as_the_answer(
    desk: Desk, question: str
) -> None:
    told = desk.ask(question)
    assert told.state is State.UNKNOWN
    assert "WireGuard" not in told.text
    assert "VPN" in told.notes[0]


def test_nobody_is_told_of_a_document_that_they_may_not_read(desk: Desk) -> None:
    question = "when does the merger with Initech close"
    hidden, made_up = desk.ask(question), desk.ask(question.replace("Initech", "Globex"))
    assert hidden.state is State.UNKNOWN
    assert hidden.text == made_up.text
    assert not [each for each in hidden.citations if "board" in each.title]
    assert desk.ask(question, "administrator").state is State.ANSWERED


def test_traffic_is_answered_from_the_rules_themselves(desk: Desk) -> None:
    question = "What is the firewall rule for traffic between the trading systems and the clearing"
    told = desk.ask(f"{question} network?")
    assert told.state is State.ANSWERED
    assert told.text == (
        "runbooks/edge.nft allows tcp 443, 8443 from 10.1.0.0/16 to 10.2.0.0/24 (line 8);"
        " the rest is not."
    )
    assert told.table is not None
    assert told.table.rows[0][:4] == [
        "runbooks/edge.nft",
        "inet filter forward",
        "line 8",
        "accept",
    ]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("is port 443 open from trading to clearing?", "Yes: "),
        ("Is SSH allowed from trading to clearing?", "No: "),
        ("is udp 443 allowed from trading to clearing", "No: "),
        ("can 10.1.2.3 reach it? port 8443 from 10.1.2.3 to 10.2.0.9", "Yes: "),
    ],
)
def test_yes_or_no_for_one_service(desk: Desk, question: str, answer: str) -> None:
    told = desk.ask(question)
    assert (told.state, told.text[: len(answer)]) == (State.ANSWERED, answer)


def test_where_no_rule_speaks_of_the_traffic_the_policy_decides(desk: Desk) -> None:
    told = desk.ask("is port 443 open from clearing to trading?")
    assert told.state is State.ANSWERED
    assert told.text == (
        "No: runbooks/edge.nft allows nothing of it: no rule lets it through, and the policy of"
        " forward stops it."
    )
    assert "does not tell whether it stands between the two" in told.notes[-1]


def test_a_firewall_that_knows_neither_place_says_nothing_of_them(desk: Desk) -> None:
    told = desk.ask("is port 443 open from 192.168.1.1 to 192.168.2.1?")
    assert told.state is State.UNKNOWN


def test_a_firewall_that_does_not_know_a_place_is_named_and_takes_the_yes_away(desk: Desk) -> None:
    """It may stand between the two: one that lets it through does not speak for all."""
    desk.keep("branch", "everyone", core_nft=NFT.replace("trading", "dealing"))
    told = desk.ask("is port 443 open from trading to clearing?")
    assert told.text.startswith("runbooks/edge.nft allows tcp 443")
    assert any("branch/core.nft" in note and "“trading”" in note for note in told.notes)


def test_a_file_that_is_put_in_the_place_of_a_configuration_counts_when_it_is_read(
    desk: Desk,
) -> None:
    question = "is port 8443 open from trading to clearing?"
    assert desk.ask(question).text.startswith("Yes")
    desk.keep("runbooks", "everyone", edge_nft=NFT.replace(", 8443", ""))
    assert desk.ask(question).text.startswith("No")


def test_a_denial_names_its_rule(desk: Desk) -> None:
    told = desk.ask("how many people work here?")
    assert told.state is State.FORBIDDEN
    assert "(person.view)" in told.text


def test_a_place_that_nothing_names_is_not_guessed(desk: Desk) -> None:
    told = desk.ask("firewall rule between trading and the moon")
    assert told.state is State.UNKNOWN
    assert "moon" in told.text


def test_a_configuration_that_is_not_understood_in_full_is_no_sure_answer(desk: Desk) -> None:
    strange = NFT.replace("ip saddr $trading", "frobnicate 7 accept\n    ip saddr $trading")
    desk.keep("runbooks", "everyone", edge_nft=strange)
    told = desk.ask("firewall rule between trading and clearing")
    assert told.state is State.UNKNOWN
    assert told.text.startswith("This cannot be told for sure: ")
    assert "line 8 (frobnicate 7 accept" in told.text


def test_what_changes_in_the_folder_changes_in_the_answers(desk: Desk) -> None:
    desk.keep("runbooks", "everyone", vpn_md=VPN.replace("WireGuard", "OpenVPN"))
    assert "OpenVPN" in desk.ask("connect to the VPN from a Mac").text
    (desk.folder / "runbooks" / "vpn.md").unlink()
    desk.library.read("runbooks")
    assert desk.ask("connect to the VPN from a Mac").state is State.UNKNOWN


def test_an_empty_folder_is_a_broken_one_not_an_empty_library(desk: Desk) -> None:
    for file in (desk.folder / "runbooks").iterdir():
        file.unlink()
    with pytest.raises(Permanent, match="nothing was changed"):
        desk.library.read("runbooks")
    assert desk.ask("connect to the VPN from a Mac").state is State.ANSWERED


def test_a_source_that_is_removed_takes_its_documents_along(desk: Desk) -> None:
    desk.library.remove("runbooks")
    assert desk.ask("connect to the VPN from a Mac").state is State.UNKNOWN
    with pytest.raises(Permanent, match="board"):
        desk.library.read("runbooks")


def test_the_passages_of_a_document_are_for_those_who_may_read_it(desk: Desk) -> None:
    rules = desk.rules
    (found, *_) = desk.library.find(rules.principal("system:administrator"), "merger Initech")
    document = found.passage.document
    assert desk.library.whole(rules.principal("system:administrator"), document)
    assert desk.library.whole(rules.principal("system:technician"), document) == ()


@pytest.mark.parametrize("question", ["the second one", "how many of those are in Paris?"])
def test_a_question_that_goes_on_from_an_answer_is_told_so(desk: Desk, question: str) -> None:
    told = desk.ask(question)
    assert told.state is State.UNKNOWN
    assert told.text.startswith("Each question is answered by itself")
    assert told.citations == ()
