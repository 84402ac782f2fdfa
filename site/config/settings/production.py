"""For the public: refuses to start half configured."""

import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import FINDER_NOW, env_flag, env_list


def required(name, hint):
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"Set {name} in the environment: {hint}")
    return value


def is_public_address(address):
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    is_whole = parts.scheme in ("http", "https") and host and f"{parts.scheme}://{parts.netloc}" == address
    return bool(is_whole) and "@" not in parts.netloc


DEBUG = False
SECRET_KEY = required("SECRET_KEY", "50 random characters, kept secret and the same for all workers.")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set ALLOWED_HOSTS in the environment: the site's host names, separated by commas.")
if "*" in ALLOWED_HOSTS:
    # A forged Host would then stand in links, short links and mails.
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS=* lets anyone pose as this site: name its hosts (.example.org: and all below it)."
    )
FINDER_BASE_URL = WAGTAILADMIN_BASE_URL = required(
    "FINDER_BASE_URL", "the site's one public address, as https://naboskab.example.org."
).rstrip("/")
if not is_public_address(FINDER_BASE_URL):
    # Calendars, feeds and canonical links carry it for years: a slip here cannot be taken back.
    raise ImproperlyConfigured(
        f"FINDER_BASE_URL={FINDER_BASE_URL} is no address of a site: https://, the host's name, and nothing behind it."
    )
if FINDER_NOW:
    raise ImproperlyConfigured("FINDER_NOW freezes the clock and is for tests and demonstrations only: unset it.")


def origins(host):
    """Return the origins of a host; `.example.org` is the domain and all below it, as in ALLOWED_HOSTS."""
    domain = host.removeprefix(".")
    return [f"https://{domain}"] if domain == host else [f"https://{domain}", f"https://*.{domain}"]


CSRF_TRUSTED_ORIGINS = [origin for host in ALLOWED_HOSTS for origin in origins(host)]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_flag("BEHIND_TLS_PROXY") else None
SECURE_SSL_REDIRECT = env_flag("SECURE_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked from inside, without TLS
SECURE_HSTS_SECONDS = int(os.environ.get("SECURE_HSTS_SECONDS", 60 * 60 * 24 * 30))
# W005, W021: other names of the domain are not ours to decide. W019: the map stands in a frame of our own.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W019", "security.W021"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

if os.environ.get("EMAIL_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = os.environ["EMAIL_HOST"]
    EMAIL_PORT = int(os.environ.get("EMAIL_PORT", 587))
    EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
    EMAIL_USE_TLS = True
