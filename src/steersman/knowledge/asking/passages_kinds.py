"""What a question wants to be told, and how something that can be that looks in a text.

"How long" wants a span of time, "who" wants somebody: a sentence without one does not answer,
whichever words it has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from steersman.knowledge.asking.passages_words import bag

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
_PERSON = r"(?<![.!?]\s)(?<!^)\b[A-Z][a-zà-ÿ'-]+\s+[A-Z][a-zà-ÿ'-]+"
_WHY = (
    r"\b(?:because|since|so that|in order to|to (?:avoid|prevent|protect|keep|ensure|stop|allow"
    r"|reduce|make|comply|limit|save)|due to|reasons?|causes?|caused|as a result|therefore|thus"
    r"|otherwise|hence|owing to|would|had|so)\b"
)
_IN = r"(?:in|on|at|under|below|behind|beside|next to|near|inside|from|opposite|above)"
_PLACE = (
    r"[/\\]\S|https?:|\b(?:rack|room|floor|building|drawer|cabinet|cupboard|locker|shelf|site|share"
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
    r"|month|year|minute|second)|an hour|overnight|from .* to)\b|\d{1,2}:\d\d"
)


class Kind(Enum):
    """The value: what something that answers has to have, as a pattern; empty: anything."""

    HOW_TO = "how to"
    HOW_LONG = "how long"
    HOW_OFTEN = "how often"
    HOW_MANY = "how many"
    WHEN = "when"
    TIME = "time"
    WHERE = "where"
    WHO = "who"
    WHY = "why"
    PORT = "port"
    PHONE = "phone"
    ADDRESS = "address"
    NUMBER = "number"
    SIZE = "size"
    MEASURE = "measure"
    VERSION = "version"
    SECRET = "secret"
    LISTING = "listing"
    MEANING = "meaning"
    WHETHER = "whether"
    WHAT = "what"


_DATE = re.compile(
    rf"\d{{1,2}}[:.]\d\d|\d{{4}}-\d\d|\b\d{{4}}\b|\b{_DAYS}\b|\b{_MONTHS}\b|\bmay\s+\d|\d\s+may\b"
    r"|\b(?:in|by|of|until|since|early|mid|late|end)\s+may\b|\b(?:ago|yesterday|last (?:week|month"
    r"|year)|this (?:week|month|year))\b",
    re.IGNORECASE,
)
_PAST = re.compile(r"^when (?:was|were|did|has|had)\b", re.IGNORECASE)
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
# A column of a table that tells such things, whatever else the question says.
COLUMNS = {
    Kind.WHO: r"who|owner|responsible|lead|team|contact|assignee|person|approver|answers|held by",
    Kind.WHEN: r"when|due|date|until|by|deadline|time|day",
    Kind.TIME: r"when|due|date|until|by|deadline|time|day|hours",
    Kind.WHERE: r"where|location|site|room|place|rack|building",
    Kind.PHONE: r"phone|number|tel|telephone|extension|ext",
    Kind.ADDRESS: r"address|ip|url|mail|e-mail",
    Kind.PORT: r"ports?",
}
# What is measured, and the units that it is told in.
MEASURES = {
    "temperature": r"\d\s*(?:°|degrees?\b|[CFK]\b)",
    "humidity|percentage|percent|utilisation|utilization": r"\d\s*(?:%|per ?cent)",
    "voltage": r"\d\s*(?:k?V\b|volts?\b)",
    "power|wattage": r"\d\s*(?:[kM]?W|kVA|VA|watts?|kilowatts?)\b",
    "weight|load": r"\d\s*(?:kg|g|t|tons?|tonnes?|lbs?|pounds?|kilos?)\b",
    "speed|bandwidth|throughput": r"\d\s*(?:[kKMGT]?(?:bit|B|b)(?:ps|/s)?|[kMG]|rpm|km/h|m/s)\b",
    "height|distance|width|depth": r"\d\s*(?:mm|cm|m|km|met(?:er|re)s?|feet|ft|inch(?:es)?)\b",
}
_MEASURED = "|".join(MEASURES)
TYPED = frozenset((*_LOOKS, Kind.MEASURE))
_SECRETS = (
    r"(?:pass(?:words?|phrases?|codes?)|pins?|(?:api|private|secret|access)\s+keys?|tokens?|secrets?"
    r"|credentials?|(?:door|alarm|entry|access)\s+codes?)"
)
_MODAL = r"(?:do|does|did|can|could|should|must|may|would|will|is|are|was|were|has|have|had)"
_ASKING: tuple[tuple[Kind, str], ...] = (
    (
        Kind.SECRET,
        rf"^(?:what(?:'s| is| are| was)|show|give|tell|list|send|reveal|print|display|get)\b"
        rf"(?:\s+me)?"
        rf"(?:\s+(?!minimum|maximum|length|policy)[\w'.-]+){{0,4}}?\s+{_SECRETS}"
        rf"(?:\s+(?:of|for|to|on|from|in)\b.*)?$",
    ),
    (Kind.WHETHER, rf"^(?:{_MODAL}|am|shall|isn't|aren't|don't|doesn't|can't)\b"),
    (Kind.SIZE, r"^how long\s+(?:must|should|do|does|can|may|has|have)\b.*\bbe$"),
    (Kind.HOW_LONG, r"\bhow long\b|\bwhat (?:is the )?(?:duration|period|time ?out)\b"),
    (Kind.TIME, r"\bhow (?:quickly|quick|fast|soon)\b"),
    (Kind.HOW_OFTEN, r"\bhow (?:often|frequently)\b|\bwhat (?:interval|frequency)\b"),
    (Kind.HOW_MANY, r"\bhow (?:many|much|big|large|high|far|old|deep|wide|heavy)\b"),
    (Kind.WHY, r"^(?:and |but )?why\b|\bwhat (?:is|was) the reason\b|\bhow come\b"),
    (
        Kind.HOW_TO,
        rf"^how (?:to|{_MODAL})\b|^(?:what|which) (?:are the )?steps\b|^steps\b|^procedure\b"
        r"|^instructions\b|\bwalk me through\b|^how (?:i|we) "
        r"|^what (?:do|should|must|shall|can|to) (?:i|we|you|one)?\s*(?:have to |need to )?"
        r"(?:do|check|try)\b|^what to (?:do|check|try)\b",
    ),
    (Kind.WHO, r"^(?:to )?(?:who|whom|whose)\b|\b(?:which|what) (?:team|person|group|manager)\b"),
    (
        Kind.WHEN,
        r"^(?:since |until |by |from )?when\b"
        r"|^(?:at |on |by )?(?:what|which) (?:time|date|day|month|year|hour)\b"
        r"|\bwhat(?:'s| is| was) the (?:\w+ )?(?:deadline|due date|date)\b|^deadline\b"
        r"|\bdue date\b",
    ),
    (
        Kind.TIME,
        r"^(?:what(?:'s| is| are| was)?|which)\b.*"
        r"\b(?:times?|window|hours|schedule|uptime|lead time|notice period)\b",
    ),
    (Kind.WHERE, r"^(?:from )?where\b"),
    (Kind.MEASURE, rf"^(?:(?:at|to|below|above|up to) )?(?:what|which)\b.*\b(?:{_MEASURED})\b"),
    (
        Kind.VERSION,
        r"^(?:(?:in|with|from|since|by|as of) )?(?:what|which)\b.*\b(?:version|release)\b",
    ),
    (
        Kind.PORT,
        r"^(?:[\w.-]+ ){0,3}ports? (?:of|for)\b"
        r"|\b(?:which|what)(?:'s| is| are)?(?: the)?(?: \w+){0,3}? ports?\b",
    ),
    (Kind.PHONE, r"\b(?:phone|telephone|fax|mobile)(?: number)?\b|\bextension\b|\bhotline\b"),
    (Kind.ADDRESS, r"\b(?:ip|mac|e-?mail|url|web|street)?\s*address(?:es)?\b|\burl\b"),
    (
        Kind.NUMBER,
        r"^(?:what(?:'s| is| are| was)?|which)\b.*\b(?:number|limit|quota|size|capacity|threshold"
        r"|minimum|maximum|price|cost|fee|rate|percentage|version|vlan|count|amount|budget|rpo|rto"
        r"|lead time|length)\b",
    ),
    (Kind.LISTING, r"^(?:show|list|display|print)\b"),
    (
        Kind.MEANING,
        r"^what(?:'s| is| are)(?: an?| the)?"
        r"(?: (?!(?:for|of|in|on|to|from|at)\b)[\w.-]+){1,3}$|^what does .+ mean$",
    ),
)
_KINDS = [(kind, re.compile(form, re.IGNORECASE)) for kind, form in _ASKING]


@dataclass(frozen=True, slots=True)
class Looks:
    """What would answer, beside the words that were asked with."""

    kind: Kind
    said: str  # the question

    def within(self, text: str) -> bool:
        """Whether something in the text can be what is wanted, and was not in the question."""
        look = _LOOKS.get(self.kind)
        if self.kind is Kind.MEASURE:
            look = self._unit()
        if look is None:
            return True
        if self.kind is Kind.SECRET:
            return bool(look.search(text))
        if self.kind is Kind.WHO:
            return self._somebody(text, look)
        if _PAST.match(self.said):
            look = _DATE  # of what has been, a day; not what is done every month
        if self.kind in (Kind.WHEN, Kind.TIME) and self._only_aside(text):
            return False
        return bool(look.search(_without(text, self.said)))

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
_LAST_CLAUSE = re.compile(
    rf"[,;:.–-]\s+(?P<asked>(?:and |so |but )?(?:what|how|who|whom|where|when|which|why"
    rf"|{_MODAL} (?:i|we|you|they|it|there|the))\b.*)$",
    re.IGNORECASE,
)


def _clause(said: str) -> str:
    """What is asked behind what is told first: "I lost my phone, what do I do"."""
    if re.match(r"(?:what|how|who|whom|where|when|which|why)\b", said, re.IGNORECASE):
        return said
    found = _LAST_CLAUSE.search(said)
    return found["asked"] if found else said


def kind_of(question: str) -> Kind:
    asked = _clause(" ".join(question.split()).rstrip("?!. ").replace("’", "'"))
    for kind, form in _KINDS:
        if form.search(asked):
            return kind
    return Kind.WHAT


def _without(text: str, said: str) -> str:
    """A number or date that stands in the question is not what it asks for."""
    for number in set(re.findall(r"[\w.:/-]*\d[\w.:/-]*", said)):
        text = re.sub(rf"(?<![\w.:/-]){re.escape(number)}(?![\w:/-]|\.\d)", " ", text, flags=re.I)
    return text


_VALUE = re.compile(r"\d[\d.,:]*", re.IGNORECASE)


def values(text: str) -> frozenset[str]:
    """The numbers, times and dates of a sentence, to see whether two of them agree."""
    return frozenset(each.rstrip(".,:") for each in _VALUE.findall(text))
