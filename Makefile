# The commands of everyday work. `make help` lists them; each sets up what it needs by itself.
PRESET ?= release
JOBS   ?= $(shell nproc)
BUILD  := build/$(PRESET)

# The program that generates; built when it is not there.
PROGRAM ?= $(BUILD)/bin/patchbay

# By the environment, so that nothing of them can become a part of a command.
export INTEGRATION API_TYPE CONF_URL AUTHORIZE_URL TOKEN_URL REVOKE_URL SCOPES CLIENT_AUTH PKCE ROTATION API_BASE_URL

.DEFAULT_GOAL := help
.PHONY: help run demo test deps build format lint bench storm generate_from_template integration_diff provider_time clean

help: ## Show this list
	@awk -F':.*## ' '/^[a-z_]+:.*## / {printf "  make %-24s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## Build, set up and start Patchbay; prints the URL to open
	@tools/run $(BUILD)

demo: build ## Walk through the whole story against the sandbox and print it
	@$(BUILD)/bin/patchbay-demo

test: build ## Build and run all tests (PRESET=release|dev|asan|tsan|gcc)
	@ctest --preset $(PRESET) --parallel $(JOBS)

deps: ## Install the Debian packages that are missing
	@tools/deps

build: deps
	@test -f $(BUILD)/build.ninja || cmake --preset $(PRESET)
	@cmake --build --preset $(PRESET) --parallel $(JOBS)

$(PROGRAM):
	@tools/deps
	@test -f $(BUILD)/build.ninja || cmake --preset $(PRESET)
	@cmake --build --preset $(PRESET) --parallel $(JOBS) --target patchbay_program

generate_from_template: $(PROGRAM) ## Start a provider: INTEGRATION=Acme [CONF_URL=...|AUTHORIZE_URL=... TOKEN_URL=...] (see README)
	@tools/generator/generate $(PROGRAM)

integration_diff: $(PROGRAM) ## What today's template would write differently: INTEGRATION=Acme
	@$(PROGRAM) integrations diff -- "$$INTEGRATION"

format: ## Format all C++ files in place
	@tools/deps clang-format
	@tools/lint/sources | xargs clang-format -i

lint: ## Check formatting, coroutine rules and which folder includes which
	@tools/deps clang-format
	@tools/lint/sources | xargs clang-format --dry-run -Werror
	@tools/lint/sources | xargs tools/lint/coroutine_rules
	@tools/lint/sources | xargs tools/lint/folder_arrows

bench: build ## Measure the hand-out of a token, and how soon data are there
	@$(BUILD)/bin/patchbay-bench
	@$(BUILD)/bin/patchbay-bench-data

storm: build ## Four hosts, a slow provider and many callers: is any grant lost? (see tools/bench/storm)
	@$(BUILD)/bin/patchbay-refresh-storm storm

provider_time: build ## Measure the way from a name to a loaded provider
	@tools/bench/provider_time $(BUILD)

clean: ## Remove everything that was built
	@rm -rf build
