"""Which release runs: a symbolic link among the folders of releases, swapped in one step."""

from __future__ import annotations

import os
import stat
from contextlib import suppress

from steersman.connectors.services.on_host.action import Action, Change, Planned
from steersman.connectors.services.on_host.declared import NAME, Declared, declared
from steersman.connectors.services.on_host.reloading import reload
from steersman.connectors.services.on_host.telling import CONTRADICTS, USAGE, Refused


class ActivateRelease(Action):
    """``undo`` activates the former one again."""

    kind, parameters = "release", ("release", "to")

    def plan(self, name: str, detail: str) -> Planned:
        given = declared(self.kind, name)
        now = active(given)
        _folder(given, detail)
        if now == detail:
            return Planned()
        return Planned([Change(given.target, "active release", now, detail)])

    def apply(self, change: Change) -> None:
        given = declared(self.kind, change.name)
        if active(given) not in (change.before, change.after):
            raise self.changed_meanwhile(change)
        _switch(given, change.after)

    def holds(self, change: Change) -> bool:
        given = declared(self.kind, change.name)
        link, folder = given.path("current"), _folder(given, change.after)
        return os.path.samefile(link, folder)

    def undo(self, change: Change) -> None:
        given = declared(self.kind, change.name)
        if active(given) == change.after:
            with suppress(Refused):  # the former one may not run: so it was before
                _switch(given, change.before)


def releases(*, release: str) -> tuple[dict[str, object], str]:
    given = declared("release", release)
    room, now = given.path("releases"), active(given)
    names = [each for each in os.listdir(room) if NAME.fullmatch(each)]
    names.sort(key=lambda each: os.lstat(f"{room}/{each}").st_mtime)
    before = [each for each in names if each != now]
    values: dict[str, object] = {"active": now, "count": len(names)}
    values["former"] = before[-1] if before else ""
    return values, "\n".join(f"{each}{' (active)' if each == now else ''}" for each in names)


def active(given: Declared) -> str:
    """The name of the release that the link names, wherever it was written from."""
    link = given.path("current")
    try:
        target = os.path.normpath(os.path.join(os.path.dirname(link), os.readlink(link)))
    except OSError as wrong:
        raise Refused(CONTRADICTS, f"{link}: {wrong.strerror}. Which release is active?") from None
    if os.path.dirname(target) != given.path("releases"):
        raise Refused(
            CONTRADICTS, f"{link} leads to {target}, outside the releases. Is that meant?"
        )
    return os.path.basename(target)


def _folder(given: Declared, release: str) -> str:
    """The folder of that release: one level down, a real folder, no link."""
    folder = f"{given.path('releases')}/{release}"
    if not NAME.fullmatch(release):
        raise Refused(USAGE, f"{release[:100]!r} is no name of a release")
    if not os.path.lexists(folder) or not stat.S_ISDIR(os.lstat(folder).st_mode):
        raise Refused(USAGE, f"there is no release {release} of {given.name}")
    return folder


def _switch(given: Declared, release: str) -> None:
    link, folder = given.path("current"), _folder(given, release)
    if active(given) != release:
        new = f"{link}.steersman-new"
        if os.path.lexists(new):
            os.unlink(new)
        os.symlink(os.path.relpath(folder, os.path.dirname(link)), new)
        os.rename(new, link)
    reload(given)
