# SPDX-License-Identifier: GPL-3.0-or-later
#
# Plimsoll's commands. `make` alone lists them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
# Recipes share one build directory, and SwiftPM locks it: steps run one after another.
.NOTPARALLEL:

FILE ?= models/atk/steady.yaml
ARGS ?=
FILTER ?=
SEED ?=
# Whose answers stand in notebooks-export/, and the one whose notebook each check executes.
EXPORTED := steady spike growth
EXECUTED := spike
PREFIX ?= /usr/local
DESTDIR ?=

# Every target imports only what it declares, in every build.
COMMON := -c release --explicit-target-dependency-import-check error

# The program links the Swift runtime statically: `plimsoll --version` then takes 3 ms of CPU
# instead of 10 (the bar is 20), because the loader no longer binds Foundation and ICU, and the
# binary runs where no Swift is installed. lld keeps quiet about Foundation's use of mktemp.
PROGRAM := $(COMMON) --static-swift-stdlib -Xswiftc -use-ld=lld
# `swift test` cannot link statically and needs testable modules, which the program should not
# pay for; a directory of its own keeps the two builds from undoing each other.
SUITE := $(COMMON) --scratch-path .build/tests

SWIFT_FILES := $(wildcard Sources Tests Benchmarks Package.swift)

.PHONY: help setup setup-check build run test lint check golden coverage chaos bench focus \
	notebooks notebook-check picture reproduction audit review-data install clean build-tests

help: ## this list
	@echo "Plimsoll: how much load a platform carries, what binds first, and what it costs."
	@echo
	@sed -nE 's/^([a-z-]+):.*## (.*)$$/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) \
		| awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'
	@echo
	@echo "  make run FILE=models/yardsticks/mm4.yaml ARGS='--seed 3 --format json'"
	@echo "  make test FILTER=TidyTests"

# Installs what is missing and says nothing, and asks no network, when all is there.
setup: ## install what is missing (libgsl, libsqlite3, gnuplot)
	@command -v swift > /dev/null || { \
		echo "Swift is not installed: see https://www.swift.org/install/linux" >&2; exit 1; }; \
	missing=""; \
	pkg-config --exists gsl 2> /dev/null || [ -e /usr/include/gsl/gsl_errno.h ] \
		|| missing=" libgsl-dev"; \
	pkg-config --exists sqlite3 2> /dev/null || [ -e /usr/include/sqlite3.h ] \
		|| missing="$$missing libsqlite3-dev"; \
	command -v gnuplot > /dev/null || missing="$$missing gnuplot-nox"; \
	[ -n "$$missing" ] || exit 0; \
	if ! command -v apt-get > /dev/null; then \
		echo "Missing:$$missing, by Debian's names, and there is no apt-get here: install them by" \
			"hand, libraries with their headers, then run make again." >&2; exit 1; \
	fi; \
	as_root=""; \
	if [ "$$(id -u)" -ne 0 ]; then \
		command -v sudo > /dev/null || { \
			echo "As root, run: apt-get install$$missing" >&2; exit 1; }; \
		as_root="sudo"; \
	fi; \
	echo "==> install$$missing"; \
	$$as_root apt-get update -qq; \
	command -v pkg-config > /dev/null || ! apt-cache show pkg-config > /dev/null 2>&1 \
		|| missing="$$missing pkg-config"; \
	$$as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -qq -y --no-install-recommends $$missing > /dev/null

# For `make check` alone: a Prometheus for its tests to read from.
setup-check:
	@bash scripts/setup-check.sh

build: setup ## build the program: .build/release/plimsoll
	@echo "==> build" >&2
	@swift build $(PROGRAM) --product plimsoll >&2

run: build ## build, then answer models/atk/steady.yaml (FILE=, ARGS=)
	@.build/release/plimsoll run $(FILE) $(ARGS)

# The shells look there for completions (bash-completion, zsh's site-functions, fish). The manual is
# what ArgumentParser makes of --help; its date is that of the last change.
install: build ## install program, manual and completions (PREFIX=/usr/local, DESTDIR=)
	@swift build $(PROGRAM) --product generate-manual >&2
	@at="$(DESTDIR)$(PREFIX)"; program=.build/release/plimsoll; \
	install -D -m 755 $$program "$$at/bin/plimsoll"; \
	for shell in bash:bash-completion/completions/plimsoll zsh:zsh/site-functions/_plimsoll \
		fish:fish/vendor_completions.d/plimsoll.fish; do \
		file="$$at/share/$${shell#*:}"; mkdir -p "$$(dirname "$$file")"; \
		$$program --generate-completion-script "$${shell%%:*}" > "$$file"; \
	done; \
	mkdir -p "$$at/share/man/man1"; \
	.build/release/generate-manual $$program --multi-page \
		--date "$$(git log -1 --format=%cs 2> /dev/null || date +%F)" \
		--output-directory "$$at/share/man/man1"; \
	echo "installed $$at/bin/plimsoll, its manual, and completions for bash, zsh and fish"

