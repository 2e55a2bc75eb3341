"""The command ``steersman`` and all that stands under it."""

from __future__ import annotations

import typer

from steersman.cli import (
    about,
    accounts,
    ask_back,
    asking,
    asking_record,
    ci,
    deciding,
    graph,
    imports,
    keys,
    knowledge,
    leaks,
    ledger,
    levels,
    people,
    plans,
    policies,
    questions,
    server,
    sessions,
    status,
    switches,
    systems,
    tokens,
    watch,
    work,
)
from steersman.cli.session import offline, online

app = typer.Typer(
    name="steersman",
    help="IT operations by agents that earn their autonomy.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # a traceback with local values could show a secret
    context_settings={"help_option_names": ["--help", "-h"]},
)
offline(app, "run")(server.run)
online(app, "leave")(asking.leave)
online(app, "request")(asking.request)
app.add_typer(work.app, name="work")
online(app, "plan")(plans.plan)
online(app, "approve")(deciding.approve)
online(app, "refuse")(deciding.refuse)
online(app, "ask")(asking_record.ask)
online(app, "ask-back")(ask_back.ask_back)
online(app, "undo")(deciding.undo)
online(app, "questions")(questions.questions)
online(app, "answer")(questions.answer)
online(app, "stop")(switches.stop)
online(app, "start")(switches.start)
online(app, "switches")(switches.switches)
app.add_typer(levels.app, name="level")
app.add_typer(people.app, name="people")
online(app, "import")(imports.import_file)
online(app, "impact")(graph.impact)
online(app, "depends")(graph.depends)
online(app, "path")(graph.path)
online(app, "single-points")(graph.single_points)
app.add_typer(ci.app, name="ci")
app.add_typer(systems.app, name="systems")
app.add_typer(ledger.app, name="ledger")
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(leaks.app, name="leaks")
app.add_typer(policies.app, name="policies")
online(app, "limits")(about.limits)
online(app, "status")(status.status)
app.add_typer(tokens.app, name="tokens")
app.add_typer(accounts.app, name="accounts")
app.add_typer(sessions.app, name="sessions")
app.add_typer(keys.app, name="keys")
offline(app, "watch")(watch.watch)
offline(app, "migrate")(server.migrate)
