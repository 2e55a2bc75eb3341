"""What an answer gives away: words that are hidden, things that are there, and how many."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.permissions import Principal
from steersman.web.leaks.askers import Asker
from steersman.web.leaks.calling import Ask, Got
from steersman.web.leaks.canaries import Place, Suspect, excused, parts_shown
from steersman.web.leaks.oracle import Oracle
from steersman.web.leaks.report import Leak, Sort
from steersman.web.leaks.words import words_in, words_of

_DIGITS = re.compile(r"\d+")
_ASKED_IN_PAGE = "GET /ask"  # its text is that of the API, which is compared word by word
_COUNTED = re.compile(r"\b\d[\d,]*\b")


@dataclass
class Seen:
    """What was shown to whom, until it is known whether they may read it elsewhere."""

    words: dict[tuple[str, str], Suspect] = field(default_factory=dict)
    routes: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # of an asker's id
    leaks: set[Leak] = field(default_factory=set)

    def judge(self, asker: Asker, asked: Ask, got: Got, hidden: Mapping[str, Place]) -> None:
        """Note every hidden word of an answer that was not in the question."""
        said = {*words_of(asked.path), *words_of(" ".join(value for _, value in asked.query))}
        said |= words_in(asked.body.decode(), "json") if asked.body else set()
        for word in (words_in(got.text, got.media) & hidden.keys()) - said:
            key = (asker.principal.id, word)
            self.names[key[0]] = asker.name
            self.words.setdefault(key, Suspect(asker.principal, word, hidden[word]))
            self.routes.setdefault(key, set()).add(asked.route)


def outline(got: Got, word: str, route: str) -> str:
    """An answer without the word that was asked for and without numbers, to be compared."""
    if route == _ASKED_IN_PAGE:
        return str(got.status)
    text = _without_nearest(got.text) if "json" in got.media else got.text
    for spelled in {word, html.escape(word), quote(word, safe=""), quote_plus(word)}:
        text = re.sub(re.escape(spelled), "·", text, flags=re.IGNORECASE)
    return f"{got.status} {_DIGITS.sub('0', text)}"


def _without_nearest(text: str) -> str:
    """What is nearest to a word, of documents or questions to ask instead, tells of itself only.

    It is made of what the asker may read, and its words are judged as those of every answer; what
    is offered for a slip of the keyboard is asked for by one (``routes.misspelled``).
    """
    told = _json(text)
    cited = told.get("citations")
    if isinstance(cited, list) and any(each.get("kind") == "document" for each in cited):
        return str(told.get("state"))
    if "instead" in told:
        return json.dumps({name: value for name, value in told.items() if name != "instead"})
    return text


def counted(asker: Asker, asked: Ask, got: Got, kind: str, most: int) -> Leak | None:
    """A leak where more of a kind are counted than the asker may see."""
    told = _json(got.text)
    total = told.get("total")
    if total is None:
        numbers = _COUNTED.findall(str(told.get("answer", "")))
        total = int(numbers[0].replace(",", "")) if numbers else 0
    if not isinstance(total, int) or total <= most or got.status != 200:
        return None
    return Leak(asked.route, asker.name, Sort.COUNT.value, kind, "", "")


def _json(text: str) -> Json:
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


@dataclass(frozen=True, slots=True)
class Strange:
    """An answer about something hidden that differs from one about nothing."""

    leak: Leak
    asker: Principal
    word: str


def proven(
    connection: sa.Connection,
    oracle: Oracle,
    seen: Seen,
    strange: Sequence[Strange],
    unread: Sequence[str] = (),
) -> set[Leak]:
    """The leaks among what was noted: what the asker may read elsewhere is none."""
    innocent = excused(connection, oracle, list(seen.words.values()), unread)
    parts = parts_shown(connection, oracle, [(each.asker, each.word) for each in strange])
    found = {each.leak for each in strange if (each.asker.id, each.word) not in parts}
    for key, suspect in seen.words.items():
        if key not in innocent:
            place = suspect.place
            found.update(
                Leak(route, seen.names[key[0]], Sort.TEXT.value, place.kind, place.id, place.field)
                for route in seen.routes[key]
            )
    return found
