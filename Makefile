# Mutabakat. `make help` lists the targets.
.DEFAULT_GOAL := help
.PHONY: help setup demo test test-only packages lint format contracts soak pages screens fuzz bench lock third-party clean
SHELL := /bin/bash
.DELETE_ON_ERROR:

PORT ?= 8400
PUBLIC_PORT ?= 8401
PYTHON ?= python3
ARGS ?=
BENCH ?= pipeline
URL ?= http://127.0.0.1:8400
FOR ?= 120

bin := .venv/bin
vendor := services/campaign/console/static/vendor
export PYTHON

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

# --- set-up: each step leaves a stamp, so a second run has nothing to do -----------------------------------
setup: .venv/.installed $(vendor)/.copied ## make .venv, fetch the front-end files

.venv/.installed: requirements/dev.txt pyproject.toml
	scripts/setup.sh python
	@touch $@

$(vendor)/.copied: package.json package-lock.json scripts/vendor.py | .venv/.installed
	scripts/setup.sh frontend
	@touch $@

# --- running ------------------------------------------------------------------------------------------------
demo: setup ## run the main job on the sample ledger and stay up (PORT=8400 PUBLIC_PORT=8401)
	$(bin)/mutabakat demo --port $(PORT) --public-port $(PUBLIC_PORT)

# --- checking -----------------------------------------------------------------------------------------------
test: setup packages lint ## set up, install what the test servers need, lint, run every test
	@scripts/test.sh $(ARGS)

test-only: setup ## the tests alone, e.g. make test-only ARGS="tests/unit -k money"
	@scripts/test.sh $(ARGS)

packages: setup ## Debian's packages that the test servers need
	$(bin)/python -m tests.servers.packages

lint: setup ## ruff, mypy, import-linter
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	$(bin)/mypy
	$(bin)/lint-imports

format: setup ## let ruff format and fix
	$(bin)/ruff check --fix .
	$(bin)/ruff format .

contracts: setup ## write the event schemas and AsyncAPI documents under docs/
	$(bin)/mutabakat contracts export
	$(bin)/python scripts/make_client.py

soak: setup packages ## the long versions of tests (SOAK_KILLS=40 random kills in each mode, SOAK_MAIL_KILLS=100 of the mailer, SOAK_ROUNDS=1000 of parallel answers and of two operators, SOAK_PACKAGE=700 counterparties in a package, the files of every list in LibreOffice)
	MUTABAKAT_SOAK_OFFICE=1 $(bin)/python -m tests.servers.packages
	MUTABAKAT_SOAK_OFFICE=1 MUTABAKAT_SOAK_KILLS=$${SOAK_KILLS:-40} MUTABAKAT_SOAK_MAIL_KILLS=$${SOAK_MAIL_KILLS:-100} MUTABAKAT_SOAK_ROUNDS=$${SOAK_ROUNDS:-1000} MUTABAKAT_SOAK_PACKAGE=$${SOAK_PACKAGE:-700} scripts/test.sh -m crash -n 0 -o timeout=0 $(ARGS)

pages: setup packages ## look at every state of the public page in every dress; pictures in build/pages
	MUTABAKAT_SCREENSHOTS=build/pages scripts/test.sh tests/component/responses/test_looks.py $(ARGS)

screens: setup packages ## look at every screen of the console, light, dark and on a phone's width; pictures in build/screens
	MUTABAKAT_SCREENSHOTS=build/screens scripts/test.sh tests/e2e/test_every_screen.py $(ARGS)

fuzz: setup ## schemathesis, all checks, against a running installation that may be spoilt and lets a key ask without end (MUTABAKAT_KEY_REQUESTS_PER_MINUTE=1000000; URL=http://127.0.0.1:8400 KEY=mbk_… FOR=120 seconds a service)
	@for service in aggregator campaign mailer responses; do \
		SCHEMATHESIS_HOOKS=tests.contracts.schemathesis_rules PYTHONPATH=. $(bin)/schemathesis run $(URL)/$$service/openapi.json \
			--url $(URL)/$$service -H "Authorization: Bearer $(KEY)" --checks all --exclude-checks positive_data_acceptance \
			--mode all --phases examples,coverage,fuzzing --continue-on-failure --max-time $(FOR) --warnings off || exit 1; \
	done

bench: setup packages .venv-bench/.installed ## measure (BENCH=pipeline, import, figures, mailer, messaging or responses, lists); stores ratios in bench/RESULTS.md
	$(bin)/python -m bench.$(BENCH) $(ARGS)

.venv-bench/.installed: requirements/bench.txt | .venv/.installed
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --require-hashes --only-binary :all: -r requirements/bench.txt
	@touch $@

# --- keeping house ------------------------------------------------------------------------------------------
lock: ## compile requirements/*.in to the hashed lock files
	scripts/lock.sh

third-party: setup ## write THIRD_PARTY.md from the installed packages
	$(bin)/python scripts/third_party.py

clean: ## remove everything that set-up and test runs made
	rm -rf .venv .venv-bench node_modules $(vendor) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis \
		.import_linter_cache
	find services shared tests scripts -name __pycache__ -prune -exec rm -rf {} +
