"""How exports write dates, numbers and nothing; read in our one spelling, unless it is in doubt.

The third of April and the fourth of March are both written 03/04/2026: neither is guessed.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from steersman.domain.cmdb.attributes import Attribute, AttributeType

_LONGEST = 60  # characters of a date or number; what is longer is neither
_NOTHING = frozenset(
    {"-", "--", "n/a", "na", "none", "null", "nil", "never", "unknown", "not set", "0000-00-00"}
)
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}.*\Z")
_NUMERIC = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})")
_NAMED = ("%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y", "%d-%b-%Y")
_UNITS = {"kb": 2**-20, "mb": 2**-10, "gb": 1.0, "tb": 2**10, "pb": 2**20}  # in gigabytes
_AMOUNT = re.compile(r"(?:[€$£]|EUR|USD|GBP|CHF)?\s*([+-]?[\d.,' ]*\d)\s*([A-Za-z€$£]*)")
_MONEY = frozenset({"", "€", "$", "£", "eur", "usd", "gbp", "chf"})
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([.,' ])\d{3})+")


def read_cell(attribute: Attribute, cell: str) -> str:
    """The cell as ``parse`` takes it.  ``ValueError`` says what is in doubt and the mend."""
    if len(cell) > _LONGEST:
        return cell
    if attribute.type is AttributeType.DATE:
        return "" if _is_nothing(cell) else _date(cell)
    if attribute.type is AttributeType.NUMBER:
        return "" if _is_nothing(cell) else _number(attribute.name, cell)
    if attribute.type in (AttributeType.IP, AttributeType.VERSION) and _is_nothing(cell):
        return ""
    return cell


def _is_nothing(cell: str) -> bool:
    text = cell.casefold()
    return text in _NOTHING or text.startswith("0000-00-00")


def _date(cell: str) -> str:
    """The day alone; the cell itself where it is no date that we know."""
    text = _TIME.sub("", cell.strip())
    told = _NUMERIC.fullmatch(text)
    if told is not None:
        return _of_numbers(cell, *(told[each] for each in (1, 2, 3, 4)))
    plain = " ".join(text.replace(",", " ").split())
    for form in _NAMED:
        try:
            return datetime.strptime(plain, form).date().isoformat()
        except ValueError:
            continue
    return cell


def _of_numbers(cell: str, first: str, sign: str, second: str, last: str) -> str:
    if len(first) == 4:
        return _iso(cell, first, second, last)
    if len(last) != 4:
        raise ValueError("the year has two digits: write a date as 2026-01-31")
    if sign == "." or int(first) > 12:
        return _iso(cell, last, second, first)
    if int(second) > 12 or first == second:
        return _iso(cell, last, first, second)
    other = f"{last}-{int(first):02}-{int(second):02}"
    raise ValueError(f"it may be {last}-{int(second):02}-{int(first):02} or {other}: write which")


def _iso(cell: str, year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return cell


def _number(name: str, cell: str) -> str:
    """Without currency and grouping; an amount of memory in the unit of the attribute."""
    told = _AMOUNT.fullmatch(cell.strip())
    if told is None:
        return cell
    plain, unit = _plain(told[1]), told[2].casefold().replace("ib", "b")
    wanted = name.rpartition("_")[2]
    if unit in _UNITS and wanted in _UNITS:
        return f"{float(plain) * _UNITS[unit] / _UNITS[wanted]:.12g}"
    return plain if unit in _MONEY else cell


def _plain(digits: str) -> str:
    """``1.234,56`` and ``1,234.56`` are one number; ``1,234`` may be two and is none."""
    digits = digits.replace("'", "").replace(" ", "")
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return digits
    sign, head, tail = digits[last], digits[:last], digits[last + 1 :]
    grouped = "." in head or "," in head
    if sign in head:  # 1,234,567 or 1.234.567
        if not _GROUPED.fullmatch(digits):
            raise ValueError("its digits are grouped oddly: write a number such as 1234.5")
        return head.replace(sign, "") + tail
    if sign == "," and len(tail) == 3 and not grouped:
        raise ValueError(f"it may be {head}{tail} or {head}.{tail}: write which")
    return f"{re.sub('[.,]', '', head)}.{tail}"
