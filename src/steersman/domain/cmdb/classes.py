"""Looking things up in the class tree: ancestors, descendants, attributes, other spellings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from string import ascii_lowercase

from steersman.domain.cmdb.attributes import Attribute, AttributeType, Mark
from steersman.domain.cmdb.class_parts import UNCLASSIFIED, CiClass
from steersman.domain.cmdb.class_tree import CLASSES
from steersman.domain.errors import Permanent

_LONG = 5  # letters: a shorter word may well be another kind, as WLAN is no VLAN
CLASS_NAMES: Mapping[str, CiClass] = {each.name: each for each in CLASSES}


def ci_class(name: str) -> CiClass:
    """``Permanent`` names the nearest known class."""
    if name not in CLASS_NAMES:
        raise Permanent(unknown_class(name))
    return CLASS_NAMES[name]


@cache
def ancestors(name: str) -> tuple[str, ...]:
    """The class itself, its parent, and so on up to the root."""
    above = ci_class(name).parent
    return (name, *ancestors(above)) if above else (name,)


@cache
def descendants(name: str) -> tuple[str, ...]:
    """The class itself and every class below it, in the order of the tree."""
    ci_class(name)
    return tuple(each.name for each in CLASSES if name in ancestors(each.name))


def is_a(name: str, ancestor: str) -> bool:
    return ancestor in ancestors(name)


def says_more(name: str, known: str) -> bool:
    """Whether an item of class ``known`` may turn out to be of class ``name``: the same or finer.

    An item whose kind nobody knew may turn out to be anything.
    """
    return is_a(name, known) or known == UNCLASSIFIED


@cache
def attributes_of(name: str) -> Mapping[str, Attribute]:
    """Every attribute of a class, inherited ones too; the nearest definition holds."""
    found: dict[str, Attribute] = {}
    for each in reversed(ancestors(name)):
        found.update({attribute.name: attribute for attribute in ci_class(each).attributes})
    return found


@cache
def stateable(name: str) -> Mapping[str, Attribute]:
    """The attributes that a source may state of an item of this class.

    Of an item of unknown kind all that any class has is kept, so that nothing is lost until
    somebody says what it is; choices, and what classes differ in, are text there.
    """
    own = attributes_of(name)
    return own if name != UNCLASSIFIED else {**_of_any_class(), **own}


def _of_any_class() -> dict[str, Attribute]:
    found: dict[str, Attribute] = {}
    for each in CLASS_NAMES:
        for attribute in attributes_of(each).values():
            known = found.setdefault(attribute.name, replace(attribute, mark=Mark.OPTIONAL))
            if attribute.choices or known.type is not attribute.type:
                found[attribute.name] = replace(known, type=AttributeType.TEXT, choices=())
    return found


@cache
def marked(name: str, mark: Mark) -> tuple[str, ...]:
    """The attributes of a class that count for completeness at this mark."""
    return tuple(each.name for each in attributes_of(name).values() if each.mark is mark)


def class_for(word: str) -> CiClass | None:
    """The class that a file means: by name, title, plural or ServiceNow table, in any case."""
    return _SPELLINGS.get(_plain(word))


def is_misspelt(word: str) -> bool:
    """Whether one letter too many, too few, wrong or swapped keeps a word from naming a class."""
    plain = _plain(word)
    if len(plain) < _LONG or plain in _SPELLINGS:
        return False
    return any(each in _SPELLINGS for each in _one_letter_off(plain))


def _one_letter_off(word: str) -> Iterator[str]:
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        yield before + after[1:]
        yield before + after[1:2] + after[:1] + after[2:]
        for letter in f"{ascii_lowercase}_":
            yield before + letter + after
            yield before + letter + after[1:]


def unknown_class(word: str) -> str:
    near = nearest(_plain(word), _SPELLINGS)
    return f"there is no class {word!r}" + (
        f": did you mean {_SPELLINGS[near].name}?" if near else "; `steersman ci classes` lists all"
    )


def nearest(word: str, known: Mapping[str, object]) -> str:
    """What was most likely meant; empty when nothing comes near."""
    return next(iter(get_close_matches(word, known, n=1, cutoff=0.6)), "")


def _plain(word: str) -> str:
    return re.sub(r"[\s\-]+", "_", word.strip()).casefold()


def _plural(word: str) -> str:
    if word.endswith(("s", "ch", "x")):
        return f"{word}es"
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def _spellings() -> dict[str, CiClass]:
    found: dict[str, CiClass] = {}
    for each in CLASSES:
        words = (each.name, _plain(each.title), each.wire)
        for word in (*words, *map(_plural, words[:2])):
            if word:
                found.setdefault(word, each)
    more = {
        "vm": "virtual_machine",
        "vms": "virtual_machine",
        "cmdb_ci_linux_server": "server",
        "cmdb_ci_win_server": "server",
        "cmdb_ci_service": "business_service",
        "cmdb_ci_service_discovered": "application_service",
        "cmdb_ci_computer": "pc",
        "computer": "pc",
        "desktop": "workstation",
        "license": "licence",
        "software": "software_instance",
        "ip": "address",
        "switches": "switch",
        "site": "location",
        "linux_server": "server",
        "windows_server": "server",
        "unix_server": "server",
        "esx_server": "hypervisor",
        "vmware_virtual_machine_instance": "virtual_machine",
        "virtual_machine_instance": "virtual_machine",
        "aws::ec2::instance": "virtual_machine",
        "aws::ec2::subnet": "subnet",
        "ip_router": "router",
        "ip_switch": "switch",
        "network_switch": "switch",
        "ip_firewall": "firewall",
        "network_gear": "network_device",
        "storage_device": "storage",
        "notebook": "laptop",
        "desktop_computer": "workstation",
        "mobile_phone": "phone",
        "smartphone": "phone",
        "drucker": "printer",
        "bildschirm": "monitor",
    }
    plural = {_plural(word): name for word, name in more.items()}
    return {**{w: CLASS_NAMES[name] for w, name in {**plural, **more}.items()}, **found}


_SPELLINGS = _spellings()
