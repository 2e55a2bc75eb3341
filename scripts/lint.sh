#!/bin/sh
# Formatting, lint, types and layers; all four run, so that one answer names everything to mend.
set -u
failed=""
step() { # NAME COMMAND…: run it, say how long it took, remember a failure
    name=$1; shift
    begin=$(date +%s)
    "$@" || failed="$failed $name"
    echo "lint: $name $(($(date +%s) - begin)) s"
}
step ruff .venv/bin/ruff check --quiet "$@"
step format .venv/bin/ruff format --quiet --check --diff "$@"
step mypy .venv/bin/mypy "$@"
step layers .venv/bin/lint-imports --no-cache
[ -z "$failed" ] || { echo "lint: FAILED:$failed" >&2; exit 1; }
