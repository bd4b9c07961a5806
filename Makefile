# `make run` and `make test` do all the set-up on a machine with Python 3.11 or later, git and make.

# The Python of the environment; where none is given, the quickest one of the version of python3.
PYTHON ?=
BIN := .venv/bin

.PHONY: run test quick lint docs site lock bench pictures fuzz sweep audit clean

run: .venv/run
	$(BIN)/budgetbook run

# Everything that CI runs.
test: lint
	$(BIN)/pytest -n 2 --dist worksteal

# The tests that take under ten seconds each.
quick: .venv/dev
	$(BIN)/pytest -n 2 -m "not slow"

lint: .venv/dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

# Writes the pages of docs/ that are made from the program anew.
docs: .venv/run
	$(BIN)/python -m schemas.dictionary
	$(BIN)/python -m schemas.checks_page
	$(BIN)/python docs/make_cli_page.py

# The documentation as a site below site/; a warning is an error. The variable silences what the theme's makers advertise.
site: .venv/dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

.venv/run: requirements.txt pyproject.toml
	test -x $(BIN)/python || $(or $(PYTHON),python3) tools/make_environment.py $(if $(PYTHON),,--quickest)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q flows extractors schemas
	touch $@

.venv/dev: .venv/run requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.txt
	touch $@

# Writes the lock files anew: versions and hashes, no index address.
lock: .venv/dev
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --upgrade pyproject.toml --group build --output-file requirements.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header pyproject.toml --group build --group dev --constraint requirements.txt --output-file requirements-dev.txt

# Our readers beside other programs; these are not in the lock files, since nothing but this needs them.
bench: .venv/dev
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements-dev.txt docx2python 'markitdown[docx]' kreuzberg odfpy matplotlib
	$(BIN)/python benchmarks/readers.py --plot docs/readers.svg
	$(BIN)/python benchmarks/pdf_reader.py tests/documents/smesa-113.pdf

# The pictures of the README: pages of the sample in a browser.
pictures: .venv/dev
	BUDGETBOOK_PICTURES=docs $(BIN)/pytest -q tests/flows/report/test_browser.py -k pictures

# A thousand mutants of the real documents for each format, then each reader under libFuzzer for as many seconds; FUZZ="pdf --cases 5000
# --first 1000" for other mutants, FUZZ="doc --cases 12 --libreoffice" for .doc files all the way. Faults are kept in fuzz-found/.
FUZZ_SECONDS ?= 60
fuzz: .venv/dev
	mkdir -p fuzz-found
	$(BIN)/python -m tests.hostile.fuzz $(FUZZ)
	for reader in docx odt pdf txt; do \
	  $(BIN)/python -m tests.hostile.coverage_guided $$reader -max_total_time=$(FUZZ_SECONDS) -artifact_prefix=fuzz-found/ || exit 1; \
	done

# Kills each process of the real command at moments spread over its life, and holds what the next run leaves against an undisturbed one;
# half a minute a point, 14 points for each moment. POINTS="5 --seed 2 --scene next" for others. Leave the sources alone meanwhile.
POINTS ?= 2
sweep: .venv/dev
	$(BIN)/python -m tests.fire.sweep --points $(POINTS)

# Known faults of the pinned libraries; needs a vulnerability service on the network, so it is run by hand.
audit: .venv/dev
	$(BIN)/pip check
	$(BIN)/pip-audit --disable-pip --require-hashes --requirement requirements.txt

clean:
	rm -rf .venv output/* site
