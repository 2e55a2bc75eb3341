"""Against the real thing: nft and iptables load the rules, and the kernel judges real packets."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from steersman.knowledge.firewalls import Action, Match, Packet, Ruleset, decide
from steersman.knowledge.firewalls.iptables import read_iptables
from steersman.knowledge.firewalls.nftables import read_nft, read_nft_json
from tests.fixtures.needs import unavailable
from tests.knowledge.firewalls.samples import IPTABLES, NFT

# Loads the rules within a network namespace of its own, so that nothing outside is touched.
ALONE = ["unshare", "--net", "sh", "-ec"]
JUDGE = """
import socket, sys
for port in map(int, sys.argv[1:]):
    server = socket.socket(); server.bind(("127.0.0.1", port)); server.listen()
    client = socket.socket(); client.settimeout(0.4)
    try:
        client.connect(("127.0.0.1", port)); print(port, "accept")
    except TimeoutError:
        print(port, "drop")
    except OSError:
        print(port, "reject")
"""


def in_namespace(program: str, script: str, *arguments: str) -> str:
    if os.geteuid() != 0:
        unavailable("only root may load firewall rules")
    for each in (program, "unshare", "ip"):
        if shutil.which(each) is None:
            unavailable(f"{each} is not installed")
    probe = subprocess.run([*ALONE, "true"], capture_output=True, text=True)
    if probe.returncode != 0:
        unavailable(f"no network namespace here: {probe.stderr.strip()}")
    done = subprocess.run([*ALONE, script, "sh", *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def meaning(ruleset: Ruleset) -> list[tuple[object, ...]]:
    """What the rules do, without how they are written; the order within a map is free."""
    return sorted(
        (
            (
                *(rule.chain, rule.order, rule.action, rule.target or "", rule.comment),
                tuple(_condition(match) for match in rule.alternatives),
            )
            for rule in ruleset.rules
        ),
        key=repr,
    )


def _condition(match: Match) -> tuple[object, ...]:
    return (
        *(match.sources.parts, match.destinations.parts, match.protocols.parts),
        *(match.source_ports.parts, match.destination_ports.parts),
        tuple(sorted(match.states)),
        len(match.conditions),
    )


def test_nft_loads_the_sample_and_lists_what_we_understood(tmp_path: Path) -> None:
    file = tmp_path / "rules.nft"
    file.write_text(NFT)
    listed = in_namespace("nft", 'nft -f "$1"; nft list ruleset', str(file))
    assert meaning(read_nft(listed)) == meaning(read_nft(NFT))


def test_the_json_of_nft_means_the_same_as_its_text(tmp_path: Path) -> None:
    file = tmp_path / "rules.nft"
    file.write_text(NFT)
    told = in_namespace("nft", 'nft -f "$1"; nft -j list ruleset', str(file))
    ruleset = read_nft_json(told)
    assert ruleset.unread == ()
    assert meaning(ruleset) == meaning(read_nft(NFT))
    assert ruleset.names == {
        name: spans for name, spans in read_nft(NFT).names.items() if name not in {"trading", "dns"}
    }


def test_iptables_loads_the_sample_and_saves_what_we_understood(tmp_path: Path) -> None:
    file = tmp_path / "rules"
    file.write_text(IPTABLES)
    try:
        saved = in_namespace("iptables-restore", 'iptables-restore "$1"; iptables-save', str(file))
    except AssertionError as error:
        if "Extension" in str(error) or "support" in str(error):
            unavailable("this kernel lacks a module that the sample needs")
        raise
    assert read_iptables(saved).unread == ()
    assert meaning(read_iptables(saved)) == meaning(read_iptables(IPTABLES))


RULES = """
table inet t {
	set open { type inet_service; flags interval; elements = { 1000-1010, 2000 } }
	chain sub { tcp dport 1005 drop; tcp dport 1006 return; ip saddr 127.0.0.0/8 tcp dport \\
			1001-1004 accept; }
	chain input {
		type filter hook input priority 0; policy drop;
		ct state established,related accept
		tcp dport 1003 reject with tcp reset
		tcp dport @open jump sub
		tcp dport { 1006, 2000 } accept
		tcp dport vmap { 1007 : accept, 1008 : drop, 1009 : goto sub }
		tcp flags & (fin|syn) == fin|syn accept
		tcp dport != 1000-1999 ip daddr 127.0.0.1 tcp dport >= 3000 accept
	}
}
"""
PORTS = [*range(1000, 1012), 2000, 2001, 3000, 2999]


def test_the_kernel_judges_real_connections_as_we_do(tmp_path: Path) -> None:
    rules, judge = tmp_path / "rules.nft", tmp_path / "judge.py"
    rules.write_text(RULES)
    judge.write_text(JUDGE)
    script = 'ip link set lo up; nft -f "$1"; shift; exec python3 "$@"'
    told = in_namespace("nft", script, str(rules), str(judge), *map(str, PORTS))
    seen = dict(line.split() for line in told.splitlines())
    ruleset = read_nft(RULES)
    assert ruleset.unread == ()
    ours = {
        str(port): decide(
            ruleset,
            Packet(
                source="127.0.0.1",
                destination="127.0.0.1",
                source_port=40_000,
                destination_port=port,
            ),
        ).action.value
        for port in PORTS
    }
    assert ours == seen
    assert {Action.ACCEPT, Action.DROP, Action.REJECT} == set(ours.values())


@pytest.mark.parametrize(
    "text",
    ["table inet t { chain c { tcp dport 99999 accept } }", "table inet t { chain c { frob } }"],
)
def test_what_nft_refuses_we_name_as_unread(text: str, tmp_path: Path) -> None:
    file = tmp_path / "rules.nft"
    file.write_text(text)
    assert (
        in_namespace("nft", 'nft -c -f "$1" 2>/dev/null && echo fine || echo refused', str(file))
        == "refused\n"
    )
    assert read_nft(text).unread
