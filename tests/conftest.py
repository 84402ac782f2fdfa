"""Fixtures that every test may ask for."""

import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

SHARED_DATA = Path(settings.BASE_DIR).parent / "shared" / "data"
# With the variable set, a test may no longer be skipped for a reason of these words.
REQUIRED = {
    "FINDER_REQUIRE_SHARED": r"shared/",
    "FINDER_REQUIRE_BROWSER": r"browser|chromium|playwright",
    "FINDER_REQUIRE_GETTEXT": r"gettext",
    "FINDER_REQUIRE_POSTGRESQL": r"needs postgresql",
    "FINDER_REQUIRE_ELASTICSEARCH": r"needs .*elasticsearch",
}
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}


def pytest_addoption(parser):
    parser.addoption("--database-only", action="store_true", help="run only what touches the database")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--database-only"):
        kept = [item for item in items if touches_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


def touches_database(item):
    is_test_case = getattr(item, "cls", None) and issubclass(item.cls, TransactionTestCase)
    return bool(is_test_case or item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(item.fixturenames))


def refuse_skip(report):
    """Turn a skip into a failure where the machine was said to have what the test says it lacks."""
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    for variable, words in REQUIRED.items():
        if os.environ.get(variable) and re.search(words, reason, re.IGNORECASE):
            report.outcome = "failed"
            report.longrepr = f"{variable} is set, so this may not be skipped: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    report = yield
    refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    report = yield
    refuse_skip(report)
    return report


# The machine's speed is not what a property test is about.
hypothesis_settings.register_profile("any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("any-machine")


@pytest.fixture(scope="session")
def shared_data():
    """The folder of real feeds, calendars and outlines."""
    if not SHARED_DATA.is_dir():
        pytest.skip("needs the real feeds in ../shared/data, which are not part of the repository")
    return SHARED_DATA


@pytest.fixture
def frozen(settings):
    """Set the clock: `frozen("2026-11-30T09:00")`."""

    def freeze(moment):
        settings.FINDER_NOW = moment

    return freeze


@pytest.fixture
def home(db):
    from activities.models import HomePage

    return HomePage.objects.get()


@pytest.fixture(scope="module")
def fixture_city(django_db_setup, django_db_blocker):
    """The city with the fixture of the stories, loaded once for a module; each test's own changes are rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_city", "copenhagen", verbosity=0)
        call_command("load_demo", fixture_only=True, verbosity=0)
        yield
        transaction.set_rollback(True)
