# Two commands: `make run` starts Steersman with a sample company, `make test` proves everything.
# Only Python 3.11 or newer and make are needed.  PYTHON=… chooses another Python.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	2>/dev/null && echo $$p && break; done)
VENV := .venv/bin
SHELL := /bin/sh
PORT ?= 8400
FIRST_PORT ?= 8411
TESTS ?= tests
CHECKED := src company tests $(wildcard benchmarks) scripts

.PHONY: help setup setup-dev run company test lint check servers bench docs screenshots browser lock clean

help: ## this list
	@echo "Begin with \`make run\`.  Then, as you need it:"
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20
	@echo
	@echo "  PORT=8500         where Steersman answers instead of 8400: make run PORT=8500"
	@echo "  FIRST_PORT=9411   the first port of the sample's own programs instead of 8411"
	@echo "  TESTS=tests/cli   which tests: make test TESTS=tests/cli"
	@echo "  PYTHON=python3.12 another Python (3.11 or newer)"

setup: python ## make .venv from nothing: the product and the sample company
	@$(PYTHON) scripts/setup.py runtime sample model

setup-dev: python ## the same with the tools of development
	@$(PYTHON) scripts/setup.py runtime sample model dev

run: setup ## start Steersman with the sample company: http://127.0.0.1:8400, or PORT=8500
	@$(VENV)/python -m company run --port $(PORT) --first-port $(FIRST_PORT)

company: setup ## start only the sample company and wait
	@$(VENV)/python -m company sample --first-port $(FIRST_PORT)

test: setup-dev servers ## set up, check and test everything, on real servers
	@scripts/test.sh $(TESTS)

lint: setup-dev ## formatting, lint, types and the layers
	@scripts/lint.sh $(CHECKED)

servers: ## install the real servers that the tests start (Debian, as root)
	@scripts/servers.sh

bench: setup-dev servers ## the figures, as JSON with machine and load
	@$(VENV)/python -m benchmarks

docs: setup-dev ## the documentation as a site, in var/site
	@NO_MKDOCS_2_WARNING=1 $(VENV)/python -m mkdocs build

screenshots: setup-dev ## the pictures of the documentation again, from the sample company
	@$(VENV)/python scripts/screenshots.py

browser: setup ## fetch the scripts of the browser again, as pinned (npm)
	@$(VENV)/python scripts/browser.py

lock: python ## pin all dependencies again, with hashes; ARGS=--upgrade takes newer ones
	@PYTHON=$(PYTHON) scripts/lock.sh $(ARGS)

clean: ## remove the environment, caches and the sample's state
	@rm -rf .venv var dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: python
python:
	@test -n "$(PYTHON)" || { echo "Steersman needs Python 3.11 or newer (apt-get install python3 python3-venv)"; exit 1; }
