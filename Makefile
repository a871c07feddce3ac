# A fresh machine needs Python >= 3.11, git and make; everything else goes into .venv.
.DEFAULT_GOAL := help
.NOTPARALLEL:
SHELL := bash

VENV ?= .venv
# The newest Python >= 3.11 that really starts and can make virtual environments; `make PYTHON=...` overrides.
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3 python; do \
	if "$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo "$$python"; break; fi; done)
LAB_ROUTERS ?= 0

BIN := $(abspath $(VENV))/bin
STAMPS := $(VENV)/.stamps
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Commands of the virtual environment find each other (ansible-lint calls ansible-playbook, molecule calls ansible-galaxy).
export PATH := $(BIN):$(PATH)

.PHONY: help
help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

.PHONY: demo
demo: $(STAMPS)/requirements-lab  ## fresh lab, site.yml twice, verify.yml; fails unless the second run changed nothing
	$(BIN)/python -m tools.demo --routers $(LAB_ROUTERS)

.PHONY: lab lab-stop
lab: $(STAMPS)/requirements-lab  ## start the simulated devices in the background (LAB_ROUTERS=N for N more routers, and N/2 Yamaha RTX)
	$(BIN)/python -m tests.lab start --routers $(LAB_ROUTERS) --rtx $$((2 + $(LAB_ROUTERS) / 2)) --fortigates 2 --ces 2 --bigips 1 --azure

lab-stop: $(STAMPS)/requirements-lab  ## stop them
	$(BIN)/python -m tests.lab stop

.PHONY: dev
dev: $(STAMPS)/requirements-dev  ## .venv with everything that the targets below need

.PHONY: test
test: dev  ## the whole test suite (PYTEST_ARGS=... for options and paths)
	$(BIN)/python -m pytest -q -n $$(( $$(nproc) + 1 )) --dist worksteal $(PYTEST_ARGS)

.PHONY: lint
lint: dev  ## ruff, mypy, yamllint, ansible-lint, antsibull-changelog, the collection's documentation
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/yamllint --strict .
	$(BIN)/ansible-lint --offline --strict
	$(BIN)/antsibull-changelog lint
	$(BIN)/antsibull-docs lint-collection-docs --plugin-docs --skip-rstcheck .

.PHONY: sanity
sanity: dev  ## ansible-test sanity on a copy of the tracked files, without any ignore file
	$(BIN)/python tools/sanity.py $(SANITY_ARGS)

.PHONY: molecule
molecule: dev  ## every Molecule scenario on real containers (needs root and podman: see docs/development.md)
	$(BIN)/python tools/molecule.py $(SCENARIO)

.PHONY: bench
bench: $(STAMPS)/requirements-bench  ## what a rollout costs, beside scrapli, nornir, netmiko and cisco.ios: build/bench.json (BENCH_ARGS=--quick)
	$(MAKE) VENV=build/bench/venv build/bench/venv/.stamps/requirements
	$(BIN)/python -m tests.benchmarks $(BENCH_ARGS)

.PHONY: docs
docs: dev  ## write the generated pages of docs/
	$(BIN)/python -m tools.generate_docs

.PHONY: clean
clean:  ## everything that can be made again
	if [ -x $(BIN)/python ] && [ -d build/lab ]; then $(BIN)/python -m tests.lab stop; fi
	rm -rf build $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .ansible inventories/lab/devices.yml

# --- the virtual environment -------------------------------------------------------------------------------------

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "No Python >= 3.11 that can make virtual environments was found (Debian, Ubuntu: apt install python3-venv)." \
	  "Name one: make PYTHON=/path/to/python3.12 ..." >&2; exit 1; }
	"$(PYTHON)" -m venv $(VENV)

# The clone is reached as kyoten.onramp through a link where ansible-core and Python both look.
$(STAMPS)/link: | $(BIN)/python
	@site=$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))') && \
	  mkdir -p "$$site/ansible_collections/kyoten" $(STAMPS) && ln -sfn "$(CURDIR)" "$$site/ansible_collections/kyoten/onramp"
	@touch $@

$(STAMPS)/%: %.txt $(STAMPS)/link
	$(PIP_INSTALL) -r $<
	@touch $@

$(STAMPS)/requirements-lab: $(STAMPS)/requirements
$(STAMPS)/requirements-dev: $(STAMPS)/requirements-lab
$(STAMPS)/requirements-bench: $(STAMPS)/requirements-dev
