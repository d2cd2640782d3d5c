# Everything is a target; `make` lists them. Each does its own set-up, so any of them works first on a fresh clone.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
ASSIGNMENT ?= a1_fc_net
SUBMISSIONS ?= $(if $(wildcard submitted),submitted,examples/submitted)
OUT ?= out/$(ASSIGNMENT)

export PATH := $(CURDIR)/$(BIN):$(PATH)

.DEFAULT_GOAL := help
.PHONY: help setup bwrap grade release publish collect feedback gradebook doctor datasets test slow lint bench torture fuzz clean

help:  ## List the targets
	@awk -F ':.*## ' '/^[a-z_]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) bwrap  ## Make .venv with pinned dependencies, and see to bubblewrap

$(READY): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed and $(PYTHON) is not there; install it, or say make PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; say make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Setting up $(VENV); the first time takes a minute or two."
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing; on Debian or Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[course,cluster,datasets,torch,dev]'
	@touch $(READY)

bwrap:
	@sh scripts/install-bubblewrap

grade: setup  ## Grade a class: ASSIGNMENT=… SUBMISSIONS=… OUT=…; without, the embedded examples
	$(BIN)/autograder grade $(ASSIGNMENT) --submissions $(SUBMISSIONS) --out $(OUT)

release: setup  ## Make assignments/, which students get, out of solutions/
	$(BIN)/autograder release

publish: release  ## Put ASSIGNMENT=… into the exchange, where students fetch it
	$(BIN)/nbgrader generate_assignment $(ASSIGNMENT) --force
	$(BIN)/nbgrader release_assignment $(ASSIGNMENT) --force

collect: setup  ## Take what students submitted of ASSIGNMENT=… out of the exchange, into submitted/
	$(BIN)/nbgrader collect $(ASSIGNMENT) --update

feedback: setup  ## Make pages with the findings on ASSIGNMENT=… and put them into the exchange
	$(BIN)/nbgrader generate_feedback $(ASSIGNMENT) --force
	$(BIN)/nbgrader release_feedback $(ASSIGNMENT) --force

gradebook: setup  ## Open the formgrader, to look at scores and mark written questions
	@mkdir -p exchange
	$(BIN)/jupyter notebook --JupyterNotebookApp.default_url=/formgrader $(if $(filter 0,$(shell id -u)),--allow-root)

doctor: setup  ## Prove the invariants (no leaks, the reference right, every check worth something); print the matrix
	$(BIN)/autograder doctor --matrix

datasets: setup  ## List the data sets and fetch them: SETS="mnist airfoil" FROM=mirror-or-folder; without, all from public servers
	$(BIN)/python -m autograder.datasets
	$(BIN)/python -m autograder.datasets fetch $(SETS) $(if $(FROM),--from $(FROM))

test: setup lint  ## Lint, check types, and run the tests
	$(BIN)/pytest --numprocesses 2 --dist loadgroup -m "not slow" --cov --cov-report=term

slow: setup  ## Run the tests that take minutes: every notebook with the reference, doctor on every assignment, attacks on nbgrader
	$(BIN)/pytest --numprocesses 2 --dist loadgroup -m slow

lint: setup  ## ruff and mypy --strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup  ## Measure what grading costs, against nbgrader, otter-grader and pytest; installs the first two in .cache/rivals
	$(BIN)/python benchmarks/bench.py

torture: setup  ## Kill a grading run 200 times at random moments (8 minutes), and compare with an undisturbed one
	$(BIN)/python -m tests.faults.kills 200 100 1

fuzz: setup  ## Throw random bytes at what reads frames and archives (15 minutes); findings go to build/fuzz
	$(BIN)/pip install --quiet atheris==3.0.0
	$(BIN)/python -m tests.faults.fuzz_wire hypothesis 60
	$(BIN)/python -m tests.faults.fuzz_wire atheris 600
	$(BIN)/python -m tests.faults.fuzz_intake hypothesis 60
	$(BIN)/python -m tests.faults.fuzz_intake atheris 240

clean:  ## Remove what was made here, .venv included
	rm -rf $(VENV) .cache out build *.egg-info
