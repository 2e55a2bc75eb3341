"""What a question wants to be told: a time, somebody, how to do something."""

from __future__ import annotations

import re
from enum import Enum


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


# A value that looks like one of its kind.
TYPED = frozenset(
    (
        Kind.HOW_LONG,
        Kind.HOW_OFTEN,
        Kind.HOW_MANY,
        Kind.WHEN,
        Kind.TIME,
        Kind.WHERE,
        Kind.WHO,
        Kind.WHY,
        Kind.PORT,
        Kind.PHONE,
        Kind.ADDRESS,
        Kind.VERSION,
        Kind.NUMBER,
        Kind.SIZE,
        Kind.SECRET,
        Kind.MEASURE,
    )
)
# A column of a table that tells such things, whatever else the question says.
COLUMNS = {
    Kind.WHO: r"who|owner|responsible|lead|team|contact|assignee|person|approver|answers|held by",
    Kind.WHEN: r"when|due|date|until|by|deadline|time|day",
    Kind.TIME: r"when|due|date|until|by|deadline|time|day|hours",
    Kind.HOW_LONG: r"valid\w*(?: for)?|duration|period|retention|kept|how long|time|lasts?",
    Kind.WHY: r"reason|why|cause|because|justification|rationale",
    Kind.WHERE: r"where|location|site|room|place|rack|building",
    Kind.PHONE: r"phone|number|tel|telephone|extension|ext",
    Kind.ADDRESS: r"address|ip|url|mail|e-mail",
    Kind.PORT: r"ports?",
}
# What is measured, and the units that it is told in.
MEASURES = {
    "temperature|hot|warm|cold": r"\d\s*(?:°|degrees?\b|[CFK]\b)",
    "humidity|percentage|percent|utilisation|utilization|usage": r"\d\s*(?:%|per ?cent)",
    "voltage": r"\d\s*(?:k?V\b|volts?\b)",
    "power|wattage": r"\d\s*(?:[kM]?W|kVA|VA|watts?|kilowatts?)\b",
    "weight|load|weigh|heavy": r"\d\s*(?:kg|g|t|tons?|tonnes?|lbs?|pounds?|kilos?)\b",
    "speed|bandwidth|throughput|fast": (
        r"\d\s*(?:[kKMGT]?(?:bit|B|b)(?:ps|/s)?|[kMG]|rpm|km/h|m/s)\b"
    ),
    "height|distance|width|depth|tall": r"\d\s*(?:mm|cm|m|km|met(?:er|re)s?|feet|ft|inch(?:es)?)\b",
}
_MEASURED = "|".join(MEASURES)
_HOW_MUCH = r"how (?:fast (?:is|are|was)|heavy|tall|hot|warm|cold)|how much .*\bweighs?"
_SECRETS = (
    r"(?:pass(?:words?|phrases?|codes?)|pins?|(?:api|private|secret|access)\s+keys?|tokens?|secrets?"
    r"|credentials?|(?:door|alarm|entry|access)\s+codes?)"
)
_CALLED = r"phone|telephone|fax|mobile|pager|hotline|extension"
VERB_FIRST = r"(?:do|does|did|can|could|should|must|may|would|will|is|are|was|were|has|have|had)"
_ASKING: tuple[tuple[Kind, str], ...] = (
    (
        Kind.MEANING,
        r"^what (?:does|do|is|are) .+ (?:mean|stand for|short for)$|^what is meant by\b"
        r"|^(?:the )?(?:meaning|definition) of\b"
        r"|^what (?:counts|qualifies|is considered|is regarded|is classed|is classified) as\b",
    ),
    (
        Kind.SECRET,
        rf"^(?:what(?:'s| is| are| was)|show|give|tell|list|send|reveal|print|display|get|the"
        rf"|default|admin\w*|root)\b"
        rf"(?:\s+me)?"
        rf"(?:\s+(?!minimum|maximum|length|policy)[\w'.-]+){{0,4}}?\s+{_SECRETS}"
        rf"(?:\s+(?:of|for|to|on|from|in)\b.*)?$",
    ),
    (Kind.WHETHER, rf"^(?:{VERB_FIRST}|am|shall|isn't|aren't|don't|doesn't|can't)\b"),
    (Kind.SIZE, r"^how long\s+(?:must|should|do|does|can|may|has|have)\b.*\bbe$"),
    (Kind.MEASURE, rf"^(?:and )?(?:{_HOW_MUCH})\b"),
    (Kind.HOW_LONG, r"\bhow long\b|\bwhat (?:is the )?(?:duration|period|time ?out)\b"),
    (Kind.TIME, r"\bhow (?:quickly|quick|fast|soon)\b"),
    (Kind.HOW_OFTEN, r"\bhow (?:often|frequently)\b|\bwhat (?:interval|frequency)\b"),
    (Kind.HOW_MANY, r"\bhow (?:many|much|big|large|high|far|old|deep|wide|heavy)\b"),
    (
        Kind.WHY,
        r"^(?:and |but )?why\b|\bwhat (?:is|was) the reason\b|\bhow come\b"
        r"|\bwhat (?:is|was|were|are) the (?:root )?causes?\b|^what caused\b",
    ),
    (
        Kind.HOW_TO,
        rf"^how (?:to|{VERB_FIRST})\b|^(?:what|which) (?:are the )?steps\b|^steps\b|^procedure\b"
        r"|^in (?:what|which) order\b|^instructions\b|\bwalk me through\b|^how (?:i|we) "
        r"|^what (?:do|should|must|shall|can|to) (?:i|we|you|one)?\s*(?:have to |need to )?"
        r"(?:do|check|try)\b|^what to (?:do|check|try)\b"
        r"|\bwhat (?:do|should|must|shall|can) (?:i|we|you) do(?: now)?$|\bwhat (?:to do|now)$",
    ),
    (Kind.WHO, r"^(?:to )?(?:who|whom|whose)\b|\b(?:which|what) (?:team|person|group|manager)\b"),
    (
        Kind.WHEN,
        r"^(?:since |until |by |from )?when\b"
        r"|^(?:at |on |by |in )?(?:what|which) (?:time|date|day|weekday|month|year|hour)\b"
        r"|\bwhat(?:'s| is| was) the (?:\w+ )?(?:deadline|due date|date)\b|^deadline\b"
        r"|\bdue date\b",
    ),
    (
        Kind.TIME,
        r"^(?:what(?:'s| is| are| was)?|which)\b.*"
        r"\b(?:times?|window|hours|schedule|uptime|lead time|notice period)\b"
        r"|^(?:opening|office|business|service|working) (?:hours|times)\b",
    ),
    (Kind.WHERE, r"^(?:from )?where\b"),
    (Kind.MEASURE, rf"^(?:(?:at|to|below|above|up to) )?(?:what|which)\b.*\b(?:{_MEASURED})\b"),
    (
        Kind.VERSION,
        r"^(?:(?:in|with|from|since|by|as of) )?(?:what|which)\b.*\b(?:version|release)\b"
        r"|^(?:the )?(?:oldest|newest|latest|minimum|lowest|current|required|supported)\b.*"
        r"\b(?:version|release)\b",
    ),
    (
        Kind.PORT,
        r"^(?:[\w.-]+ ){0,3}ports? (?:of|for)\b"
        r"|\b(?:which|what)(?:'s| is| are)?(?: the)?(?: \w+){0,3}? ports?\b",
    ),
    (
        Kind.PHONE,
        rf"\b(?:{_CALLED}) (?:numbers?|no)\b|^(?:what(?:'s| is| are) )?(?:the )?(?:{_CALLED})\b"
        rf"|\b(?:what|which) number\b|\b(?:extension|hotline|pager)\b|\bnumbers? to (?:call|ring)\b"
        r"|(?<!\bmy )(?<!\blost )(?<!\bstolen )(?<!\bold )\b(?:tele)?phone$",
    ),
    (Kind.ADDRESS, r"\b(?:ip|mac|e-?mail|url|web|street)?\s*address\b|\burl\b|\bIP (?:of|for)\b"),
    (
        Kind.NUMBER,
        r"^(?:the )?(?:[\w-]+ )?number (?:of|for)\b|^(?:at|from|up to|above|below) (?:what|which)\b"
        r"|^(?:what(?:'s| is| are| was)?|which)\b.*\b(?:number|limit|quota|size|capacity|threshold"
        r"|minimum|maximum|price|cost|fee|rate|percentage|version|vlan|count|amount|budget|rpo|rto"
        r"|lead time|length)\b",
    ),
    (Kind.LISTING, r"^(?:show|list|display|print)\b"),
    (
        Kind.MEANING,
        r"^what(?:'s| is| are)(?: an?| the)?"
        r"(?: (?!(?:for|of|in|on|to|from|at)\b)[\w.-]+){1,3}$",
    ),
)
_KINDS = [(kind, re.compile(form, re.IGNORECASE)) for kind, form in _ASKING]


_LAST_CLAUSE = re.compile(
    rf"[,;:.–-]\s+(?P<asked>(?:and |so |but )?(?:what|how|who|whom|where|when|which|why"
    rf"|{VERB_FIRST} (?:i|we|you|they|it|there|the))\b.*)$",
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
