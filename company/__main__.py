"""``python -m company run|sample|real|status|down``: companies to try Steersman out on."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

from company import running
from company.people import in_department
from company.process import ServiceFailed
from company.sample import first_run
from company.sample.parts import FIRST_PORT
from company.sample.up import SampleCompany, refuse_taken
from steersman.settings.product import Settings

if TYPE_CHECKING:
    from company.real import RealCompany

SAMPLE, REAL, DATA = Path("var/sample"), Path("var/real"), Path("var/steersman")
LEAVER = in_department("sales")[3]  # somebody to try it on
WATCH = 0.5  # seconds between two looks at the programs


def main(arguments: list[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = given.command
    try:
        return command(given)
    except ServiceFailed as error:
        print(f"company: {error}", file=sys.stderr)
        return 1


def run(given: argparse.Namespace) -> int:
    """Start the sample company and Steersman on top of it."""
    refuse_taken(given.port, "Steersman's own", f"choose another: make run PORT={given.port + 100}")
    company = SampleCompany(given.home, given.first_port)
    stop = _on_signal()
    company.start()
    settings = Settings(data=given.data, systems_file=company.systems_file, port=given.port)
    first_run.prepare(company.plan.home, settings)
    product = subprocess.Popen(_steersman(settings, company.systems_file))
    greeter = threading.Thread(target=_greet, args=(company, settings, stop), daemon=True)
    greeter.start()
    try:
        while not stop.wait(WATCH) and product.poll() is None:
            _tell_of(company)
    finally:
        _end(product)
        company.stop()
    return 0 if stop.is_set() else product.returncode


def _greet(company: SampleCompany, settings: Settings, stop: threading.Event) -> None:
    """Once Steersman answers, say where it is, who may sign in and what to try."""
    while not stop.is_set():
        try:
            with urlopen(f"{settings.address}/healthz", timeout=2):
                break
        except OSError:
            stop.wait(0.2)
    if not stop.is_set():
        print(_next_steps(company, settings), flush=True)


def _next_steps(company: SampleCompany, settings: Settings) -> str:
    who = first_run.sign_ins(company.plan.home)
    rows = [f"    {s.role:<14} {s.person.mail:<32} {_password(s):<28} {s.token_file}" for s in who]
    program = Path(sys.executable).with_name("steersman")
    hr = next(s.token_file for s in who if s.role == "hr")
    approver = next(s.token_file for s in who if s.role == "approver")
    feed = f"{sys.executable} -m company.feed --file {company.hr_file}"
    steps = [
        f"Steersman answers at {settings.address}  (API: {settings.address}/api/v1/openapi.json)",
        f"  Sign in at {settings.address}/sign-in by mail and password; programs take a token:",
        *rows,
        "  Try next, in another terminal:",
        f"    export STEERSMAN_URL={settings.address} STEERSMAN_TOKEN_FILE={hr}    # you are HR",
        "    1. somebody leaves; within seconds every account is closed and verified:",
        f"         {feed} jdoe",
        f"         {program} work list",
        "    2. you ask for it yourself, and another person approves:",
        f"         {program} leave {LEAVER.mail} --no-wait",
        f"         STEERSMAN_TOKEN_FILE={approver} {program} approve REQ…",
        "    3. take it back:",
        f"         {program} undo REQ… --reason 'it was a try'",
        "    4. ask what the company has:",
        f"         {program} ask 'which servers in London run OpenSSL older than 3.0.13'",
        f"         {program} ask 'how do I connect to the VPN from a Mac'",
        "  Ctrl-C stops everything; `make clean` forgets it.",
    ]
    return "\n".join([_greeting(company), "", *steps])


def _password(sign_in: first_run.SignIn) -> str:
    """Of this installation of the sample; a real one never shows any."""
    try:
        return sign_in.password_file.read_text().strip()
    except FileNotFoundError:
        return "(made before there was a console)"


def sample(given: argparse.Namespace) -> int:
    """Start the sample company and wait for Ctrl-C."""
    company = SampleCompany(given.home, given.first_port)
    stop = _on_signal()
    company.start()
    print(f"{_greeting(company)}\nCtrl-C stops it.", flush=True)
    return _watch(company, stop)


def real(given: argparse.Namespace) -> int:
    """Start the test company, on real servers, and wait for Ctrl-C (root)."""
    from company.real import RealCompany  # its services are for development only

    company = RealCompany(given.home)
    stop = _on_signal()
    company.start()
    for name, note in company.notes.items():
        print(f"  {name:<13} {note}")
    print(f"The test company is up; systems: {company.systems_file}", flush=True)
    return _watch(company, stop)


def status(given: argparse.Namespace) -> int:
    found = running.still_running(given.home)
    for name, pid in found.items():
        print(f"{name:<14} process {pid}")
    if not found:
        print(f"nothing runs from {given.home}")
    return 0 if found else 1


def down(given: argparse.Namespace) -> int:
    print(f"stopped: {', '.join(running.down(given.home)) or 'nothing was running'}")
    return 0


def _watch(company: SampleCompany | RealCompany, stop: threading.Event) -> int:
    try:
        while not stop.wait(WATCH):
            _tell_of(company)
    finally:
        company.stop()
    return 0


def _tell_of(company: SampleCompany | RealCompany) -> None:
    for name, what in company.ended().items():
        print(f"company: the {name} {what}", file=sys.stderr, flush=True)


def _steersman(settings: Settings, systems: Path) -> list[str]:
    program = str(Path(sys.executable).with_name("steersman"))
    options = {"--data": settings.data, "--systems": systems, "--port": settings.port}
    return [program, "run", *(str(part) for option in options.items() for part in option)]


def _end(product: subprocess.Popen[bytes]) -> None:
    if product.poll() is None:
        product.terminate()
    try:
        product.wait(timeout=20)
    except subprocess.TimeoutExpired:
        product.kill()
        product.wait()


def _greeting(company: SampleCompany) -> str:
    at = company.plan
    return (
        f"The sample company is up (its directory is a small LDAP server of ours, not OpenLDAP)\n"
        f"  directory  {at.directory.url}   {at.directory.ops_dn} / {at.directory.ops_password}\n"
        f"  mail       imap://127.0.0.1:{at.mail.imap_port}   jdoe / pw-jdoe, as for everybody\n"
        f"  SaaS       {at.saas.url}   bearer {at.saas.token}\n"
        f"  calendar   {at.calendar.url}   {at.calendar.user} / {at.calendar.password}\n"
        f"  systems    {company.systems_file}\n"
        f"  HR file    {company.hr_file}   (somebody leaves: python -m company.feed jdoe)"
    )


def _on_signal() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m company", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for command in (run, sample, real, status, down):
        part = commands.add_parser(command.__name__, help=command.__doc__)
        home = REAL if command is real else SAMPLE
        part.add_argument("--home", type=Path, default=home, help=f"state directory ({home})")
        part.set_defaults(command=command)
        if command in (run, sample):
            part.add_argument("--first-port", type=int, default=FIRST_PORT)
        if command is run:
            part.add_argument("--port", type=int, default=8400, help="of Steersman (8400)")
            part.add_argument("--data", type=Path, default=DATA, help=f"Steersman's own ({DATA})")
    return parser


if __name__ == "__main__":
    sys.exit(main())
