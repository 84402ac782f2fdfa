# `make` lists what there is. Everything lands in .venv/, .make/ and var/; nothing needs root.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PORT ?= 8000
HOST ?= 127.0.0.1
JOBS ?= auto
ARGS ?=

# The first of these that is new enough; say `make PYTHON=/path/to/python` to choose another.
PYTHON := $(or $(PYTHON),$(shell for p in python3 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done))

VENV := .venv
# One whose Python was upgraded or removed, or that was never finished, is made anew.
$(shell [ ! -e $(VENV) ] || $(VENV)/bin/python -c 'import pip' 2>/dev/null || rm -rf $(VENV))
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
RUN_READY := .make/run-$(shell sha256sum requirements.txt | cut -c1-12)
DEV_READY := .make/dev-$(shell cat requirements.txt requirements-dev.txt | sha256sum | cut -c1-12)
CATALOGUES := $(wildcard locale/*/LC_MESSAGES/django.po)
COMPILED := $(CATALOGUES:.po=.mo)
STATIC_SOURCES := $(shell find site/static activities search -path '*/static/*' -type f 2>/dev/null)
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
UNABLE := Could not install the packages (pip's own words stand above). Is there a network? \
	Run the same command again to go on.

.PHONY: help run test lint format messages bench audit python port

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: port $(RUN_READY) $(COMPILED) var/static/.collected ## set everything up and serve a living city on PORT (default 8000)
	@$(MANAGE) set_up --demo
	@echo
	@echo "  The city is open at http://$(if $(filter 0.0.0.0,$(HOST)),localhost,$(HOST)):$(PORT)/   (Ctrl-C ends it)"
	@echo
	@export DJANGO_SETTINGS_MODULE=$${DJANGO_SETTINGS_MODULE:-config.settings.dev} HOST=$(HOST) PORT=$(PORT); \
	export FINDER_BASE_URL=$${FINDER_BASE_URL:-http://localhost:$(PORT)}; \
	$(MANAGE) run_housekeeping --loop & housekeeping=$$!; \
	$(BIN)/gunicorn --pythonpath site --config site/config/gunicorn.py config.wsgi & web=$$!; \
	end() { trap - EXIT; kill $$housekeeping $$web 2>/dev/null || true; wait || true; }; \
	trap 'end; exit 0' INT TERM; trap end EXIT; \
	wait -n || { echo "One of the two processes ended by itself; the reason stands above." >&2; exit 1; }

test: $(DEV_READY) $(COMPILED) ## run the whole suite (JOBS=2 for two processes, ARGS="-k words" for a part)
	@$(BIN)/python -m pytest -n $(JOBS) --maxprocesses 8 --dist loadscope $(ARGS)

lint: $(DEV_READY) $(COMPILED) ## check form: Python, templates, migrations, messages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --quiet --profile django --lint --ignore H006,H030,H031 site/templates activities search
	$(MANAGE) makemigrations --check --dry-run
	$(BIN)/python -m pytest -q tests/test_messages.py

format: $(DEV_READY) ## put Python into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: $(DEV_READY) ## bring the catalogues in locale/ up to date with the code (needs gettext)
	@command -v xgettext >/dev/null || { echo "Needs gettext: apt install gettext" >&2; exit 1; }
	@mkdir -p locale
	$(MANAGE) makemessages --all --no-location --no-wrap --no-obsolete --ignore .venv --ignore var --ignore tests
	@sed -i '/^"POT-Creation-Date:/d' locale/*/LC_MESSAGES/django.po
	@$(MAKE) $(COMPILED)

bench: $(RUN_READY) $(COMPILED) ## measure search on a city of 10,000 offers in a database of its own
	@mkdir -p var/bench && rm -f var/bench/city.sqlite3*
	@export DEBUG=0 DATABASE_URL=$${DATABASE_URL:-sqlite:///$(CURDIR)/var/bench/city.sqlite3}; \
	$(MANAGE) set_up; $(MANAGE) make_city --activities 10000 --seed 1; $(MANAGE) bench_search

audit: $(DEV_READY) $(COMPILED) ## check settings, packages, and weight and speed of the first view in a browser
	@$(BIN)/python -m pip check
	@SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') ALLOWED_HOSTS=example.org FINDER_BASE_URL=https://example.org \
		DJANGO_SETTINGS_MODULE=config.settings.production $(MANAGE) check --deploy --fail-level WARNING
	@$(BIN)/python -m tests.audit $(ARGS)

# --- what the targets above stand on ---

python:
	@[ -n "$(PYTHON)" ] || { echo "Needs Python 3.11 or newer, found: $$(python3 --version 2>&1 || echo none)." \
		"On Debian or Ubuntu: apt install python3 python3-venv" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; exit 1; }

$(VENV)/pyvenv.cfg: | python
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv module is missing. On Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@"$(PYTHON)" -m venv $(VENV)

$(RUN_READY): $(VENV)/pyvenv.cfg
	@echo "Installing what the product needs (once; a minute or two)"
	@$(INSTALL) -r requirements.txt || { echo "$(UNABLE)" >&2; exit 1; }
	@mkdir -p .make && rm -f .make/run-* && touch $@

$(DEV_READY): $(VENV)/pyvenv.cfg
	@echo "Installing what tests and lint need (once; a minute or two)"
	@$(INSTALL) -r requirements-dev.txt || { echo "$(UNABLE)" >&2; exit 1; }
	@mkdir -p .make && rm -f .make/dev-* .make/run-* && touch $@ $(RUN_READY)

ifneq ($(COMPILED),)
$(COMPILED) &: $(CATALOGUES) | $(if $(wildcard $(DEV_READY)),$(DEV_READY),$(RUN_READY))
	@$(BIN)/pybabel --quiet compile -d locale -D django
	@touch $(COMPILED)
endif

var/static/.collected: $(RUN_READY) $(STATIC_SOURCES)
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@touch $@

port: python
	@"$(PYTHON)" -c 'import socket, sys; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); \
	s.bind((sys.argv[1], int(sys.argv[2])))' $(HOST) $(PORT) 2>/dev/null || \
		{ echo "Port $(PORT) on $(HOST) is in use. Choose another: make run PORT=8001" >&2; exit 1; }
