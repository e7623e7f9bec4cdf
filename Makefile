# Needs Python 3.11 or newer and make; everything else is set up here.
# `make` alone lists what there is.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
# Test processes at once.
JOBS ?= 2
# The least that tests may go through, in percent. It only rises (CONTRIBUTING.md, Coverage).
COVERED_PYTHON := 85
COVERED_LINES := 97
COVERED_BRANCHES := 93
COVERED_FUNCTIONS := 91
# Added to pytest's options: make test ARGS="-k overlay -x"
ARGS ?=

VENV := .venv
PY := $(VENV)/bin/python
NODE := $(VENV)/bin/node
NPM := $(VENV)/bin/npm
TOOLS := node_modules/.bin
# Node and npm are the virtual environment's own, whatever else the machine has.
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)

# A stamp is newer than the lock file it was installed from, or the installation is done again.
BUILD_PACKAGES := $(VENV)/.build-packages
DEV_PACKAGES := $(VENV)/.dev-packages
NODE_PACKAGES := node_modules/.packages

PIP_INSTALL := $(PY) -m pip install -qq --disable-pip-version-check --require-hashes

KINDS := static/app/sync/kinds.gen.ts
HOLIDAYS := static/app/sync/holidays.gen.ts
PROBLEMS := static/app/i18n/ja/problems.gen.ts static/app/i18n/en/problems.gen.ts
SCREENS := static/app/ui/screens/further.gen.ts
WIRE := static/app/sync/wire.gen.ts
BUNDLE := static/dist/manifest.json
ENGINE_SOURCES := $(shell find sync \( -name '*.py' -o -name '*.json' \) 2>/dev/null)
BROWSER_SOURCES := $(shell find static/app static/css static/icons templates/app* manifest.json \
	-type f ! -name '*.gen.ts' 2>/dev/null)
TRANSLATIONS := $(patsubst %.po,%.mo,$(shell find server/translations -name '*.po' 2>/dev/null))

.PHONY: help
help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

# Running

.PHONY: run serve build
run: build ## Set everything up and start a demonstration office on this machine
	@$(PY) -m flask --app server dev

serve: build ## Start for production, behind a proxy (needs BANSO_SECRET_KEY and BANSO_PUSH_CONTACT; see docs/operations.md)
	@$(PY) -m flask --app server db upgrade
	@exec $(PY) -m server.web

build: $(BUNDLE) $(TRANSLATIONS) ## Build what browsers load, and the translations

# Checking

.PHONY: test test-python test-node test-engines browser soak lint format
test: $(DEV_PACKAGES) build browser ## Set everything up, browsers included, and run every test
	@$(MAKE) --keep-going test-python test-node

test-python: $(DEV_PACKAGES) build
	$(PY) -m pytest -n $(JOBS) $(ARGS)

# Apart from `make test`: counting makes what is reckoned in long loops several times as slow.
.PHONY: coverage
coverage: $(DEV_PACKAGES) build ## Count what the tests of the engine and the server go through, against the floor
	$(PY) -m pytest -n $(JOBS) tests/sync tests/server --ignore tests/server/test_schemathesis.py \
		--cov --cov-report=term --cov-fail-under=$(COVERED_PYTHON) $(ARGS)

test-node: $(NODE_PACKAGES) $(KINDS)
	@test -n "$$(find tests/app -name '*.test.ts')" || { echo "There are no TypeScript tests in tests/app" >&2; exit 1; }
	$(NODE) --test --experimental-test-coverage --test-coverage-include='static/app/**' \
		--test-coverage-exclude='**/*.gen.ts' --test-coverage-lines=$(COVERED_LINES) \
		--test-coverage-branches=$(COVERED_BRANCHES) --test-coverage-functions=$(COVERED_FUNCTIONS) \
		"tests/app/**/*.test.ts"

test-engines: $(DEV_PACKAGES) build ## Only the main road on Firefox and WebKit (part of make test)
	@$(PY) -m tests.engines
	$(PY) -m pytest -n $(JOBS) tests/browser/engines $(ARGS)

browser: $(DEV_PACKAGES)
	@$(PY) -m tests.chromium
	@$(PY) -m tests.engines

soak: $(DEV_PACKAGES) ## Run 50,000 randomised histories with faults and restores, and 5,000 of everything together (HISTORIES=n for another number)
	SOAK=1 HISTORIES=$${HISTORIES:-50000} $(PY) -m pytest -n $(JOBS) \
		tests/sync/test_nothing_lost.py tests/sync/test_restored.py \
		tests/sync/test_all_together.py tests/server/test_all_together.py $(ARGS)

CHECKS := lint-python lint-python-form lint-python-types lint-python-imports lint-python-packages \
	lint-browser lint-browser-types lint-browser-imports lint-advisories
.PHONY: $(CHECKS)
lint: $(DEV_PACKAGES) $(NODE_PACKAGES) $(KINDS) $(SCREENS) $(WIRE) ## Check form, types, the direction of imports and the packages
	@$(MAKE) --keep-going $(CHECKS)

lint-python: $(DEV_PACKAGES)
	$(PY) -m ruff check .

lint-python-form: $(DEV_PACKAGES)
	$(PY) -m ruff format --check .

lint-python-types: $(DEV_PACKAGES)
	$(PY) -m mypy

