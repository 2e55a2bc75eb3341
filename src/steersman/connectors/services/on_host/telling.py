"""How the script answers: exit statuses of sysexits.h, one JSON object, programs that it runs."""

from __future__ import annotations

import subprocess

USAGE, CONTRADICTS, UNAVAILABLE, CANNOT_WRITE, TRY_AGAIN, NOT_ALLOWED = 64, 65, 69, 73, 75, 77
PATHS = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"}
LONGEST = 60_000  # characters of text in one answer


class Refused(Exception):
    """Why it was not done.  The status tells the caller whether to try again, ask or give up."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def ran(argv: list[str], seconds: float = 30.0, typed: str = "") -> tuple[int, str]:
    """Exit status and everything said; no shell ever sees ``argv``."""
    try:
        done = subprocess.run(
            argv,
            input=typed.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=seconds,
            check=False,
            env=PATHS,
            cwd="/",
        )
    except FileNotFoundError:
        raise Refused(UNAVAILABLE, f"command {argv[0]} is missing on this host") from None
    except subprocess.TimeoutExpired:
        raise Refused(TRY_AGAIN, f"{argv[0]} did not end within {seconds:g} s") from None
    return done.returncode, done.stdout.decode(errors="replace").strip()


def last_line(said: str) -> str:
    return said.splitlines()[-1][:500] if said else "it said nothing"
