# The commands of this repository. A newcomer needs python3 (3.11 or later), make and git.
#   make demo       set up, then run the main job on the bundled community
#   make test       set up, then every test that needs only Python
#   make test-live  install PostgreSQL, Chromium and R from Debian, then the tests against them
#   make check      lint, format, types, floors
#   make coverage   which lines and branches the tests reach
#   make docs       write anew the pages and schemas that come from the code
#   make models     train anew what ships in src/folkmoot/models, from texts and labelled posts
#   make picture    write anew the picture in the README, from the demonstration's report
#   make bench      print the figures of speed and memory
#   make fuzz       fuzz every source for some seconds (FUZZ_SECONDS=10 a sample)
#   make lock       choose the versions anew, and write their hashes
#   make clean      remove all that make made

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
# Hashes are checked, and nothing is built on this machine: a build would fetch what no lock names.
LOCKED := install --require-hashes --only-binary :all: --no-deps

export PIP_NO_INPUT := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo setup setup-dev setup-live setup-bench setup-fuzz test test-live check format coverage docs models picture bench fuzz \
	lock clean

help:
	@sed -n '2,14s/^# *//p' Makefile

# One environment with three depths; each stamp says which lock it was filled from.
$(VENV)/.made:
	@$(PYTHON) tools/setup_venv.py $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.made requirements/run.lock pyproject.toml
	@echo "Setting up $(VENV) (the first time takes a minute or two)"
	@$(PIP) $(LOCKED) -r requirements/run.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.lock
	@$(PIP) $(LOCKED) -r requirements/dev.lock
	@touch $@

$(VENV)/.live: $(VENV)/.dev requirements/live.lock
	@$(PIP) $(LOCKED) -r requirements/live.lock
	@touch $@

$(VENV)/.bench: $(VENV)/.dev requirements/bench.lock requirements/peers.lock
	@$(PIP) $(LOCKED) -r requirements/bench.lock
	@$(PIP) install --require-hashes --no-deps --no-build-isolation -r requirements/peers.lock
	@touch $@

$(VENV)/.fuzz: $(VENV)/.dev requirements/fuzz.lock
	@$(PIP) $(LOCKED) -r requirements/fuzz.lock
	@touch $@

setup: $(VENV)/.run
setup-dev: $(VENV)/.dev
setup-live: $(VENV)/.live
setup-bench: $(VENV)/.bench
setup-fuzz: $(VENV)/.fuzz

demo: setup
	@$(BIN)/folkmoot demo

test: setup-dev
	@$(BIN)/python -m pytest --durations=10 --durations-min=5

test-live: setup-live
	@tools/test_live.sh $(BIN)/python

check: setup-dev
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache --no-logo

format: setup-dev
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

coverage: setup-dev
	@$(BIN)/coverage run -m pytest -q
	@$(BIN)/coverage report

docs: setup-dev
	@for script in tools/write_*.py; do $(BIN)/python $$script || exit 1; done

models: setup-dev
	@for part in encoder models sentiment; do \
		$(BIN)/python tools/pinned.py tools/make_$$part.py || exit 1; \
	done

picture: setup-live demo
	@$(BIN)/python tools/readme_picture.py

bench: setup-bench
	@$(BIN)/python -m bench

FUZZ_SECONDS ?= 10
fuzz: setup-fuzz
	@$(BIN)/python tools/fuzz_sources.py --seconds $(FUZZ_SECONDS) $(SOURCES)

lock: setup-dev
	@$(BIN)/python tools/lock.py

clean:
	rm -rf $(VENV) fuzz-found folkmoot-demo build dist htmlcov .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find src tests bench tools -name __pycache__ -type d -prune -exec rm -rf {} +
