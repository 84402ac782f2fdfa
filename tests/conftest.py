"""Fixtures that every test may ask for."""

import os
from pathlib import Path

import pytest
from django.conf import settings

SHARED_DATA = Path(settings.BASE_DIR).parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data():
    """The folder of real feeds, calendars and outlines; CI sets FINDER_REQUIRE_SHARED so that it can't be skipped."""
    if not SHARED_DATA.is_dir():
        if os.environ.get("FINDER_REQUIRE_SHARED"):
            pytest.fail(f"{SHARED_DATA} is required here and absent")
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
