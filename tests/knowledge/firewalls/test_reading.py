"""Any file: the right reader for each, a sentence for the rest, and never anything else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.domain.errors import Permanent
from steersman.knowledge.firewalls import Packet, between, decide, is_firewall, read_firewall
from steersman.knowledge.firewalls.addresses import ANYWHERE
from tests.knowledge.ends import refusal, well
from tests.knowledge.firewalls.samples import ASA, IOS, IPTABLES, NFT

PACKET = Packet(source="10.10.0.5", destination="10.20.0.9", destination_port=443)
SAMPLES = {"nftables": NFT, "iptables": IPTABLES, "cisco": IOS}
WORDS = st.sampled_from(
    sorted({word for text in (NFT, IPTABLES, IOS, ASA) for word in text.split(" ")})
)


@pytest.mark.parametrize("dialect", SAMPLES)
def test_the_kind_is_found_from_the_text(dialect: str) -> None:
    assert read_firewall("rules", SAMPLES[dialect].encode()).dialect == dialect
    assert is_firewall(SAMPLES[dialect])


def test_lines_may_end_as_windows_ends_them() -> None:
    ruleset = read_firewall("rules", IPTABLES.replace("\n", "\r\n").encode("utf-16"))
    assert ruleset.unread == ()


def test_something_else_is_refused_with_a_sentence() -> None:
    with pytest.raises(Permanent, match="no firewall configuration that is known"):
        read_firewall("poem.txt", b"two roads diverged")
    assert not is_firewall("two roads diverged")


@pytest.mark.parametrize(
    "text",
    [
        '{"nftables": 5}',
        '{"nftables": [',
        '{"nftables": [{"rule": 1}, 7, {"x": {}}, {"rule": {}}]}',
    ],
)
def test_json_that_is_not_built_as_nft_builds_it_is_told(text: str) -> None:
    told = refusal(lambda: read_firewall("x.json", text.encode()))
    assert told is not None or read_firewall("x.json", text.encode()).unread


def asks(name: str, content: bytes) -> None:
    """A result or ``Permanent``, for the file and for the questions on it."""
    well(lambda: decide(read_firewall(name, content), PACKET))
    well(lambda: between(read_firewall(name, content), ANYWHERE, ANYWHERE))


@settings(max_examples=80, deadline=5_000)
@given(st.sampled_from([NFT, IPTABLES, IOS, ASA]), st.data())
def test_a_damaged_file_ends_well(text: str, data: st.DataObject) -> None:
    words = text.split(" ")
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(words) - 1))
        words[at : at + data.draw(st.integers(0, 3))] = data.draw(st.lists(WORDS, max_size=3))
    asks("damaged", " ".join(words).encode())


@settings(max_examples=80, deadline=5_000)
@given(
    st.sampled_from(["table inet f {\n", "*filter\n", "access-list 1 permit ", '{"nftables":']),
    st.text(max_size=300),
)
def test_any_text_ends_well(head: str, text: str) -> None:
    asks("odd", (head + text).encode("utf-8", "surrogatepass"))


@settings(max_examples=50, deadline=5_000)
@given(st.binary(max_size=300))
def test_any_bytes_end_well(content: bytes) -> None:
    asks("odd", content)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "rule",
                    "chain",
                    "set",
                    "map",
                    "expr",
                    "match",
                    "left",
                    "right",
                    "op",
                    "vmap",
                    "family",
                    "table",
                    "name",
                    "payload",
                    "meta",
                    "set",
                    "elem",
                    "prefix",
                    "range",
                    "jump",
                    "key",
                    "data",
                    "concat",
                    "&",
                    "|",
                    "hook",
                    "prio",
                    "policy",
                    "fib",
                    "ct",
                    "target",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=80, deadline=5_000)
@given(st.lists(JSON, max_size=5))
def test_any_json_ends_well(objects: list[object]) -> None:
    asks("odd.json", json.dumps({"nftables": objects}).encode())
