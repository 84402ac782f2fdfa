"""Fixtures that every test may ask for."""

import json
import os
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.core.serializers import deserialize
from django.db import connection, transaction
from django.test import TestCase, TransactionTestCase, override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import blocking_manager_key

SHARED_DATA = Path(settings.BASE_DIR).parent / "shared" / "data"
MIGRATED = pytest.StashKey()
# With the variable set, a test may no longer be skipped for a reason of these words.
REQUIRED = {
    "FINDER_REQUIRE_SHARED": r"shared/",
    "FINDER_REQUIRE_BROWSER": r"browser|chromium|playwright",
    "FINDER_REQUIRE_GETTEXT": r"gettext",
    "FINDER_REQUIRE_POSTGRESQL": r"needs postgresql",
    "FINDER_REQUIRE_ELASTICSEARCH": r"needs .*elasticsearch",
}
COMMITTING_FIXTURES = {"transactional_db", "django_db_reset_sequences", "live_server"}
DATABASE_FIXTURES = {"db", *COMMITTING_FIXTURES}


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


def commits(item):
    case = getattr(item, "cls", None)
    if case and issubclass(case, TransactionTestCase):
        return not issubclass(case, TestCase)
    marker = item.get_closest_marker("django_db")
    return bool(COMMITTING_FIXTURES & set(item.fixturenames) or (marker and marker.kwargs.get("transaction")))


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_setup, django_db_blocker):
    """Keep what the migrations wrote (the home page, the root of the tree) for after a test that commits."""
    with django_db_blocker.unblock():
        request.config.stash[MIGRATED] = connection.creation.serialize_db_to_string()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """A test that commits empties every table; the next one, in whatever order, finds the rows of the migrations."""
    outcome = yield
    if nextitem is not None and commits(item):
        with item.config.stash[blocking_manager_key].unblock():
            bring_back(json.loads(item.config.stash[MIGRATED]))
    return outcome


def bring_back(rows):
    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
    ContentType.objects.clear_cache()
    # Content types first: the others would make them anew, under other numbers.
    rows.sort(key=lambda row: row["model"] != "contenttypes.contenttype")
    with transaction.atomic(), connection.constraint_checks_disabled():
        for row in deserialize("python", rows):
            row.save()
    # Where numbers come from a sequence, it must go on behind the rows that brought theirs along.
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)


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


# The machine's speed is not what a property test is about; and the same properties are held against every engine, each
# by a class that inherits them.
SUPPRESSED = [HealthCheck.too_slow, HealthCheck.differing_executors]
hypothesis_settings.register_profile("any-machine", deadline=None, suppress_health_check=SUPPRESSED)
hypothesis_settings.load_profile("any-machine")


@pytest.fixture(scope="session")
def shared_data():
    """The folder of real feeds, calendars and outlines."""
    if not SHARED_DATA.is_dir():
        pytest.skip("needs the real feeds in ../shared/data, which are not part of the repository")
    return SHARED_DATA


@pytest.fixture(scope="module")
def elastic(django_db_setup):
    """Elasticsearch as it stands in the suite: an index of this module's own that follows the database."""
    from tests import elastic_sync
    from tests.elastic import elastic_node

    with elastic_sync.index_that_follows(elastic_node()):
        yield


@pytest.fixture(scope="module", autouse=True)
def _elastic_where_it_is_the_engine(request):
    """The whole suite on Elasticsearch (FINDER_SEARCH_ENGINE); modules that choose their engine themselves say so."""
    if settings.FINDER_SEARCH_ENGINE != "elasticsearch":
        yield
    elif getattr(request.module, "CHOOSES_ITS_ENGINE", False):
        with override_settings(FINDER_SEARCH_ENGINE="database"):
            yield
    else:
        request.getfixturevalue("elastic")
        yield


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
