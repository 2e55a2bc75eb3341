"""What holds for every sentence, not only for those that somebody thought of."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.servicedesk.requests.doubts import Unclear
from steersman.servicedesk.requests.understand import Understood, understand
from steersman.servicedesk.requests.words import CLASSES, COURTESY
from tests.servicedesk.requests.landscape import VOCABULARY

PEOPLE = st.sampled_from(["John", "John Doe", "jdoe", "1042", "j.doe@meridian.test", "O'Brien"])
WORDS = {"email": "mail", "Slack": "slack", "the VPN": "vpn", "Salesforce": "saas"}
SYSTEMS = st.lists(st.sampled_from(sorted(WORDS)), min_size=1, max_size=4, unique=True)
FORMS = st.sampled_from(
    [
        "Remove {who}'s access to {what}",
        "Revoke access to {what} for {who}",
        "Block {who} from {what}",
        "Lock {who} out of {what}",
        "Disable {who}'s {what} account",
        "{who} should no longer have access to {what}",
        "{who} no longer needs {what}",
    ]
)
DENIALS = st.sampled_from(["Don't", "Do not", "Never", "Please don't", "No need to", "Don’t ever"])
NOISE = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1)
HEAP = ["remove", "John", "'s", "access", "to", "email", "and", "from", "the", "all", "except"]
ELSEWHERE = st.characters(min_codepoint=0x250, exclude_categories=("Cs", "Mn", "Mc", "Me")).filter(
    lambda c: (
        unicodedata.normalize("NFC", c) == c and not 0x1E00 <= ord(c) <= 0x1EFF and c not in "’‘–—"
    )
)
FORBIDDEN = st.sampled_from(
    ["not", "never", "if", "unless", "tomorrow", "don't", "without", "nobody", "keep", "and", ":"]
)


def listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)


def is_order(found: Understood | Unclear) -> bool:
    return isinstance(found, Understood) and not found.negated


@given(FORMS, PEOPLE, SYSTEMS)
def test_what_is_written_by_the_rules_comes_back(form: str, who: str, what: list[str]) -> None:
    found = understand(form.format(who=who, what=listed(what)), VOCABULARY)
    assert isinstance(found, Understood), found
    assert not found.negated
    assert found.person_words == who
    assert set(found.systems) == {WORDS[word] for word in what}


@given(DENIALS, FORMS, PEOPLE, SYSTEMS)
def test_a_denied_request_is_no_order(denial: str, form: str, who: str, what: list[str]) -> None:
    order = form.format(who=who, what=listed(what))
    assert not is_order(understand(f"{denial} {order[0].lower()}{order[1:]}", VOCABULARY))
    assert not is_order(understand(f"{denial} {order}", VOCABULARY))


@settings(max_examples=400)
@given(FORMS, PEOPLE, SYSTEMS, FORBIDDEN, st.data())
def test_a_word_that_changes_the_sense_never_leaves_the_same_order(
    form: str, who: str, what: list[str], word: str, data: st.DataObject
) -> None:
    text = form.format(who=who, what=listed(what))
    words = text.split()
    words.insert(data.draw(st.integers(0, len(words))), word)
    found = understand(" ".join(words), VOCABULARY)
    if is_order(found) and word != "and":
        assert isinstance(found, Understood)
        assert set(found.systems) < {WORDS[each] for each in what}, "an exception takes less away"


@settings(max_examples=400)
@given(FORMS, PEOPLE, SYSTEMS, NOISE, st.data())
def test_no_word_is_passed_over(
    form: str, who: str, what: list[str], noise: str, data: st.DataObject
) -> None:
    """An unknown word makes a text unclear, or stands in the name, where nobody fits it."""
    text = form.format(who=who, what=listed(what))
    words = text.split()
    before = understand(text, VOCABULARY)
    words.insert(data.draw(st.integers(0, len(words))), noise)
    found = understand(" ".join(words), VOCABULARY)
    known = {word for phrase in COURTESY for word in phrase} | {"both", "the", "our", "now"}
    again = ("TO", "OUT")  # once more in a list: "from email and from Slack" asks for the same
    known |= {word for name in again for phrase in CLASSES[name] for word in phrase}
    if is_order(found) and noise.casefold() not in known:
        assert isinstance(found, Understood)
        assert found != before or noise.casefold() in text.casefold().split()


@settings(max_examples=300)
@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert isinstance(understand(text, VOCABULARY), Understood | Unclear)


@given(st.lists(st.sampled_from(HEAP)))
def test_any_heap_of_known_words_is_answered(words: list[str]) -> None:
    assert isinstance(understand(" ".join(words), VOCABULARY), Understood | Unclear)


@given(FORMS, PEOPLE, SYSTEMS, ELSEWHERE)
def test_a_character_from_elsewhere_is_named(
    form: str, who: str, what: list[str], odd: str
) -> None:
    found = understand(form.format(who=f"{who}{odd}", what=listed(what)), VOCABULARY)
    assert not is_order(found)
