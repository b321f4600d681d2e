# Every recipe is one line; what it does is in scripts/. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help run dev test lint fmt bench screens chaos mutants nightly advisories clean-data

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; \
		do printf '  make %-12s %s\n' "$$name" "$$what"; done

run: ## the whole network: CodePix, BBX, CTD (FRESH=1 starts empty, ARGS="..." goes to devnet)
	@scripts/run.sh

dev: ## bank-app rebuilt at each save, as a third bank of a network that runs
	@scripts/dev.sh

test: ## everything that must hold; ends with "N passed, M failed" (STAGES="format tests" for some)
	@scripts/test.sh $(STAGES)

lint: ## only what needs no program to run: formats, clippy, dependencies, compose file
	@scripts/test.sh --lint

fmt: ## formats Rust and TypeScript in place
	@bash -c 'source scripts/env.sh && cargo fmt --all && npm run --silent format --prefix end2end'

bench: ## the figures, on an optimised build (ARGS="..." goes to devnet bench)
	@scripts/bench.sh

screens: ## a picture of each page, phone and desk, light and dark, into docs/screens
	@scripts/screens.sh

chaos: ## kills, outages and full disks under load (MINUTES=5, SEED=.., ARGS="--embedded")
	@scripts/chaos.sh

mutants: ## plants bugs, one at a time, and says what finds each (NAMES="01 15-send" for some)
	@scripts/mutants.sh $(NAMES)

nightly: ## a hundred thousand histories that were never tried (FROM=1000000)
	@bash -c 'source scripts/env.sh && cargo run --release -p simulation -- --from $(or $(FROM),$$(date +%s)0) --seeds 100000'

advisories: ## known holes in dependencies; asks the advisory database over the network
	@bash -c 'source scripts/env.sh && cargo deny check advisories'

clean-data: ## forgets the databases and logs of `make run`
	rm -rf .codepix
