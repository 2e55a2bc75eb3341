#!/bin/sh
# Pin every dependency again, with hashes and without naming an index host: `make lock`.
# PYTHON must be the oldest Python that we support, so that the pins hold on all of them.
set -eu
cd "$(dirname "$0")/.."
tools=var/lock-venv
[ -x "$tools/bin/pip-compile" ] || { "${PYTHON:-python3}" -m venv "$tools"; "$tools/bin/pip" install -q pip-tools; }
export CUSTOM_COMPILE_COMMAND="make lock"
compile() {
    "$tools/bin/pip-compile" --quiet --generate-hashes --strip-extras --no-emit-options "$@"
}
group() { mkdir -p var/lock; "$tools/bin/python" scripts/group.py "$1" >"var/lock/$1.in"; echo "var/lock/$1.in"; }
compile "$@" --build-deps-for editable -o requirements/runtime.txt pyproject.toml
compile "$@" -c requirements/runtime.txt -o requirements/model.txt "$(group model)"
compile "$@" -c requirements/runtime.txt -o requirements/sample.txt "$(group sample)"
compile "$@" -c requirements/runtime.txt -c requirements/sample.txt -o requirements/dev.txt "$(group dev)"
