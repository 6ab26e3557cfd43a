# Two commands: `make run` starts everything, `make test` tests everything. Both do their own set-up.
PORT ?= 8000
PY := .venv/bin/python
STAMP := .venv/.stamp-$(shell cat requirements.txt | sha256sum | cut -c1-16)
DEV_STAMP := .venv/.stamp-dev-$(shell cat requirements.txt requirements-dev.txt | sha256sum | cut -c1-16)
export PORT

help: ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: setup ## start everything: database, web, jobs (PORT=8000, DATABASE_URL and BIND are honoured)
	@exec $(PY) -m mediation.launch

media: setup ## start Janus and coturn for larger rooms, recordings and firewalls (docs/media.md); then `make run`
	@.ci/packages media
	@exec $(PY) -m mediation.media

logins: ## print fresh one-time sign-in links of a running demonstration
	@$(PY) -m mediation.launch logins

setup: $(STAMP) ## install what is missing (system libraries, Chinese font, Python packages)
	@.ci/packages run
	@$(PY) -m mediation.translations

$(STAMP):
	@.ci/venv requirements.txt
	@touch $@

dev: setup $(DEV_STAMP)
	@.ci/packages test

$(DEV_STAMP): $(STAMP)
	@.ci/venv requirements-dev.txt
	@touch $@

test: dev ## run the test suite against a PostgreSQL of its own
	$(PY) -m pytest -n 2 --dist loadgroup

check: lint ## style, types, import contracts, migrations, Django's checks, translations
	$(PY) -m pytest -q -p no:cacheprovider tests/architecture

lint: dev ## the part of `make check` that `make test` does not do as well
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	SECRET_KEY=check PII_KEYS=1:AA== PII_INDEX_KEY=AA== DATABASE_URL=postgres://check@/check .venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/pip check

python: $(DEV_STAMP) ## install the Python packages alone

bench: dev ## measure, as ratios in one run
	$(PY) -m pytest -q -m bench -s -n 0

pictures: dev ## walk all journeys and keep a picture of every page in var/shots, to be looked at
	SHOTS=var/shots $(PY) -m pytest -q -n 0 tests/journeys

prove: dev ## drive the whole machine two thousand times beside its model; every edge must be taken (about an hour)
	RUNS=2000 $(PY) -m pytest -q -n 0 -s tests/cases/test_machine.py

drill: dev ## kill things and see that nothing acknowledged is lost
	$(PY) -m pytest -q -m drill -n 0

messages: dev ## collect texts for translation
	$(PY) -m tests.messages

clean: ## remove everything that was installed or made here
	rm -rf .venv var

.PHONY: help run media logins setup dev python test check lint bench pictures prove drill messages clean
