"""Fixtures for tests of the search server."""

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from tests.search.fake_elastic import FakeElastic


@pytest.fixture
def fake_elastic():
    server = FakeElastic()
    yield server
    server.close()


@pytest.fixture
def elasticsearch(settings):
    """Set what is given, all else as it is by default: `elasticsearch(URL=…, API_KEY=…)`."""

    def configure(**given):
        settings.FINDER_SEARCH_ENGINE = "elasticsearch"
        for name in ("URL", "CA", "FINGERPRINT", "API_KEY", "USER", "PASSWORD"):
            setattr(settings, f"ELASTICSEARCH_{name}", str(given.get(name, "")))

    return configure


@pytest.fixture
def visit():
    """Be within a visitor's request."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    request_started.send(sender=None, environ={})
    yield
    request_finished.send(sender=None)
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)
