PYTHON ?= .venv/bin/

.PHONY: check check-static test demo screenshots man faults bench format

check: test check-static ## everything that CI runs

check-static:
	$(PYTHON)ruff check .
	$(PYTHON)ruff format --check .
	$(PYTHON)mypy
	$(PYTHON)lint-imports

test:
	$(PYTHON)pytest

demo:
	$(PYTHON)jos-tui --demo

screenshots:
	$(PYTHON)python -m screenshots.make

man: ## docs/jos-tui.1 from the commands
	$(PYTHON)python -m docs.manual

faults: ## write docs/faults.md and docs/faults-of-jobs.md from what happens
	$(PYTHON)python -m tests.store.fault_table.published
	$(PYTHON)python -m tests.survival.fault_table.published

bench: ## compare with other programs; takes an hour or two
	$(PYTHON)python -m benchmarks

format:
	$(PYTHON)ruff check --fix .
	$(PYTHON)ruff format .
