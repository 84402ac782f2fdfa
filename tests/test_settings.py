"""Settings come from the environment, with defaults that are safe."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection

ROOT = Path(django_settings.BASE_DIR)
PRODUCTION = {"SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "example.org", "FINDER_BASE_URL": "https://example.org"}
OURS = (
    "DJANGO_",
    "FINDER_",
    "DATABASE_",
    "SECRET_",
    "ALLOWED_",
    "SECURE_",
    "DEBUG",
    "ELASTICSEARCH",
    "MEDIA_",
    "EMAIL_",
)
TELL = "import json; from django.conf import settings; print(json.dumps({expression}, default=str))"


def start(settings, expression="settings.DEBUG", **environment):
    """Evaluate an expression of `settings` in a process of its own that knows these variables only."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    clean |= {"PYTHONPATH": str(ROOT / "site"), "DJANGO_SETTINGS_MODULE": f"config.settings.{settings}"} | environment
    command = [sys.executable, "-c", TELL.format(expression=expression)]
    return subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True, check=False)


def tell(settings, expression, **environment):
    done = start(settings, expression, **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("missing", PRODUCTION)
def test_production_refuses_to_start_without(missing):
    given = {name: value for name, value in PRODUCTION.items() if name != missing}
    refused = start("production", **given)
    assert refused.returncode != 0
    assert f"Set {missing} in the environment" in refused.stderr


@pytest.mark.parametrize("hosts", ["*", "example.org,*"])
def test_production_refuses_any_host_at_all(hosts):
    refused = start("production", **PRODUCTION | {"ALLOWED_HOSTS": hosts})
    assert refused.returncode != 0
    assert "ALLOWED_HOSTS=*" in refused.stderr


@pytest.mark.parametrize(
    "address",
    ["example.org", "ftp://example.org", "https:", "https://example.org/site", "https://example.org?x", "https://[x"],
)
def test_production_refuses_what_is_no_address_of_a_site(address):
    refused = start("production", **PRODUCTION | {"FINDER_BASE_URL": address})
    assert refused.returncode != 0
    assert f"FINDER_BASE_URL={address} is no address of a site" in refused.stderr


def test_the_address_of_the_site_stands_in_mails_too_and_without_a_slash_at_its_end():
    given = PRODUCTION | {"FINDER_BASE_URL": "https://naboskab.example.org/"}
    expression = "[settings.FINDER_BASE_URL, settings.WAGTAILADMIN_BASE_URL]"
    assert tell("production", expression, **given) == ["https://naboskab.example.org"] * 2


def test_forms_are_taken_from_the_hosts_allowed_and_a_domain_with_a_dot_stands_for_all_below_it():
    hosts = PRODUCTION | {"ALLOWED_HOSTS": "naboskab.example.org,.example.com"}
    assert tell("production", "settings.CSRF_TRUSTED_ORIGINS", **hosts) == [
        "https://naboskab.example.org",
        "https://example.com",
        "https://*.example.com",
    ]


def test_production_refuses_a_frozen_clock():
    refused = start("production", **PRODUCTION, FINDER_NOW="2026-11-23T09:00")
    assert refused.returncode != 0
    assert "FINDER_NOW" in refused.stderr


def test_production_is_safe_without_further_words():
    names = ["DEBUG", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_REDIRECT_EXEMPT"]
    expression = "[" + ", ".join(f"settings.{name}" for name in names) + "]"
    assert tell("production", expression, **PRODUCTION) == [False, True, True, True, ["^healthz$", "^readyz$"]]


def test_production_passes_the_deployment_check_of_django():
    environment = os.environ | PRODUCTION | {"DJANGO_SETTINGS_MODULE": "config.settings.production", "FINDER_NOW": ""}
    environment["SECRET_KEY"] = "".join(f"{n:x}kT-" for n in range(20))
    environment |= {"FINDER_CONTACT_PHONE": "+4533663366", "FINDER_CONTACT_EMAIL": "help@example.org"}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_laptop_needs_no_variable():
    debug, hosts, engine = tell(
        "dev", "[settings.DEBUG, settings.ALLOWED_HOSTS, settings.DATABASES['default']['ENGINE']]"
    )
    assert debug
    assert "localhost" in hosts
    assert engine.endswith("sqlite3")


def test_the_address_of_a_database_chooses_postgresql():
    url = "postgresql://finder:pass@%2Frun%2Fpostgresql/finder"
    database = tell("dev", "settings.DATABASES['default']", DATABASE_URL=url)
    assert database["ENGINE"].endswith("postgresql")
    assert (database["HOST"], database["NAME"], database["USER"]) == ("/run/postgresql", "finder", "finder")
    assert "init_command" not in database["OPTIONS"]


def test_sqlite_is_tuned_for_readers_beside_a_writer(transactional_db):
    if connection.vendor != "sqlite":
        pytest.skip("speaks of SQLite alone")
    with connection.cursor() as cursor:
        told = {}
        for pragma in ("journal_mode", "busy_timeout", "foreign_keys", "synchronous"):
            cursor.execute(f"PRAGMA {pragma}")
            told[pragma] = cursor.fetchone()[0]
    assert told == {"journal_mode": "wal", "busy_timeout": 20000, "foreign_keys": 1, "synchronous": 1}
    assert connection.transaction_mode == "IMMEDIATE"


@pytest.mark.parametrize("address", ["/healthz", "/api/v1/activities/"])
def test_every_answer_carries_the_headers_of_safety(db, client, address):
    headers = client.get(address).headers
    # The tile servers of OpenStreetMap refuse requests without a Referer.
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'self'" in policy


def test_languages_shown_have_a_column_each():
    shown = {code for code, _name in django_settings.LANGUAGES}
    assert shown <= set(django_settings.MODELTRANSLATION_LANGUAGES)
    assert django_settings.LANGUAGE_CODE in shown
