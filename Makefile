# One command a task; each says in one sentence what it could not do.
PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3.14 python3,$(shell command -v $(name))))
VENV := .venv
BIN := $(VENV)/bin
SCAN := .venv-scan
PROBE := .venv-probe
SEMGREP := PATH=$(CURDIR)/$(SCAN)/bin:$$PATH $(SCAN)/bin/semgrep
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header

.PHONY: demo test lint scan probe format messages wheel locks clean help

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

demo:  ## a Finnish demo union on http://127.0.0.1:8000
	@$(PYTHON) tools/prepare.py demo
	@$(BIN)/rinnalla demo

test:  ## units on SQLite and on PostgreSQL, slow tests on both, then journeys in a browser
	@$(PYTHON) tools/prepare.py test
	@$(BIN)/python tests/run.py

lint:  ## form, types, import order, migrations, messages, house rules
	@$(PYTHON) tools/prepare.py lint
	@$(BIN)/python tools/lint.py

scan:  ## our own rules of what is never written (tools/rules), each tried on its examples first
	@test -x $(SCAN)/bin/python || $(PYTHON) -m venv $(SCAN)
	@$(SCAN)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/scan.lock
	@$(SEMGREP) scan --test --quiet --metrics off --disable-version-check --config tools/rules tools/rules
	@$(SEMGREP) scan --quiet --error --metrics off --disable-version-check --config tools/rules src && echo "Nothing found."

probe:  ## two scanners let loose on a demo, as each kind of person; takes an hour (docs/scans.md)
	@$(PYTHON) tools/prepare.py test
	@test -x $(PROBE)/bin/python || $(PYTHON) -m venv $(PROBE)
	@$(PROBE)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/probe.lock
	$(BIN)/python tools/probe.py $(WORDS)

format:  ## mend the form of the code
	@$(PYTHON) tools/prepare.py dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages:  ## gather the sentences to translate into each room's locale folder
	@$(PYTHON) tools/prepare.py lint
	$(BIN)/python tools/messages.py gather

wheel:  ## dist/*.whl with compiled messages and collected static files
	@$(PYTHON) tools/prepare.py dev
	$(BIN)/python tools/assets.py --fresh
	$(BIN)/python -m build --wheel --no-isolation

locks:  ## choose newer versions: write the lock files anew
	@$(PYTHON) tools/prepare.py dev
	$(COMPILE) --upgrade --extra postgres --extra pdf --extra batch --extra fast -o requirements/run.lock pyproject.toml
	$(COMPILE) --upgrade -o requirements/dev.lock requirements/dev.in
	$(COMPILE) --upgrade -o requirements/build.lock requirements/build.in
	$(COMPILE) --upgrade -o requirements/postgres-wheel.lock requirements/postgres-wheel.in
	$(COMPILE) --upgrade -o requirements/scan.lock requirements/scan.in
	$(COMPILE) --upgrade -o requirements/probe.lock requirements/probe.in
	@sed -i '/-c \//d' requirements/*.lock

clean:  ## remove what the other commands made, but never var/
	rm -rf dist build .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis src/rinnalla/collected
	find src -name '*.mo' -delete
