"""The command ``steersman`` and all that stands under it."""

from __future__ import annotations

import typer

from steersman.cli import (
    about,
    accounts,
    alerts,
    ask_back,
    asking,
    asking_record,
    ci,
    deciding,
    diagnose,
    environments,
    graph,
    imports,
    keys,
    knowledge,
    leaks,
    ledger,
    levels,
    logs,
    on_call,
    people,
    plans,
    policies,
    questions,
    runbooks,
    series,
    server,
    sessions,
    signals,
    silences,
    situations,
    status,
    switches,
    systems,
    tokens,
    watch,
    work,
)
from steersman.cli.session import offline, online

SERVER, WORK, STOPPING = "The server", "Work", "Stop and start"
RECORD, CONTROL, ACCESS = "What is on record", "How far it may go", "Access and evidence"
HAPPENS = "What happens"

app = typer.Typer(
    name="steersman",
    help="IT operations by agents that earn their autonomy.\n\n"
    "The first time: `steersman run`, then open the address that it prints.  Any command with "
    "--help says what it takes; with --json it answers for programs.",
    epilog="Exit codes: 0 done, 1 refused or failed, 2 not understood, 3 held for a person, "
    "4 the server was not reached.  Whom you speak for: STEERSMAN_TOKEN_FILE; which server: "
    "STEERSMAN_URL.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # a traceback with local values could show a secret
    context_settings={"help_option_names": ["--help", "-h"]},
)
offline(app, "run", SERVER)(server.run)
online(app, "status", SERVER)(status.status)
app.add_typer(systems.app, name="systems", rich_help_panel=SERVER)
offline(app, "watch", SERVER)(watch.watch)
offline(app, "migrate", SERVER)(server.migrate)
online(app, "leave", WORK)(asking.leave)
online(app, "request", WORK)(asking.request)
online(work.app, "stop")(deciding.stop_work)
app.add_typer(work.app, name="work", rich_help_panel=WORK)
online(app, "plan", WORK)(plans.plan)
online(app, "approve", WORK)(deciding.approve)
online(app, "refuse", WORK)(deciding.refuse)
online(app, "ask-back", WORK)(ask_back.ask_back)
online(app, "undo", WORK)(deciding.undo)
online(app, "questions", WORK)(questions.questions)
online(app, "answer", WORK)(questions.answer)
online(app, "stop", STOPPING)(switches.stop)
online(app, "start", STOPPING)(switches.start)
online(app, "switches", STOPPING)(switches.switches)
online(app, "ask", RECORD)(asking_record.ask)
app.add_typer(people.app, name="people", rich_help_panel=RECORD)
online(app, "import", RECORD)(imports.import_file)
app.add_typer(ci.app, name="ci", rich_help_panel=RECORD)
online(app, "impact", RECORD)(graph.impact)
online(app, "depends", RECORD)(graph.depends)
online(app, "path", RECORD)(graph.path)
online(app, "single-points", RECORD)(graph.single_points)
app.add_typer(knowledge.app, name="knowledge", rich_help_panel=RECORD)
app.add_typer(runbooks.app, name="runbooks", rich_help_panel=HAPPENS)
app.add_typer(situations.app, name="situations", rich_help_panel=HAPPENS)
app.add_typer(silences.app, name="silences", rich_help_panel=HAPPENS)
app.add_typer(silences.windows, name="maintenance", rich_help_panel=HAPPENS)
app.add_typer(alerts.app, name="alerts", rich_help_panel=HAPPENS)
online(app, "logs", HAPPENS)(logs.logs)
app.add_typer(series.app, name="series", rich_help_panel=HAPPENS)
app.add_typer(on_call.app, name="on-call", rich_help_panel=HAPPENS)
app.add_typer(signals.app, name="signals", rich_help_panel=HAPPENS)
app.add_typer(environments.app, name="environments", rich_help_panel=WORK)
offline(app, "diagnose", HAPPENS)(diagnose.diagnose)
app.add_typer(levels.app, name="level", rich_help_panel=CONTROL)
app.add_typer(policies.app, name="policies", rich_help_panel=CONTROL)
online(app, "limits", CONTROL)(about.limits)
app.add_typer(leaks.app, name="leaks", rich_help_panel=CONTROL)
app.add_typer(accounts.app, name="accounts", rich_help_panel=ACCESS)
app.add_typer(sessions.app, name="sessions", rich_help_panel=ACCESS)
app.add_typer(tokens.app, name="tokens", rich_help_panel=ACCESS)
app.add_typer(keys.app, name="keys", rich_help_panel=ACCESS)
app.add_typer(ledger.app, name="ledger", rich_help_panel=ACCESS)
