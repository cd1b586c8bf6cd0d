# The two commands a newcomer needs (baseline, test) and the few others. `make help` lists them.
# Setting up installs missing system packages only; where nothing is missing, nothing is fetched.

SWIFT ?= swift
# The standard library linked in: the program starts in a third of the time and can be copied.
RELEASE = -c release --static-swift-stdlib --product smppbench $(BUILD_ID)
# What results name as the commit: "git:", the commit, and 01 where sources have changes beside it. As the
# linker's build ID it costs a new link, no compilation.
COMMIT = $(shell git rev-parse --verify -q HEAD 2>/dev/null)
CHANGES = $(if $(shell git status --porcelain -- Package.swift Sources),01,00)
BUILD_ID = $(if $(COMMIT),-Xlinker --build-id=0x6769743a$(COMMIT)$(CHANGES))
PROGRAM = .build/release/smppbench
PREFIX ?= /usr/local
CONFIGURATION ?= debug

.DEFAULT_GOAL := help
.PHONY: help baseline reference test build lint bench scale policies soak install conformance setup setup-tests

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

baseline: build ## What this machine itself can do, against the built-in SMSC (DURATION=5s: shorter)
	$(PROGRAM) baseline $(if $(DURATION),--duration $(DURATION))

reference: build ## The stored baseline anew: results/baseline, by RUNS=6 runs on an idle machine
	$(PROGRAM) doctor --no-color
	mkdir -p results/baseline && rm -f results/baseline/*
	for run in $$(seq -w $(or $(RUNS),6)); do \
	  $(PROGRAM) baseline --quiet --out json=results/baseline/$$run.json || exit; \
	done

test: setup-tests ## All tests (CONFIGURATION=release: as shipped; TESTS=REGEX: some of them)
	$(SWIFT) build -c $(CONFIGURATION)
	$(SWIFT) test -c $(CONFIGURATION) --disable-xctest $(if $(TESTS),--filter '$(TESTS)')

build: setup ## The program, in .build/release/smppbench
	$(SWIFT) build $(RELEASE)

lint: ## Layout and documentation comments
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Benchmarks/Package.swift

bench: build ## smppbench as a share of what the machine can carry (RATIO="--pairs 9 ...")
	$(SWIFT) build -c release --package-path Benchmarks
	Benchmarks/ratio $(RATIO)

soak: build setup-tests ## What takes minutes or gigabytes: ceilings by arrival, tables (CEILINGS="--seconds 10 ...")
	$(SWIFT) build -c release --package-path Benchmarks
	Benchmarks/ceilings $(CEILINGS)
	Benchmarks/gate
	SOAK=1 $(SWIFT) test -c release --disable-xctest --filter Soak

scale: build ## What many sessions cost in rate and memory (SCALE="--rounds 5 ...")
	Benchmarks/scale $(SCALE)

policies: build ## What the built-in SMSC's policies cost in rate (POLICIES="--only window ...")
	Benchmarks/policies $(POLICIES)

install: ## The program and its profiles under PREFIX (/usr/local)
	@if command -v $(SWIFT) >/dev/null; then $(MAKE) build; \
	elif [ ! -x $(PROGRAM) ]; then echo 'make install: run `make build` first' >&2; exit 1; fi
	install -d '$(DESTDIR)$(PREFIX)/bin' '$(DESTDIR)$(PREFIX)/share/smppbench/Profiles/smsc'
	install -m 755 $(PROGRAM) '$(DESTDIR)$(PREFIX)/bin/smppbench'
	install -m 644 Profiles/*.json5 '$(DESTDIR)$(PREFIX)/share/smppbench/Profiles'
	install -m 644 Profiles/smsc/*.json5 '$(DESTDIR)$(PREFIX)/share/smppbench/Profiles/smsc'

conformance: setup ## The codec against recorded bytes (VECTORS=FOLDER)
	@[ -d '$(VECTORS)' ] || { echo 'make conformance: VECTORS=FOLDER names no folder' >&2; exit 1; }
	$(SWIFT) run smpp-conformance '$(VECTORS)'

setup: LACKING = $(LIBRARIES)
setup-tests: LACKING = $(LIBRARIES) $(TEST_TOOLS)
setup setup-tests:
	@command -v $(SWIFT) >/dev/null || { \
	  echo 'smppbench is built with Swift 6.2 or newer, which is not on PATH;' \
	    'https://www.swift.org/install/linux says how to install it' >&2; exit 1; }
	@missing=''; $(LACKING) $(INSTALL_MISSING)

# Each adds the packages that this machine lacks to $missing.
LIBRARIES = \
  command -v pkg-config >/dev/null || missing="$$missing pkg-config"; \
  pkg-config --exists numa 2>/dev/null || missing="$$missing libnuma-dev"; \
  pkg-config --exists 'openssl >= 3' 2>/dev/null || missing="$$missing libssl-dev"; \
  pkg-config --exists zlib 2>/dev/null || missing="$$missing zlib1g-dev";
TEST_TOOLS = \
  for tool in git openssl strace; do command -v $$tool >/dev/null || missing="$$missing $$tool"; done; \
  command -v script >/dev/null || missing="$$missing bsdutils";

INSTALL_MISSING = \
  [ -n "$$missing" ] || exit 0; \
  advice="install them as root, on Debian or Ubuntu with: apt-get install$$missing"; \
  echo "Missing system packages:$$missing"; \
  if ! command -v apt-get >/dev/null; then echo "no apt-get here; $$advice" >&2; exit 1; fi; \
  if [ "$$(id -u)" = 0 ]; then root=; \
  elif command -v sudo >/dev/null; then root=sudo; \
  else echo "neither root nor sudo; $$advice" >&2; exit 1; fi; \
  $$root apt-get -qq update; \
  $$root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends -y $$missing \
  || { echo "apt-get failed; $$advice" >&2; exit 1; }
