# `make brief` and `make test` are all a fresh machine needs: Python 3.11 or later, make and a package index.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: help brief test check format bench docs clean
.DEFAULT_GOAL := help

help: ## Say what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

brief: $(VENV)/.installed ## Set up, and write a brief on Japan and Russia from the built-in chronicle
	$(BIN)/detente brief JPN RUS --until 2018-08-31 -o brief.html
	@echo "Open $(CURDIR)/brief.html in a browser."

test: $(VENV)/.dev ## Set up, and run all tests
	@scripts/install-browser
	$(BIN)/python -m pytest

check: $(VENV)/.dev ## Check format, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(VENV)/.dev ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev ## Run the benchmarks and write docs/benchmarks.md
	$(BIN)/python scripts/bench.py

docs: $(VENV)/.dev ## Write the parts of the documentation that are drawn from the code
	$(BIN)/python scripts/check_chronicle.py --write-table
	$(BIN)/python scripts/write_docs.py

clean: ## Remove what was set up and made
	rm -rf $(VENV) build dist brief.html .mypy_cache .ruff_cache .pytest_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "détente needs Python 3.11 or later; name one with: make PYTHON=python3.12 …" >&2; exit 1; }
	@echo "Setting up in $(VENV) (once; some minutes on a slow line)"
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV) && $(PYTHON) -m pip install --quiet --target build/virtualenv virtualenv && \
		  PYTHONPATH=build/virtualenv $(PYTHON) -m virtualenv --quiet $(VENV); }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[balance,documents,model,pdf]'
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[all]' --group dev
	@touch $@
