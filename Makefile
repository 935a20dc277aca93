# Two commands matter: `make run` (a working demo practice) and `make test` (everything, browsers included).
PY := .venv/bin/python
UV := .venv/bin/uv
UV_PIN := uv==0.13.8
# The system's own Python first, if it is new enough: distributions compile theirs with a profile, and the hub runs
# 1.3 times as fast on it as on one that a version manager compiled without.
PYTHON ?= $(shell for each in /usr/bin/python3 python3; do $$each -c "import sys, venv; sys.exit(sys.version_info < (3, 11))" 2>/dev/null && echo $$each && break; done)
# Browsers and kills are at the mercy of a busy machine: what failed is shown, and has to pass alone at once.
SECOND_LOOK = $(PY) -m pytest -q tests --last-failed --last-failed-no-failures none

.PHONY: setup run check test needs bench chaos wire lock web clean

setup: .venv/.stamp web/dist/.stamp  ## environment from the lock, then both web builds

.venv/.stamp: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || (echo "Install Python 3.11 or newer, with its venv module." && false)
	test -x $(UV) || ($(PYTHON) -m venv .venv 2>/dev/null && $(PY) -m pip install --quiet $(UV_PIN)) \
		|| ($(PYTHON) -m venv --clear --without-pip .venv && python3 -m pip --python $(PY) install --quiet $(UV_PIN))
	$(UV) pip sync --quiet --compile-bytecode --require-hashes --python $(PY) requirements.lock
	$(UV) pip install --quiet --python $(PY) --no-deps $(UV_PIN) -e .
	touch $@

web/node_modules/.stamp: web/package-lock.json
	cd web && npm ci --no-audit --no-fund --loglevel=error
	touch $@

WEB_SOURCES := $(shell find web -path web/node_modules -prune -o -path web/dist -prune -o -type f -print)

web/dist/.stamp: web/node_modules/.stamp $(WEB_SOURCES)
	cd web && npm run --silent build
	touch $@

web: web/dist/.stamp

run: setup  ## the demo practice on http://localhost:8000
	.venv/bin/chartwire serve --demo

check: setup  ## the fast loop: format, lint, types, house tests, unit tests
	$(PY) -m ruff format --check hub tests bench
	$(PY) -m ruff check hub tests bench
	$(PY) -m mypy
	cd web && npm run --silent check
	$(PY) -m pytest -q tests/house tests/rules

test: setup needs  ## everything: both databases, both servers, browsers
	$(PY) -m ruff format --check hub tests bench
	$(PY) -m ruff check hub tests bench
	$(PY) -m mypy
	cd web && npm run --silent check
	$(PY) -m pytest -q tests || $(SECOND_LOOK)

needs:
	sh tests/needs.sh

bench: setup needs  ## the figures, beside raw fsync and raw echo on the same machine
	$(PY) -m bench

chaos: setup needs  ## kill -9 under load; acknowledged messages lost, doubled, reordered must be 0
	$(PY) -m tests.chaos

wire: setup  ## regenerate the contract and the TypeScript types from the registry
	.venv/bin/chartwire wire --write
	cd web && npm run --silent wire

lock:  ## after a change of dependencies in pyproject.toml
	$(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 --group dev --no-emit-index-url --no-annotate --no-header pyproject.toml -o requirements.lock

clean:
	rm -rf .venv web/node_modules web/dist data
