"""Begin the same command anew, in the same process."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from steersman.cli.exits import Stop

OPEN = Path("/proc/self/fd")
STANDARD = 2  # standard input, output and errors are the highest that stay open


def again() -> NoReturn:
    """Replace this process by a new one of the same command (execve(2)): id and parent stay.

    So it is right in a terminal, under systemd and as the first process of a container alike:
    whoever waits for the end of the process sees none.
    """
    _close_on_exec()
    sys.stdout.flush()
    sys.stderr.flush()
    try:
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
    except OSError as error:
        mend = "start it again yourself; what was under way goes on then"
        raise Stop(f"{sys.executable} cannot be started again: {error.strerror}", mend) from error


def _close_on_exec() -> None:
    """A port that stayed open would take calls that nobody answers."""
    for descriptor in [int(each.name) for each in OPEN.iterdir()] if OPEN.is_dir() else ():
        if descriptor > STANDARD:
            with suppress(OSError):  # the one that listed them is closed by now
                os.set_inheritable(descriptor, False)
