# make chat: set up, index the documents, open the page.  make test: set up, run the checks.
PYTHON ?= python3
DOCUMENTS ?= seeds
STORE ?= .rag
CHECKPOINTS ?= .checkpoints
HOURS ?= 2
WORKERS ?= 2
IN_PARALLEL = -n $(WORKERS) --dist loadscope --no-loadscope-reorder
# Windows puts a virtual environment's commands elsewhere.
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
export AXE ?= .venv/axe/node_modules/axe-core/axe.min.js
export GRADIO_ANALYTICS_ENABLED := False
export ANONYMIZED_TELEMETRY := False

.PHONY: install chat index test test-ui axe test-llm lint style types links coverage eval train release clean

install: .venv/installed
chat: install
	$(BIN)/rag serve --open --documents "$(DOCUMENTS)" --store "$(STORE)"
index: install
	$(BIN)/rag index --documents "$(DOCUMENTS)" --store "$(STORE)"
# Each process of the tests has one thread, so that two of them fill two cores.
test: lint
	$(BIN)/python -m pytest $(IN_PARALLEL)
lint: style types
style: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
# mypy does not follow the mapping of an editable install (rag/ is chapter_and_verse, ui/ and evals/
# are parts of it), so it is shown a folder of links that looks as the package does installed.
types: links
	$(BIN)/mypy .venv/links/chapter_and_verse tests \
		--exclude 'tests/.+/conftest.py'  # one module of that name
links: .venv/installed-dev
	rm -rf .venv/links && mkdir -p .venv/links/chapter_and_verse
	for part in rag/* ui evals seeds; do \
		ln -s "$(CURDIR)/$$part" .venv/links/chapter_and_verse/ || exit 1; done
# The share of lines that the tests without a browser run; measured apart, for tracing costs time.
coverage: .venv/installed-dev
	$(BIN)/python -m pytest $(IN_PARALLEL) -m "not browser and not llm" \
		--cov=chapter_and_verse
test-ui: .venv/installed-dev axe
	$(BIN)/python -m pytest $(IN_PARALLEL) tests/ui
# axe-core looks for barriers on the page; where npm is missing, its tests are skipped and say so.
axe:
	-@[ -e $(AXE) ] || ! command -v npm >/dev/null || npm install --silent --no-save --prefix .venv/axe axe-core@4
# Compiles llama.cpp when first called, which takes some minutes.
test-llm: .venv/installed-dev
	$(BIN)/python -m pip install --quiet --editable ".[llm-test]" --constraint constraints.txt
	$(BIN)/python -m pytest -m llm -s tests/llm
eval: install
	$(BIN)/rag eval
	$(BIN)/rag eval --mutants
# Trains the reader on from its own weights: make train DATA=FOLDER [CHECKPOINTS=FOLDER] [HOURS=2]
train: .venv/installed-dev
	$(BIN)/python -m chapter_and_verse.evals.training.train --data $(DATA) --out $(CHECKPOINTS) \
		--from rag/reading/models/reader.onnx --hours $(HOURS)
	$(BIN)/python -m chapter_and_verse.evals.training.export $(CHECKPOINTS) rag/reading/models/reader.onnx
# Builds what is published, checks it, and tries the wheel in a bare environment (2.4 GB for a while).
release: .venv/installed-dev
	rm -rf dist build
	$(BIN)/python -m build
	$(BIN)/twine check --strict dist/*
	tests/release/try_wheel.sh dist/*.whl $(PYTHON)
	rm -rf build
clean:
	rm -rf .venv .rag

.venv/pyvenv.cfg:
	$(PYTHON) -m venv .venv
.venv/installed: .venv/pyvenv.cfg pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable . --constraint constraints.txt
	touch $@
.venv/installed-dev: .venv/installed
	$(BIN)/python -m pip install --quiet --editable ".[dev]" --constraint constraints.txt
	touch $@
