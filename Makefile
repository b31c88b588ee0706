# kiddqa: `make run` and `make test` do all the set-up on a machine with Python 3.11, make and git.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3.11
BIN := .venv/bin
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip --quiet
QUESTIONS ?= tests/eval/kidd.jsonl
WORDNET ?= /usr/share/wordnet
AXE := tests/browser/node_modules/axe-core/axe.min.js

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test check resilience bench fuzz reader fix index serve eval axe screenshots wheel clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

setup: .venv/.runtime ## make .venv with what answering needs

setup-dev: .venv/.develop ## add what testing, compiling and training need

.venv/.runtime: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	echo "Installing kiddqa into .venv; this takes a minute or so."
	$(PIP) install --constraint constraints.txt --editable .
	touch $@

.venv/.develop: .venv/.runtime
	echo "Installing the tools for tests, compiling and training; this takes some minutes."
	$(PIP) install --constraint constraints.txt --editable '.[compile,train,test]'
	touch $@

run: setup index serve ## set up, index the bundled corpus, serve the page on http://127.0.0.1:8000

index: setup ## index the corpus into embeddings/
	$(BIN)/kiddqa index

serve: setup ## serve the page and the API
	$(BIN)/kiddqa serve

eval: setup ## print the figures for QUESTIONS (default: tests/eval/kidd.jsonl)
	$(BIN)/kiddqa eval $(QUESTIONS)

test: setup-dev check ## everything CI runs

check: setup-dev axe ## lint, types, import contracts, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry src
	$(BIN)/kiddqa corpus check
	$(BIN)/python benchmarks/readme.py --check
	$(BIN)/coverage run -m pytest
	$(BIN)/coverage report

resilience: setup-dev ## break the index in every known way, a few minutes, and print what is served
	PYTHONPATH=tests $(BIN)/python benchmarks/resilience_table.py

bench: setup-dev ## time everything beside what a user would pick instead; SQUAD names a SQuAD file, WORK a folder
	$(BIN)/python benchmarks/speed.py $(if $(WORK),--work $(WORK)/others) $(if $(SQUAD),--squad $(SQUAD))
	$(if $(SQUAD),$(BIN)/python benchmarks/scale.py --only-made --squad $(SQUAD) $(if $(WORK),--work $(WORK)/scale),@echo "skipped: 100 to 1,000,000 passages; type: make bench SQUAD=train-v2.0.json.xz")

fuzz: setup-dev ## feed each parser made-up files for MINUTES (default 10) each
	$(PIP) install --constraint constraints.txt --editable '.[fuzz]'
	PYTHONPATH=tests $(BIN)/python -m fuzz.run --minutes $(or $(MINUTES),10) --at-once $(or $(AT_ONCE),2)

reader: export MALLOC_MMAP_MAX_ = 0
reader: export MALLOC_TRIM_THRESHOLD_ = 8589934592
reader: setup-dev ## train the reader from all-MiniLM-L6-v2, compile and fit it, half a day; SQUAD names SQuAD 2.0's training data, WORDNET a folder
	@test -n "$(SQUAD)" || { echo "SQUAD is not set; type: make reader SQUAD=train-v2.0.json.xz"; exit 2; }
	$(BIN)/python -m kiddqa.train.reader $(SQUAD) --wordnet $(WORDNET) --out runs/first
	$(BIN)/python -m kiddqa.train.reader $(SQUAD) --recipe second --out runs/reader --start runs/first
	$(BIN)/python -m kiddqa.train.export runs/reader $(SQUAD)
	$(BIN)/python -m kiddqa.train.matching $(SQUAD)
	$(BIN)/python -m kiddqa.train.ranker $(SQUAD) --documents corpus --questions $(QUESTIONS)

fix: setup-dev ## mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

axe: $(AXE) ## fetch axe-core, which looks for barriers in the pages; for tests only

$(AXE): tests/browser/package-lock.json
	@if ! command -v npm >/dev/null; then \
	  echo "npm was not found: without axe-core its tests are skipped."; \
	else \
	  npm ci --prefix tests/browser --ignore-scripts --no-audit --no-fund --silent && touch $@ || \
	  echo "axe-core could not be fetched: without it its tests are skipped."; \
	fi

screenshots: setup-dev ## write pictures of every state of the page into screenshots/
	PYTHONPATH=tests $(BIN)/python -m browser.screenshots

wheel: setup-dev ## build the wheel into dist/
	$(PIP) wheel --no-deps --no-build-isolation --wheel-dir dist .

clean: ## remove the environment, the index and every cache
	rm -rf .venv dist build htmlcov .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find embeddings -mindepth 1 ! -name README.md -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
