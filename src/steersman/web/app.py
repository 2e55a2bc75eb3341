"""The web application: every route of the API and the one page, over one running Steersman."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware

from steersman.records.cmdb.import_jobs import ImportJobStore
from steersman.web import errors
from steersman.web.api import (
    accounts,
    alerts,
    answers,
    ask,
    ci,
    ci_edits,
    ci_exports,
    ci_imports,
    ci_kinds,
    ci_quality,
    ci_schema,
    ci_sources,
    ci_views,
    environments,
    graph,
    health,
    hr,
    imports,
    knowledge,
    knowledge_sources,
    leaks,
    leave,
    ledger,
    levels,
    logs,
    me,
    on_call,
    on_call_contacts,
    on_call_pages,
    on_call_policies,
    people,
    plans,
    policies,
    questions,
    requests,
    runbooks,
    series,
    sessions,
    silences,
    situations,
    solved,
    status,
    switches,
    systems,
    tokens,
    waiting,
    work,
)
from steersman.web.console import statics
from steersman.web.console.error_page import error_page
from steersman.web.console.live import Live, marks_of
from steersman.web.core import Core
from steersman.web.guarding import Guarding
from steersman.web.pages import PAGES
from steersman.web.pages.item_imports.jobs import ImportJobs
from steersman.web.pages.quality.counting import Counting

PREFIX = "/api/v1"
VERSION = "1"
API = (
    *(me, leave, requests, answers, waiting, plans, work, questions, switches, levels),
    *(people, imports, systems, ledger, policies, hr, tokens, accounts, sessions, status),
    *(alerts, situations, silences, runbooks, series, logs),
    *(on_call, on_call_contacts, on_call_policies, on_call_pages),
    environments,
    *(graph, ask, solved, knowledge, knowledge_sources, leaks),
    *(ci_exports, ci_imports, ci_schema, ci_sources, ci_quality, ci_kinds, ci_edits, ci_views),
    ci,  # the last one, for it takes any name
)


def create_app(core: Core) -> FastAPI:
    """Serve ``core``.  Nothing is started and nothing is contacted here."""
    app = routes()
    app.state.core = core
    app.state.live = Live(lambda: marks_of(core.store))
    app.state.error_page = error_page
    app.state.item_imports = ImportJobs(ImportJobStore(core.store, core.clock))
    app.state.quality = Counting()
    app.state.another = lambda: create_app(core)  # for the leak test, which answers for itself
    return app


def routes() -> FastAPI:
    """The routes alone, which is all that the schema is made of."""
    app = FastAPI(
        title="Steersman",
        version=VERSION,
        description="IT operations by agents that earn their autonomy.",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,  # its page takes scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
    )
    for resource in API:
        app.include_router(resource.router, prefix=PREFIX, responses=errors.RESPONSES)
    app.include_router(health.router)
    app.include_router(statics.router)
    for page in PAGES:
        app.include_router(page.router)
    errors.install(app)
    app.add_middleware(GZipMiddleware, minimum_size=1000)  # not the event stream
    app.add_middleware(Guarding)
    return app
