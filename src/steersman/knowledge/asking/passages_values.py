"""How something that answers can look in a text.

"How long" wants a span of time, "who" wants somebody: a sentence without one does not answer,
whichever words it has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from steersman.knowledge.asking.passages_kinds import MEASURES, VERB_FIRST, Kind
from steersman.knowledge.asking.passages_words import bag
from steersman.knowledge.retrieval.words import stem

_NUMBER = (
    r"(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty"
    r"|thirty|forty|sixty|ninety|hundred|once|twice|half|no|none|unlimited|several)\b)"
)
_UNIT = (
    r"(?:ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|nights?|weeks?"
    r"|months?|quarters?|years?|decades?)"
)
_DAYS = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?)?"
_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|march|apr(?:il)?|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WHEN = (
    rf"\d{{1,2}}[:.]\d\d|\d{{4}}-\d\d|\b\d{{4}}\b|\b\d{{1,2}}\s*(?:am|pm|o'clock)\b|\b{_DAYS}\b"
    rf"|\b{_MONTHS}\b|\bmay\s+\d|(?:\d|\b(?:in|by|of|until|since|early|mid|late|end))\s+may\b|\b(?:noon|midnight|morning|evening|night|daily|weekly"
    r"|monthly|quarterly|yearly|annual(?:ly)?|nightly|hourly|today|tomorrow|now|immediately"
    r"|at once|q[1-4]|weekend|every|after|before|until|within|by the|when|whenever|if|once|as soon"
    r"|during|never|always|first|last|end of|24x7|24/7)\b"
)
_WHO = (
    r"@|\b(?:teams?|desk|managers?|manager's|engineers?|officers?|leads?|leader|heads?|director"
    r"|boards?|departments?|group|committee|counsel|admins?|administrators?|operators?|owners?"
    r"|staff|supervisor|controller|coordinator|champion|responder|nobody|no one|everyone|anybody"
    r"|anyone|somebody|you|users?|people|employees?|contractors?|technicians?|analysts?|nurses?"
    r"|doctors?|vendor|supplier|partner|facilities|security|finance|legal|hr|ciso|cio|cto|ceo|cfo"
    r"|helpdesk|reception|office|approvers?|requesters?|member|specialist|architect|custodian"
    r"|steward|crew|shift|on-call|personnel|hotline|porter|caretaker|lawyer|librarian|registrar"
    r"|dean|teacher|professor|tutor|guard|warden|pharmacist|surgeon|clerk|driver|chief|deputy"
    r"|assistant|secretary|president|chair|treasurer|auditor|inspector|borrower|holder|sponsor"
    r"|applicant|author|editor|maintainers?|developers?|electrician|agency|company|provider"
    r"|authority|police|division|service point)\b"
    r"|\b(?:by|ask|call|tell|inform|notify|contact|phone|page)\s+(?:the|an?|our|your|their)\s+\w+"
)
_NAME = r"[A-Z][a-zà-ÿ'-]+\s+(?:(?:de|den|der|van|von|la|di|bin|al|el)\s+){0,2}[A-Z][a-zà-ÿ'-]+"
_PERSON = (
    rf"(?<![.!?]\s)(?<!^)\b{_NAME}|^\W*(?:\d+[.)]\s*)?{_NAME}\s+[a-z]"
    r"|\bby\s+(?!Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[A-Z]\w+"
)
_WHY = (
    r"\b(?:because|since|so that|in order to|to (?:avoid|prevent|protect|keep|ensure|stop|allow"
    r"|reduce|make|comply|limit|save)|due to|reasons?|causes?|caused|as a result|therefore|thus"
    r"|otherwise|hence|owing to|would|had|so)\b"
)
_IN = r"(?:in|on|at|under|below|behind|beside|next to|near|inside|from|opposite|above)"
_PLACE = (
    r"[/\\]\S|https?:|\w@\w|\bbutton\b|\b(?:rack|room|floor|building|drawer|cabinet|cupboard|locker|shelf|site|share"
    r"|folder|portal|gate|desk|page)\b"
    r"|\b(?:is|are|be|was|were|stands?|hangs?|lies?|kept|stored|located|found|mounted|sits?"
    rf"|available|placed|installed|register|reported?|held|live)\b[^.?!,]{{0,60}}?\b{_IN}\b"
)
_HOW_OFTEN = (
    r"\b(?:every|each|daily|weekly|monthly|quarterly|yearly|annual(?:ly)?|hourly|nightly|fortnight"
    r"\w*|once|twice|times|per|never|always|biweekly|continuous\w*|not expire|an? (?:day|week"
    rf"|month|year|hour))\b|\b{_DAYS}\b"
)
_HOW_LONG = (
    rf"{_NUMBER}(?:[\d.,]*\s*(?:to|[-–])\s*\d+)?[\d.,]*[\s-]*(?:working|business|calendar|full)?"
    rf"[\s-]*{_UNIT}\b|\b(?:until|forever|indefinite\w*|permanent\w*|never|not expire|a (?:day|week"
    r"|month|year|minute|second)|an hour|overnight|from .* to)\b"
)


_DATE = re.compile(
    rf"\d{{1,2}}[:.]\d\d|\d{{4}}-\d\d|\b\d{{4}}\b|\b{_DAYS}\b|\b{_MONTHS}\b|\bmay\s+\d|\d\s+may\b"
    r"|\b(?:in|by|of|until|since|early|mid|late|end)\s+may\b|\b(?:ago|yesterday|last (?:week|month"
    r"|year)|this (?:week|month|year))\b",
    re.IGNORECASE,
)
PAST = re.compile(r"^when (?:was|were|did|has|had)\b", re.IGNORECASE)
_LOOKS: dict[Kind, re.Pattern[str]] = {
    Kind.HOW_LONG: re.compile(_HOW_LONG, re.IGNORECASE),
    Kind.HOW_OFTEN: re.compile(_HOW_OFTEN, re.IGNORECASE),
    Kind.HOW_MANY: re.compile(_NUMBER, re.IGNORECASE),
    Kind.WHEN: re.compile(_WHEN, re.IGNORECASE),
    Kind.TIME: re.compile(f"{_HOW_LONG}|{_WHEN}", re.IGNORECASE),
    Kind.WHERE: re.compile(_PLACE, re.IGNORECASE),
    Kind.WHO: re.compile(f"(?i:{_WHO})|{_PERSON}"),
    Kind.WHY: re.compile(_WHY, re.IGNORECASE),
    Kind.PORT: re.compile(r"\b\d{1,5}\b"),
    Kind.PHONE: re.compile(r"[\d+][\d\s()/.-]{1,}\d|\bnone\b", re.IGNORECASE),
    Kind.ADDRESS: re.compile(r"\d[.:]\d|@|https?:|\b[\w-]+\.[a-z]{2,}\b|[0-9a-f]:|\b\d+\b", re.I),
    Kind.VERSION: re.compile(r"\bv?\d+(?:\.\d+)+|\b(?:release|version|v|[A-Z]\w+)\s+\d+"),
    Kind.NUMBER: re.compile(_NUMBER, re.IGNORECASE),
    Kind.SIZE: re.compile(
        rf"{_NUMBER}[\d.,]*[\s-]*(?:char(?:acter)?s?|letters?|digits?|bits?|bytes?|words?|pages?"
        r"|[kmgt]i?b|mm|cm|m|km|met(?:er|re)s?|feet|inch(?:es)?|lines?|hops?)\b",
        re.IGNORECASE,
    ),
    Kind.SECRET: re.compile(
        r"\b(?:pass(?:word|phrase|code)|pin|key|token|secret|code|credentials?)\b\**`?\s*"
        r"(?:is|are|:|=|\|)\s*[\"'`“|*\s]*\S*[\d\W_A-Z]",
        re.IGNORECASE,
    ),
}


@dataclass(frozen=True, slots=True)
class Looks:
    """What would answer, beside the words that were asked with."""

    kind: Kind
    said: str  # the question

    def within(self, text: str) -> bool:
        """Whether something in the text can be what is wanted, and was not in the question."""
        if self.kind is Kind.SECRET:
            return bool(_LOOKS[self.kind].search(text))
        if self.kind is Kind.WHO:
            return self._somebody(text, _LOOKS[self.kind])
        look = self._look()
        return look is None or (
            not self._of_another(text) and bool(look.search(_without(self._bare(text), self.said)))
        )

    def _look(self) -> re.Pattern[str] | None:
        if _OPENING.match(self.said):
            return _FROM_TO
        if self.kind is Kind.MEASURE:
            return self._unit()
        if PAST.match(self.said):
            return _DATE  # of what has been, a day; not what is done every month
        if self.kind is Kind.WHY and _OF_CAUSES.match(self.said):
            return _CAUSED
        return _LOOKS.get(self.kind)

    def _bare(self, text: str) -> str:
        """Without what only looks like such a value: 30 seconds after something is no span."""
        if self.kind is Kind.NUMBER and _IDENTIFIES.match(self.said):
            return _SPAN.sub(" ", text)
        no_values = {Kind.PHONE: _NO_PHONE, Kind.HOW_LONG: _OFFSET, Kind.HOW_MANY: _MOMENT}
        no_value = no_values.get(self.kind)
        return no_value.sub(" ", text) if no_value else text

    def _of_another(self, text: str) -> bool:
        """Whether the value is of something else than what is counted or timed."""
        if self.kind is Kind.HOW_MANY:
            return not (self._of_those(text) and self._at_that_rate(text))
        return self.kind in (Kind.WHEN, Kind.TIME) and self._only_aside(text)

    def distinct(self, text: str) -> bool:
        """Whether the text tells such a thing by a word or form of its own: what weighs 38 kg."""
        if _OPENING.match(self.said):
            return bool(_FROM_TO.search(text))
        measured = next((each for each in _MEASURE_WORDS if each & bag(self.said)), frozenset())
        return self.kind is Kind.MEASURE and not measured.isdisjoint(bag(text))

    def _somebody(self, text: str, look: re.Pattern[str]) -> bool:
        """A desk that something stands behind is nobody; who is to be called may be a number."""
        text = _AT_A_PLACE.sub(" ", text)
        if _IDENTITY.match(self.said):
            if not (re.search(_PERSON, text) or _IS.search(text)):
                return False
            own = set(re.findall(r"\w+", self.said.casefold()))
            text = re.sub(r"\w+", lambda word: "" if word[0].casefold() in own else word[0], text)
        if _TO_WHOM.match(self.said) and _TO_SOME.search(text):
            return True
        called = re.search(r"\b(?:call|phone|ring|contact|reach)\b", self.said, re.IGNORECASE)
        by_number = bool(called) and bool(_LOOKS[Kind.PHONE].search(_without(text, self.said)))
        return bool(look.search(text)) or by_number

    def _at_that_rate(self, text: str) -> bool:
        """So many an hour is not so many a ribbon."""
        rate = _PER.search(self.said)
        return rate is None or stem(rate["each"].lower()) in bag(text)

    def _of_those(self, text: str) -> bool:
        """Whether the number is of what is counted: "28 days of leave" counts no sick people."""
        counted = _COUNTED.match(self.said)
        if counted is None:
            return True
        noun = stem(counted["noun"].lower())
        found = [each for each in re.finditer(r"[\w'-]+", text) if stem(each[0].lower()) == noun]
        if not found:
            return re.fullmatch(_UNIT, counted["noun"], re.IGNORECASE) is None
        return any(
            _NUMBER_BEFORE.search(text[: each.start()]) or _NUMBER_BEHIND.match(text[each.end() :])
            for each in found
        )

    def _only_aside(self, text: str) -> bool:
        """ "Opened before the exam begins" does not say when the exam begins."""
        verb = bag(self.said.split(" ")[-1])
        main = _ASIDE.sub(" ", text)
        return bool(verb) and verb <= bag(text) and not verb <= bag(main)

    def _unit(self) -> re.Pattern[str] | None:
        found = (
            unit
            for names, unit in MEASURES.items()
            if re.search(rf"\b(?:{names})\b", self.said, re.I)
        )
        unit = next(found, None)
        return re.compile(unit, re.IGNORECASE) if unit else None


_NO_PHONE = re.compile(
    rf"\d+\.\d+\.\d+\S*|\d{{4}}-\d\d-\d\d|(?:{_MONTHS}|may) \d{{4}}|\d{{1,2}}[:.]\d\d"
    r"|\d[\d,.]* ?(?:EUR|USD|GBP|€|\$|%|[KMGT]B|bit)\b",
    re.IGNORECASE,
)
_MOMENT = re.compile(r"\d{1,2}:\d\d|\d{4}-\d\d-\d\d")
_OPENING = re.compile(
    r"(?:what (?:are|is) )?(?:the |your )?(?:opening|office|business) hours\b", re.I
)
_FROM_TO = re.compile(
    r"\d[:.]\d\d\s*(?:to|until|till|and|[-–—])\s*\d|\bround the clock\b", re.IGNORECASE
)
_MEASURE_WORDS = tuple(
    bag(words)
    for words in (
        "heavy weigh weight",
        "fast speed bandwidth throughput",
        "hot warm cold temperature",
        "tall height high",
        "wide width",
        "deep depth",
        "far distance",
    )
)
_COUNTED = re.compile(
    rf"^how many (?:[\w-]+ ){{0,3}}?(?P<noun>[\w'-]+) (?:{VERB_FIRST}|per|in|of|at|on|for|to)\b",
    re.I,
)
_PER = re.compile(r"\b(?:per|each|every) (?P<each>\w+)", re.IGNORECASE)
_NUMBER_BEFORE = re.compile(rf"{_NUMBER}[\d.,]*(?:\s+[\w'-]+){{0,4}}\s*$", re.IGNORECASE)
_NUMBER_BEHIND = re.compile(
    rf"[^.;|\n]{{0,40}}:\s*{_NUMBER}|[^.;|\n]{{0,20}}\b(?:is|are|was|were|to|at|limit\w*)\s+"
    rf"(?:limited to |at most |up to |about )?{_NUMBER}[\d.,]*(?!\s*{_UNIT}\b)\s*(?:[.;,|\n)]|$)"
    r"|\s*\|",
    re.IGNORECASE,
)
_OFFSET = re.compile(
    rf"{_NUMBER}[\d.,]*[\s-]*(?:working |business |full )?{_UNIT}\s+(?:after|before|ahead|ago|later"
    r"|earlier|prior|in advance)\b",
    re.IGNORECASE,
)
_IDENTIFIES = re.compile(
    r"^(?:what(?:'s| is) )?(?:the )?(?:[\w-]+ )?number of (?:the|our|my)\b", re.I
)
_SPAN = re.compile(rf"{_NUMBER}[\d.,]*[\s-]*(?:working |business |full )?{_UNIT}\b", re.IGNORECASE)
_OF_CAUSES = re.compile(
    r"^(?:and )?what (?:(?:is|was|were|are) the (?:root )?causes?|caused)\b", re.I
)
_CAUSED = re.compile(rf"{_WHY}|\b(?:was|were|is|are) (?:an?|the|caused)\b", re.IGNORECASE)
_AT_A_PLACE = re.compile(
    r"\b(?:in|at|on|behind|under|near|beside|inside|outside|opposite|next to)\s+(?:the |our |an? )?"
    r"(?:\w+\s+){0,4}(?:desk|office|reception|department|library|board|division)"
    r"(?:\s+(?:desk|office))?\b",
    re.IGNORECASE,
)
_TO_WHOM = re.compile(r"^(?:to whom|whom?\b.*\bto$)", re.IGNORECASE)
_TO_SOME = re.compile(r"\bto (?:the|our|your|an?) \w+", re.IGNORECASE)
_IS = re.compile(r"\b(?:is|are|was|were)\b|[:|–—]", re.IGNORECASE)
_IDENTITY = re.compile(r"^who(?:'s| is| are| was)\s+(?:the|our|my)\b", re.IGNORECASE)
_ASIDE = re.compile(r"\b(?:before|after|until|when|while|once|if|as soon as)\b[^,.;]*", re.I)


def _without(text: str, said: str) -> str:
    """A number or date that stands in the question is not what it asks for."""
    for number in set(re.findall(r"[\w.:/-]*\d[\w.:/-]*", said)):
        text = re.sub(rf"(?<![\w.:/-]){re.escape(number)}(?![\w:/-]|\.\d)", " ", text, flags=re.I)
    return text


_VALUE = re.compile(r"\d[\d.,:]*", re.IGNORECASE)


def values(text: str) -> frozenset[str]:
    """The numbers, times and dates of a sentence, to see whether two of them agree."""
    return frozenset(each.rstrip(".,:") for each in _VALUE.findall(text))
