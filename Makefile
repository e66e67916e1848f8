# The everyday verbs. Each does its own set-up; only Python 3.11 or newer, make and git are needed,
# and for `make test` also node and npm where no browser is found.
PYTHON ?= python3
PORT ?= 8000
DATA ?= demo-data
TESTS ?= tests
JOBS ?= $(shell $(PYTHON) -c 'import os; print(min(4, os.cpu_count() or 1))')
BIN := .venv/bin

.PHONY: help setup setup-dev demo test test-postgres test-s3 check bench pictures fuzz-media faults-media faults-search load load-front load-answers faults-answers attack slow-sockets audit sbom faults cluster-walk withdraw
help:
	@$(PYTHON) -c "print('make demo    come and see it: http://localhost:$(PORT)\nmake test    run the tests\nmake test-postgres  the same on PostgreSQL\nmake check   style, types, layers, documents\nmake bench   measure, as ratios\nmake setup   only install, into .venv')"

setup:
	@$(PYTHON) tools/setup.py run

setup-dev:
	@$(PYTHON) tools/setup.py dev

demo: setup
	@exec $(BIN)/casebook demo --port $(PORT) --data $(DATA)

test: setup-dev
	@$(BIN)/python -m tests.browser install
	@$(BIN)/python -m pytest $(TESTS) --cache-clear -n $(JOBS) --dist worksteal $(ARGS) \
		|| $(BIN)/python -m tests.once_more $$? $(ARGS)

test-postgres: setup-dev
	@$(BIN)/python -m tests.browser install
	@TESTS_ON=postgresql $(BIN)/python -m pytest $(TESTS) --cache-clear -n $(JOBS) --dist worksteal $(ARGS) \
		|| TESTS_ON=postgresql $(BIN)/python -m tests.once_more $$? $(ARGS)

test-s3: setup-dev
	@TESTS_STORAGE=s3 $(BIN)/python -m pytest $(or $(TESTS),tests/media) -n $(JOBS) --dist worksteal $(ARGS)

check: setup-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q tests/house

bench: setup-dev
	@$(BIN)/python -m bench $(ARGS)

fuzz-media: setup-dev
	@$(BIN)/python -m tests.campaigns.fuzz_media $(ARGS)

faults-media: setup-dev
	@$(BIN)/python -m tests.campaigns.faults_media $(ARGS)

faults-search: setup-dev
	@$(BIN)/python -m tests.campaigns.faults_search $(ARGS)

load: setup-dev
	@$(BIN)/python -m tests.campaigns.load $(ARGS)

load-front: setup-dev
	@$(BIN)/python -m tests.campaigns.front $(ARGS)

load-answers: setup-dev
	@$(BIN)/python -m tests.campaigns.answers $(ARGS)

faults-answers: setup-dev
	@$(BIN)/python -m tests.campaigns.faults_answers $(ARGS)

attack: setup-dev
	@$(BIN)/python -m tests.browser install
	@$(BIN)/python -m tests.campaigns.attack $(ARGS)

slow-sockets: setup-dev
	@$(BIN)/python -m tests.campaigns.slow_sockets $(ARGS)

audit: setup
	@$(BIN)/python tools/audit.py

sbom:
	@$(PYTHON) tools/sbom.py sbom.json

faults: setup-dev
	@$(BIN)/python -m tests.campaigns.faults $(ARGS)

cluster-walk: setup-dev
	@$(BIN)/python -m tests.browser install
	@$(BIN)/python -m tests.campaigns.cluster $(ARGS)

withdraw: setup-dev
	@$(BIN)/python -m tests.campaigns.withdrawal $(ARGS)

pictures: setup-dev
	@$(BIN)/python -m tests.browser install
	@$(BIN)/python -m tests.pictures
