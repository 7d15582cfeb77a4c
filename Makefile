# The commands of this repository; `make help` lists them. Everything is provisioned
# by the commands themselves, as root and as a plain user, without installing by hand.
.DEFAULT_GOAL := help
.PHONY: help

help: ## list the commands
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# ---- the demo -------------------------------------------------------------------
.PHONY: demo stop clean

demo: ## a running demo company; FRESH=1 rebuilds it, DATA=file adds a second one
	@dev/demo $(if $(FRESH),--fresh) $(if $(DATA),--data "$(DATA)")

stop: ## end the servers of this checkout
	@dev/stop

clean: ## remove this checkout's databases and logs; CACHE=1 the downloads too
	@dev/clean $(if $(CACHE),--cache)

# ---- checks ---------------------------------------------------------------------
.PHONY: lint format test test-odoo i18n bench

lint: ## every static check
	@dev/lint

format: ## rewrite what the linters can put right themselves
	@dev/lint --fix

test: ## lint, Odoo tests with browser tours, black-box tests
	@dev/test

test-odoo: ## Odoo's own suites with and without the addon (long)
	@dev/test_odoo

i18n: ## export the translation template and merge it into the catalogues
	@dev/i18n export

bench: ## measurements of import and refresh on this machine (long)
	@dev/bench
