# Needs make and Python 3.11 or newer; everything else is put into .venv by `make setup`.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Else every process of the tests translates every module of ours and of the packages once more.
export PYTHONDONTWRITEBYTECODE :=
CODE := $(wildcard dialogs storage bot desk phone tests bench)

.DEFAULT_GOAL := help
.PHONY: help setup demo test check judge bench messages soak lock fmt

help:  ## This list
	@sed -n 's/^\([a-z]*\):[^#]*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

setup: $(READY)  ## Put Python's packages into .venv (once, and again when requirements.txt changes)

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Lotse needs Python 3.11 or newer")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	sed -n '/^uv==/,/[^\\]$$/p' requirements.txt > .venv/uv.txt
	@echo "Installing the packages in requirements.txt ..."; \
	if $(BIN)/python -m pip install --quiet --require-hashes -r .venv/uv.txt; then \
		$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.txt; \
	else \
		echo "uv cannot be had here: pip does it, and takes longer ..."; \
		$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt; \
	fi
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY)  ## Try Lotse in the browser: a bot, its desk and pretended phones, nothing leaves this machine
	$(BIN)/lotse demo

test: $(READY)  ## Run the tests
	@sh tests/chromium.sh
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder

check: $(READY)  ## Everything a change must pass: style, types, imports, messages, forms, tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports
	$(BIN)/lotse messages --check
	$(BIN)/lotse check
	@$(BIN)/python -m tests.judge --check
	@$(MAKE) --no-print-directory test

judge: $(READY)  ## Ask WhatsApp's judge about everything we send, and keep what it says (needs Node 20 or newer)
	$(BIN)/python -m tests.judge

bench: $(READY)  ## Measure speed and compare with the record
	$(BIN)/python -m bench

messages: $(READY)  ## Gather the texts to translate into locales/
	$(BIN)/lotse messages

soak: $(READY)  ## Run the tests that take minutes
	$(BIN)/pytest -m "soak or hypothesis" --hypothesis-profile=soak --timeout=3600

lock: $(READY)  ## Choose newer packages within pyproject.toml, and write requirements.txt
	$(BIN)/uv lock --quiet --upgrade
	$(BIN)/uv export --quiet --format requirements-txt --all-extras --no-emit-project \
		--output-file requirements.txt >/dev/null

fmt: $(READY)  ## Format the code, and mend what can be mended
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format
