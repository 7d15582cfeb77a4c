# The commands of this repository; `make help` lists them. Everything is provisioned
# by the commands themselves, as root and as a plain user, without installing by hand.
.DEFAULT_GOAL := help
.PHONY: help

help: ## list the commands
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

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