lint-python-imports: $(DEV_PACKAGES)
	$(VENV)/bin/lint-imports

lint-python-packages: $(DEV_PACKAGES)
	$(PY) -m deptry . --no-ansi
	$(PY) -m deptry server sync --no-ansi --optional-dependencies-dev-groups build,dev

lint-browser: $(NODE_PACKAGES)
	$(TOOLS)/biome check --error-on-warnings

lint-browser-types: $(NODE_PACKAGES) $(KINDS) $(SCREENS) $(WIRE)
	$(TOOLS)/tsc --project tsconfig.json
	$(TOOLS)/tsc --project static/app/sw/tsconfig.json
	$(TOOLS)/tsc --project tests/app/tsconfig.json

lint-browser-imports: $(NODE_PACKAGES) $(KINDS) $(SCREENS) $(WIRE)
	$(TOOLS)/depcruise --config .dependency-cruiser.mjs static/app

lint-advisories: $(DEV_PACKAGES)
	@$(PY) -m tools.advisories

format: $(DEV_PACKAGES) $(NODE_PACKAGES) ## Put every source file into shape
	$(PY) -m ruff check --fix-only --quiet .
	$(PY) -m ruff format .
	$(TOOLS)/biome check --write

.PHONY: messages
messages: $(DEV_PACKAGES) ## Bring the server's Japanese up to date with its sources
	@$(PY) -m tools.messages

# Measuring

.PHONY: bench bench-peers
bench: $(DEV_PACKAGES) build ## Measure what we claim about speed
	@$(PY) -m bench $(ARGS)

bench-peers: $(DEV_PACKAGES) build ## The same beside other sync servers (downloads and starts them)
	@$(PY) -m bench.peers $(ARGS)

# Keeping

.PHONY: lock clean
LOCK_TOOLS := $(VENV)/lock-tools
PIP_COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(LOCK_TOOLS)/bin/pip-compile --quiet --upgrade --strip-extras \
	--generate-hashes --no-reuse-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host
lock: $(BUILD_PACKAGES) ## Renew the lock files (Python: newest allowed; npm: as package.json says)
	@tools/venv.sh $(LOCK_TOOLS) $(PY)
	@$(LOCK_TOOLS)/bin/python -m pip install --quiet --upgrade pip pip-tools
	$(PIP_COMPILE) pyproject.toml --output-file requirements.txt
	$(PIP_COMPILE) pyproject.toml --extra build --constraint requirements.txt --output-file requirements-build.txt
	$(PIP_COMPILE) pyproject.toml --extra build --extra dev --constraint requirements-build.txt --output-file requirements-dev.txt
	$(NPM) install --package-lock-only

clean: ## Remove everything that make set up and built (data in instance/ stays)
	rm -rf $(VENV) node_modules static/dist $(KINDS) $(HOLIDAYS) $(PROBLEMS) $(WIRE) $(dir $(SCREENS))*.gen.ts $(TRANSLATIONS)
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Setting up

$(BUILD_PACKAGES): requirements-build.txt
	@tools/venv.sh $(VENV) $(PYTHON)
	@echo "Installing Python packages and Node.js"
	@$(PIP_INSTALL) -r requirements-build.txt
	@touch $@

$(DEV_PACKAGES): requirements-dev.txt $(BUILD_PACKAGES)
	@echo "Installing the tools for tests and checks"
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@

$(NODE_PACKAGES): package-lock.json package.json .npmrc | $(BUILD_PACKAGES)
	@echo "Installing npm packages"
	@$(NPM) ci --loglevel=error
	@touch $@

# Who needs the kinds needs the holidays as well, and what is said of refused requests.
$(KINDS): $(ENGINE_SOURCES) | $(BUILD_PACKAGES) $(HOLIDAYS) $(PROBLEMS)
	@mkdir -p $(@D)
	@$(PY) -m tools.describe kinds
	@touch $@

$(HOLIDAYS): $(wildcard server/calendar/*.py) requirements-build.txt | $(BUILD_PACKAGES)
	@mkdir -p $(@D)
	@$(PY) -m tools.describe holidays
	@touch $@

static/app/i18n/%/problems.gen.ts: sync/words/%.json sync/describe.py server/ground/errors.py | $(BUILD_PACKAGES)
	@$(PY) -m tools.describe problems-$*
	@touch $@

# Both files of screens are written at once.
$(SCREENS): static/app/ui/kit/screens.ts $(wildcard static/app/ui/screens/*.tsx) tools/screens.mjs | $(BUILD_PACKAGES)
	@$(NODE) tools/screens.mjs

$(WIRE): $(ENGINE_SOURCES) $(wildcard server/http/*.py server/views/*.py tools/describe.py server/push/subscribing.py) \
	tools/wire.mjs $(NODE_PACKAGES) | $(BUILD_PACKAGES)
	@$(NODE) tools/wire.mjs

$(BUNDLE): $(BROWSER_SOURCES) $(KINDS) $(HOLIDAYS) $(PROBLEMS) tools/build.mjs tools/screens.mjs $(NODE_PACKAGES)
	@$(NODE) tools/build.mjs

%.mo: %.po | $(BUILD_PACKAGES)
	@$(PY) -m babel.messages.frontend compile --input-file $< --output-file $@
