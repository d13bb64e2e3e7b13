# Every command sets up what it needs by itself: see scripts/bootstrap.py.
# Всяка команда сама подготвя каквото ѝ трябва: вижте scripts/bootstrap.py.

# Settings: make site SERVE=0 SITEURL=https://example.bg/mrezha    make test PYTEST="-k search"
SERVE ?= 1
PORT ?= 0
SITEURL ?=
PYTEST ?=
UPGRADE ?=

PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$name && break; done)
BIN := .venv/bin
BOOTSTRAP := $(if $(PYTHON),$(PYTHON) scripts/bootstrap.py,@echo 'Инсталирайте Python 3.11 или по-нов. / Install Python 3.11 or newer.' >&2; exit 2;)
export SITEURL

define LINT
$(BIN)/ruff check .
$(BIN)/ruff format --check .
$(BIN)/mypy --strict scripts
endef

.NOTPARALLEL:
.PHONY: help site test check lint format sbom licences audit lock clean distclean

help:
	@echo 'make site     Подготвя, изгражда и показва сайта / Set up, build and serve the site'
	@echo '              SERVE=0: без показване / build only;  SITEURL=…: публичният адрес / public address'
	@echo 'make test     Подготвя и пуска всички проверки и тестове / Set up, run every check and test'
	@echo 'make check    Проверява записите / Check the records'
	@echo 'make lint     Проверява кода / Check the code'
	@echo 'make format   Подрежда кода и записите / Format the code and the records'
	@echo 'make sbom     Списък на частите и лицензи / Parts (CycloneDX); licences; audit: известни слабости / weaknesses'
	@echo 'make lock     Обновява заключените версии / Write the lock files (UPGRADE=1: newest versions)'
	@echo 'make clean    Маха изграденото / Remove what was built (distclean: and what was installed)'

site:
	@$(BOOTSTRAP) site
	$(BIN)/mrezha build $(if $(SITEURL),--siteurl "$$SITEURL")
ifneq ($(SERVE),0)
	$(BIN)/mrezha serve --no-build --port $(PORT)
endif

test:
	@$(BOOTSTRAP) test
	$(LINT)
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/pytest -n 2 --dist worksteal $(PYTEST)

check:
	@$(BOOTSTRAP) site
	$(BIN)/mrezha check

lint:
	@$(BOOTSTRAP) dev
	$(LINT)

format:
	@$(BOOTSTRAP) dev
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	$(BIN)/mrezha format

sbom:
	@$(BOOTSTRAP) site
	@$(BIN)/python scripts/supply.py sbom

licences:
	@$(BOOTSTRAP) site
	@$(BIN)/python scripts/supply.py licences

audit:
	@$(BOOTSTRAP) site
	@$(BIN)/python scripts/supply.py audit

lock:
	@$(PYTHON) scripts/lock.py $(if $(UPGRADE),--upgrade)

clean:
	rm -rf output .output.* .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist

distclean: clean
	rm -rf .venv node_modules scripts/mrezha.egg-info