build-tests: setup
	@echo "==> build the tests"
	@swift build $(SUITE) --build-tests -Xswiftc -enable-testing

test: build-tests ## run the tests (FILTER=)
	@echo "==> test"
	@swift test $(SUITE) --skip-build --disable-xctest $(if $(FILTER),--filter '$(FILTER)')

lint: ## hold the formatting rules of .swift-format
	@echo "==> lint"
	@swift format lint --strict --recursive --parallel $(SWIFT_FILES)

# Lint first, because it is quick, and a notebook; then one build, which refuses undeclared imports;
# the runner's own closing lines come last. The tidy tests are part of the suite.
check: setup setup-check lint notebook-check test ## what must hold before a merge

golden: build-tests ## record the golden files anew, from today's output
	@PLIMSOLL_RECORD=1 swift test $(SUITE) --skip-build --disable-xctest --filter Golden
	@git --no-pager diff --stat -- Tests

# Lengths and seeds are fixed beforehand, so that it finds the same again; minutes on two cores.
coverage: build-tests ## count how often intervals hold the truth: docs/coverage.md
	@PLIMSOLL_COVERAGE=$(CURDIR)/docs/coverage.md swift test $(SUITE) --skip-build \
		--disable-xctest --filter CoverageTests

# Seeds are fixed beforehand. SEED=n runs one alone and prints its model; the last seed of each
# thread stands in .build/chaos.0, .build/chaos.1, for a crash that leaves no time for words.
chaos: build-tests ## run 10,000 random models with random faults (SEED=)
	@PLIMSOLL_CHAOS=10000 PLIMSOLL_CHAOS_SEED=$(SEED) PLIMSOLL_CHAOS_LOG=$(CURDIR)/.build/chaos \
		swift test $(SUITE) --skip-build --disable-xctest --filter ChaosTests

bench: build ## measure the engine against C, and fail below 90% of a bar
	@swift build -c release --package-path Benchmarks --scratch-path .build/bench >&2
	@.build/bench/release/bench $(ARGS)

# Needs Python 3.12 or newer and says so where there is none.
focus: build ## hold the FOCUS file against the public focus-validator
	@bash scripts/focus.sh .build/release/plimsoll models/atk/bill.yaml 2026-11..2027-01

# A breached service level is an answer too: only exit codes 1 and 2 stop here.
notebooks: build ## write notebooks-export/ anew, and execute its notebooks
	@for model in $(EXPORTED); do \
		folder=notebooks-export/atk-$$model; rm -rf $$folder.new $$folder.old; \
		.build/release/plimsoll notebook models/atk/$$model.yaml --out $$folder.new > /dev/null \
			|| [ $$? -gt 2 ]; \
		[ -d $$folder.new ] || { echo "$$folder stays as it was" >&2; exit 1; }; \
		[ ! -d $$folder ] || mv $$folder $$folder.old; \
		mv $$folder.new $$folder && rm -rf $$folder.old; \
		echo "wrote $$folder"; \
	done
	@bash scripts/notebooks.sh $(EXPORTED:%=notebooks-export/atk-%/notebook.ipynb)

# Says so where there is no python3, but on a build server (CI=true) that is an error.
notebook-check: ## execute one of the notebooks of notebooks-export/
	@echo "==> notebooks"
	@bash scripts/notebooks.sh notebooks-export/atk-$(EXECUTED)/notebook.ipynb

# The picture of the README, by the command that stands above it.
picture: build ## draw docs/runway.svg anew
	@.build/release/plimsoll runway models/atk/steady.yaml --quiet --charts .build/picture \
		--history datasets/usage/atk-busy-hour.csv > /dev/null || [ $$? -gt 2 ]
	@cp .build/picture/runway.svg docs/runway.svg
	@echo "wrote docs/runway.svg"

# Every published figure beside the model's own, and what the laws allow; minutes on two cores.
PUBLISHED := atk/steady atk/burst atk/burst-listing atk/spike atk/growth crypto-orchestrator/today
FIGURES := datasets/published-figures
reproduction: build ## write docs/reproduction.md anew
	@.build/release/plimsoll reproduce $(PUBLISHED:%=models/%.yaml) --format markdown --quiet \
		--out .build/reproduction > docs/reproduction.md.new
	@mv docs/reproduction.md.new docs/reproduction.md
	@cp .build/reproduction/reproduction.csv $(FIGURES)/
	@echo "wrote docs/reproduction.md and $(FIGURES)/reproduction.csv"

# Published figures against each other, with what the models said when they were last reproduced.
audit: build ## write docs/audit.md anew
	@.build/release/plimsoll audit $(FIGURES)/figures.csv --format markdown \
		--reproduction $(FIGURES)/reproduction.csv > docs/audit.md.new
	@mv docs/audit.md.new docs/audit.md
	@echo "wrote docs/audit.md"

# The evidence of a month that never was, from a simulation of known truth: some seconds.
review-data: build ## write the evidence of datasets/review-2026-10 anew
	@python3 scripts/make-review-month.py $(CURDIR)/.build/release/plimsoll

clean: ## remove what was built
	@rm -rf .build
