"""The house rules of the suite itself: what a machine has must be tested, and make tells what it can."""

import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from tests.factories import AssociationFactory

ROOT = Path(settings.BASE_DIR)
pytest_plugins = ["pytester"]

SKIPPING = """
import pytest

def test_in_a_browser():
    pytest.skip("no browser found: apt install chromium")

@pytest.mark.skip(reason="says nothing about any service")
def test_other():
    pass

@pytest.mark.xfail(reason="browser")
def test_known():
    assert False
"""


@pytest.fixture
def house(pytester, monkeypatch):
    """A folder whose tests run under the hooks of our conftest."""
    monkeypatch.setenv("PYTHONPATH", f"{ROOT / 'site'}:{ROOT}")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "config.settings.test")
    monkeypatch.delenv("FINDER_REQUIRE_BROWSER", raising=False)
    pytester.makeconftest((ROOT / "tests" / "conftest.py").read_text(encoding="utf-8"))
    return pytester


def run(house, *arguments):
    return house.runpytest_subprocess("-p", "no:xdist", "-p", "no:cacheprovider", "-rA", *arguments)


def test_a_browser_that_is_missing_locally_skips(house):
    house.makepyfile(SKIPPING)
    run(house).assert_outcomes(skipped=2, xfailed=1)


def test_a_browser_that_must_be_there_may_not_be_skipped(house, monkeypatch):
    monkeypatch.setenv("FINDER_REQUIRE_BROWSER", "1")
    house.makepyfile(SKIPPING)
    result = run(house)
    result.assert_outcomes(failed=1, skipped=1, xfailed=1)
    result.stdout.fnmatch_lines(["*FINDER_REQUIRE_BROWSER is set, so this may not be skipped: *apt install chromium*"])


def test_a_whole_module_may_not_be_skipped_either(house, monkeypatch):
    monkeypatch.setenv("FINDER_REQUIRE_BROWSER", "1")
    house.makepyfile('import pytest\npytest.skip("needs a browser", allow_module_level=True)')
    run(house).assert_outcomes(errors=1)


def test_the_run_on_another_database_takes_only_what_touches_it(house):
    house.makepyfile(
        """
        import pytest
        from django.test import SimpleTestCase, TestCase

        def test_pure(): pass
        @pytest.mark.django_db
        def test_marked(): pass
        def test_by_fixture(db): pass
        class TestSimple(SimpleTestCase):
            def test_pure(self): pass
        class TestRows(TestCase):
            def test_rows(self): pass
        """
    )
    result = run(house, "--database-only", "--collect-only", "-q")
    collected = {line.rpartition("::")[2] for line in result.outlines if "::" in line}
    assert collected == {"test_marked", "test_by_fixture", "test_rows"}


def test_make_alone_lists_every_target_of_the_readme():
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("run", "test", "lint", "format", "messages", "bench", "audit"):
        assert f"  make {target} " in listed


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_leaves_rows_of_its_own(home):
    home.title = "Changed for good"
    home.save()


def test_and_the_next_one_finds_what_the_migrations_wrote(home):
    assert home.title != "Changed for good"
    assert home.get_children().count() == 2
    # A new row gets a number that none of them has.
    AssociationFactory()
