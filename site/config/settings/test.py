"""For the suite; each line has its reason."""

from pathlib import Path

from .base import *  # noqa: F403
from .base import BASE_DIR, DATABASES

DEBUG = False
SECRET_KEY = "test-only"  # noqa: S105
ALLOWED_HOSTS = ["*"]  # the live server of the browser tests has a port of its own
FINDER_NOW = "2026-11-23T09:00"  # the fixture's clock
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # users are made by the hundred
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # mails are read, not sent
MEDIA_ROOT = BASE_DIR / "var" / "test-media"  # uploads of tests stay apart
FINDER_PICTURES = MEDIA_ROOT / "shared-pictures"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, because the live server of browser tests reads it from another thread; beside the
    # database it stands for, so that runs with databases of their own do not meet.
    DATABASES["default"]["TEST"] = {"NAME": Path(DATABASES["default"]["NAME"]).parent / "test.sqlite3"}
LOGGING["root"]["level"] = "ERROR"  # noqa: F405  the suite's output is for its failures
FINDER_SEARCH_STANDBY = "off"  # an answer from the database would hide a fault of the server's engine
