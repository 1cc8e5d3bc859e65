# Every target works on a fresh clone: it makes what it needs first, once.

PYTHON ?= python3
VENV ?= .venv
JOBS ?= 2

BIN := $(VENV)/bin
WORKER := .venv313
TOOLS := $(VENV)/.installed
AZURITE := node_modules/.installed
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check \
	--only-binary :all: --require-hashes --requirement
PYTEST := $(BIN)/pytest --numprocesses $(JOBS) --dist worksteal
COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --universal \
	--generate-hashes --no-emit-index-url --custom-compile-command "make lock"
IS_SUPPORTED := import ensurepip, sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))
# pyenv's python3.13 answers only when it is asked for that version.
PYTHON313 := PYENV_VERSION=3.13 python3.13
HAS_313 := $(shell $(PYTHON313) -c "import ensurepip" 2>/dev/null && echo yes)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help venv azurite worker demo serve test check format coverage bench soak lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

venv: $(TOOLS) ## Make the virtual environment (PYTHON=, VENV=)

$(TOOLS): requirements-dev.txt
	@for python in $(PYTHON) python3.13 python3.12 python3.11 none; do \
		"$$python" -c '$(IS_SUPPORTED)' 2>/dev/null && break; \
	done; \
	if [ "$$python" = none ]; then \
		echo "Python 3.11, 3.12 or 3.13 with venv is needed: make PYTHON=..." >&2; \
		exit 1; \
	fi; \
	echo "Making $(VENV) with $$("$$python" --version) ..."; \
	"$$python" -m venv $(VENV)
	@$(BIN)/python $(PIP_INSTALL) $<
	@touch $@

azurite: $(AZURITE) ## Install the storage emulator

# npm's scripts call `node`, which is the one of the virtual environment.
$(AZURITE): package-lock.json | $(TOOLS)
	@echo "Installing Azurite ..."
	@PATH="$(abspath $(BIN)):$$PATH" npm ci
	@touch $@

worker: $(if $(HAS_313),$(WORKER)/.installed) ## Install Azure's worker library, where python3.13 is found

$(WORKER)/.installed: requirements-worker.txt
	@echo "Making $(WORKER) for Azure's worker library ..."
	@$(PYTHON313) -m venv $(WORKER)
	@$(WORKER)/bin/python $(PIP_INSTALL) $<
	@touch $@

demo: $(TOOLS) $(AZURITE) ## Run the main job over a generated MSP (FRESH=1 starts anew)
	@$(BIN)/python -m sandbox demo $(if $(FRESH),--fresh)

serve: $(TOOLS) $(AZURITE) ## Serve the functions on this machine without Core Tools
	@$(BIN)/python -m functions serve

test: check $(AZURITE) worker ## Check, then run every test
	$(PYTEST)

check: $(TOOLS) ## Format, lint, types and layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(TOOLS) ## Format and fix what can be fixed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

coverage: $(TOOLS) $(AZURITE) worker ## Run every test and report the branches not taken
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest --numprocesses $(JOBS) --dist worksteal
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

bench: $(TOOLS) $(AZURITE) ## Run the benchmarks; each prints a ratio
	@$(BIN)/python -m bench

soak: $(TOOLS) $(AZURITE) ## Strike at every call, and 10,000 seeds: about two hours
	SIMULATED_SEEDS=10000 SIMULATED_STRIDE=1 $(PYTEST) -m slow -o faulthandler_timeout=0

lock: $(TOOLS) ## Compile the lock files (UPGRADE=--upgrade takes the newest)
	$(COMPILE) $(UPGRADE) --python-version 3.11 --output-file requirements.txt
	$(COMPILE) $(UPGRADE) --python-version 3.11 --group dev \
		--constraint requirements.txt --output-file requirements-dev.txt
	$(COMPILE) $(UPGRADE) --python-version 3.13 --group worker \
		--constraint requirements.txt --output-file requirements-worker.txt

clean: ## Remove all that make has made
	rm -rf $(VENV) $(WORKER) node_modules out .coverage* \
		.hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
