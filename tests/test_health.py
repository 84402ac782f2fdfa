"""What a load balancer is told."""

import pytest
from config import health
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from search.engines.base import Health

CHOOSES_ITS_ENGINE = True


def test_a_running_process_says_so_without_asking_the_database(client):
    # No database fixture: a query would fail this test.
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.content == b"ok"
    assert "no-store" in answer["Cache-Control"]


def test_a_site_that_can_answer_visitors_is_ready(db, client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "parts": {"database": "ok", "migrations": "ok", "search": "ok"}}
    assert not answer.cookies


def test_a_missing_migration_is_not_ready(db, client, caplog):
    _app, last = MigrationLoader(connection).graph.leaf_nodes("activities")[0]
    MigrationRecorder(connection).record_unapplied("activities", last)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"] == {"database": "ok", "migrations": "not ready", "search": "ok"}
    assert f"activities.{last}" in caplog.text


def test_a_search_engine_that_is_away_is_not_ready_and_its_reason_stays_in_the_log(db, client, caplog, monkeypatch):
    class Engine:
        def health(self):
            return Health(False, "http://user:secret@search.internal refused")

    monkeypatch.setattr(health, "get_engine", Engine)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["search"] == "not ready"
    assert "secret" not in answer.text
    assert "refused" in caplog.text


def test_a_database_that_is_away_gives_503_and_no_secret(db, client, monkeypatch):
    def away():
        raise OperationalError("password=hunter2 for host db.internal")

    monkeypatch.setitem(health.CHECKS, "database", away)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["database"] == "not ready"
    assert "hunter2" not in answer.text


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_nothing_can_be_sent_there(client, address):
    assert client.post(address).status_code == 405


def test_probes_from_inside_are_not_sent_to_tls(client, settings):
    # As production.py sets it; tests/test_settings.py holds that it does.
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    assert client.get("/healthz").status_code == 200
    assert client.get("/da/").status_code == 301
