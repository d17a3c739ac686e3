SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

UV := .tools/bin/uv
MEMBERS := shared services/indicators services/scoring services/budget-monitor services/gateway deploy/allinone

.PHONY: help
help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.PHONY: setup lock
setup: .venv/.installed  ## make .tools (uv) and .venv with every pinned package and our own, editable

# Debian without ensurepip cannot make a venv: there uv is put beside it by pip itself.
$(UV):
	@echo "== installing uv into .tools"
	@if python3 -m venv .tools >/dev/null 2>&1 && .tools/bin/python -m pip -q install uv; then :; \
	else rm -rf .tools && python3 -m pip install -q --target .tools uv; fi
	@test -x $@

.venv/.installed: requirements.lock $(MEMBERS:%=%/pyproject.toml) | $(UV)
	@echo "== installing the pinned packages into .venv"
	@test -x .venv/bin/python || $(UV) venv -q .venv
	@$(UV) pip install -q --python .venv/bin/python --require-hashes -r requirements.lock
	@$(UV) pip install -q --python .venv/bin/python --no-deps $(MEMBERS:%=-e ./%)
	@touch $@

lock: | $(UV)  ## resolve the newest versions into requirements.lock (hashes, no registry host)
	@$(UV) lock -q --upgrade
	@$(UV) export -q --no-emit-workspace --all-groups --no-header --format requirements.txt -o requirements.lock
