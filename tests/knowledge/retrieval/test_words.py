"""What a text is found by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.knowledge.retrieval.words import LONGEST, UNSAID, terms


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("mounting drives", "mount a drive"),
        ("certificate expired", "when certificates expire"),
        ("Connection REFUSED", "the connection is refused"),
        ("ﬁle", "file"),
        ("user’s mailbox", "user's mailbox"),
        ("OutOfMemoryError", "out of memory error"),
        ("systemd-resolved", "systemd resolved"),
    ],
)
def test_what_is_asked_meets_what_is_written(asked: str, written: str) -> None:
    small = {"a", "the", "is", "of", "when", "s"}
    assert set(terms(written)) - small <= set(terms(asked)) | small


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("edit /etc/fstab now", "etc/fstab"),
        ("OpenSSL 3.0.13 is old", "3.0.13"),
        ("it says ORA-12154", "ora-12154"),
        ("bash 4.4.20(1)-release", "4.4.20"),
        ("set max_connections to 5", "max_connections"),
        ("mail john@corp.example", "john@corp.example"),
        ("C:\\Windows\\System32", "windows\\system32"),
        ("svc.default.cluster.local", "svc.default.cluster.local"),
    ],
)
def test_names_versions_and_codes_are_kept_whole(text: str, whole: str) -> None:
    assert any(whole in term for term in terms(text))


def test_a_compound_is_followed_by_its_parts() -> None:
    assert terms("/etc/fstab") == ["etc/fstab", "etc", "fstab"]


def test_two_hyphened_words_are_only_two_words() -> None:
    assert terms("read-only") == terms("read only")


def test_a_flag_is_found_by_its_words() -> None:
    assert terms("--dry-run") == terms("dry run")


def test_words_of_asking_say_nothing() -> None:
    assert terms("How do I reset my password?") == terms("reset password")
    assert not UNSAID & {"at", "top", "not", "no", "cat"}


def test_a_name_in_capitals_is_one_word() -> None:
    assert terms("LDAP") == ["ldap"]


def test_a_key_or_a_hash_is_no_word() -> None:
    assert terms("a" * (LONGEST + 1)) == []


def test_text_in_another_script_is_found_as_it_stands() -> None:
    assert terms("Пароль 密码") == ["пароль", "密码"]


@given(st.text(max_size=300))
def test_any_text_gives_terms_that_can_be_stored(text: str) -> None:
    for term in terms(text):
        assert 0 < len(term) <= 3 * LONGEST
        assert "\x00" not in term
        term.encode()


@given(st.text(alphabet="abcdefg -_./AB3", max_size=60))
def test_the_case_of_a_word_changes_no_stem(text: str) -> None:
    assert set(terms(text.lower())) <= set(terms(text))
