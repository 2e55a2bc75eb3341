"""JSON as web APIs and exports write it: a list within an object, a value within a value."""

from __future__ import annotations

import json

from steersman.records.files.reading import JsonObject, cell_of

# By what an object is called where one value was expected: ServiceNow, NetBox, Snipe-IT, GLPI.
_CALLED = ("display_value", "display", "name", "label", "completename", "value")


class Nested(str):
    """A list or an object of which no one value is sure; the text is its JSON."""

    __slots__ = ()


def array_of(text: str) -> str:
    """The array of objects that the text is, or that is the one such list within its object.

    The text itself where there is none: whoever reads it says what is wrong.
    """
    if not text.lstrip("\ufeff \t\r\n").startswith("{"):
        return text
    try:
        told = json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return text
    lists = [each for each in told.values() if _is_list_of_objects(each)]
    if len(lists) != 1:
        return text
    return json.dumps(lists[0], ensure_ascii=False)


def _is_list_of_objects(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(e, dict) for e in value)


def flat_cell(value: object) -> str:
    """The value as a cell: what an object is called, the one value of a list, or ``Nested``."""
    if isinstance(value, JsonObject):
        told = dict(value)
        called = next((told[name] for name in _CALLED if _is_one(told.get(name, []))), None)
        return cell_of(called) if called is not None or not told else _nested(told)
    if not isinstance(value, list):
        return cell_of(value)
    if len(value) == 1:
        return flat_cell(value[0])
    return ", ".join(map(cell_of, value)) if all(map(_is_one, value)) else _nested(value)


def _is_one(value: object) -> bool:
    return not isinstance(value, list)


def _nested(value: object) -> Nested:
    return Nested(json.dumps(value, ensure_ascii=False))
