# Two commands set up a fresh machine by themselves: `make demo` and `make test`.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
export PYTHON VENV

.PHONY: help setup demo run test coverage check bench bench-peers gpu soak fuzz torture-media figures translations wheel bundle bundle-smoke clean

help:           ## show this list
	@grep -E '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## */  make \1\t/' | expand -t 18

setup:          ## install system libraries, virtual environment and package (the others do it by themselves)
	@bash packaging/setup.sh

demo: setup     ## draw sample clips, index them, ask, write the result page as a picture, open the window
	$(BIN)/python -m c2v_desktop.cli.dev.demo

run: setup      ## open the window on your own library
	$(BIN)/c2v-desktop

JOBS ?= 2
test: setup     ## the whole test suite, files side by side (JOBS=1 for one after another)
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadfile

coverage: setup ## lines and branches of search that its own tests run; fails below the floor
	$(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadfile tests/unit/search \
		--cov=core.search --cov-report=term:skip-covered --cov-fail-under=85

check: setup    ## format, lint, types, floors, terms in texts for users
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy --package tests
	$(BIN)/lint-imports
	$(BIN)/python -m tests.house.strings --check

bench: setup    ## speed as ratios side by side; targets beside them
	$(BIN)/python -m tests.bench $(IDS)

bench-peers: setup ## two other programs index the same clips, in turns with ours (ARGS="--seconds 20")
	$(BIN)/python -m tests.bench.peers $(ARGS)

gpu: setup      ## tests, parity, speed and memory on this computer's graphics card, eight minutes (ARGS="--quick")
	$(BIN)/python -m tests.bench.gpu $(ARGS)

figures: setup  ## draw the pictures in docs/demo-model.md from what was measured
	OMP_NUM_THREADS=1 $(BIN)/python -m tests.bench.figures

soak: setup     ## adds and searches without pause, MINUTES=60; nothing may grow
	$(BIN)/python -m tests.bench.soak $(or $(MINUTES),60)

fuzz: setup     ## 2,000 mutated videos through the decoder process (make fuzz N=500)
	$(BIN)/python -m tests.fuzzing $(or $(N),2000)

torture-media: setup ## a folder of your own read by us, PyAV and ffmpeg, compared (FOLDER=…): numbers only
	$(BIN)/python -m tests.bench.differential "$(FOLDER)"

translations: setup ## collect the texts of the window for Qt Linguist, and compile what is translated
	PYTHONPATH=. $(BIN)/python packaging/translations.py

wheel: setup    ## build the wheel into dist/
	$(BIN)/python -m build --wheel --outdir dist

bundle:         ## a folder, tar.gz and AppImage that need no Python, in dist/ (an environment of its own in build/bundle)
	$(PYTHON) packaging/bundle/build.py

bundle-smoke:   ## use the bundle in bare roots without Python or network (ROOTS="bookworm trixie"; as root)
	$(BIN)/python packaging/bundle/try_roots.py $(or $(ROOTS),bookworm)

clean:          ## remove what was built here (never a library)
	rm -rf $(VENV) dist build demo .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
