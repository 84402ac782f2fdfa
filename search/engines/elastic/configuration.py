"""What the settings say about reaching Elasticsearch, and what is wrong with them; needs no client to be told."""

from __future__ import annotations

import ipaddress
import re
import ssl
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error

LONGEST_TIMEOUT = 1.5  # seconds; a visitor waits two at most, and the standby and the page need the rest
INDEX = re.compile(r"[a-z][a-z0-9_-]{0,99}")
FINGERPRINT = re.compile(r"(?:[0-9a-f]{2}:?){31}[0-9a-f]{2}", re.IGNORECASE)
HEADER_SAFE = re.compile(r"[!-~]+")
STANDBY_MODES = ("warm", "cold", "off")


def addresses() -> list[str]:
    return [part.strip() for part in settings.ELASTICSEARCH_URL.split(",") if part.strip()]


def has_credentials() -> bool:
    return bool(settings.ELASTICSEARCH_API_KEY or settings.ELASTICSEARCH_USER or settings.ELASTICSEARCH_PASSWORD)


def problems() -> list[Error]:
    """Return what must be mended before the engine may start. No message repeats a value that may be secret."""
    return [
        Error(message, hint=hint, id=f"search.{code}")
        for find in (_address_problems, _certificate_problems, _credential_problems, _other_problems)
        for code, message, hint in find()
    ]


def _address_problems():
    if not addresses():
        yield (
            "E002",
            "ELASTICSEARCH_URL is empty.",
            "Name the server, as in https://search.example.org:9200; several with commas.",
        )
    for number, address in enumerate(addresses(), 1):
        problem = _address_problem(address)
        if problem:
            code, message, hint = problem
            yield code, f"ELASTICSEARCH_URL, address {number}: {message}", hint


def _address_problem(address):
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return "E004", "it cannot be read.", "Write it as https://search.example.org:9200."
    if parts.username is not None or parts.password is not None:
        return (
            "E003",
            "it carries a user or a password, which addresses give away in logs and errors.",
            "Take it out, and set ELASTICSEARCH_API_KEY, or ELASTICSEARCH_USER and ELASTICSEARCH_PASSWORD.",
        )
    if parts.scheme not in {"http", "https"} or not host or parts.query or parts.fragment:
        return "E004", "it is no address of a server.", "Write it as https://search.example.org:9200."
    if parts.scheme == "http" and has_credentials() and not settings.DEBUG and not _is_this_machine(host):
        return (
            "E005",
            "the key or password would cross the network in the clear.",
            "Use https, with ELASTICSEARCH_CA or ELASTICSEARCH_FINGERPRINT for a certificate of your own.",
        )
    return None


def _is_this_machine(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _certificate_problems():
    authority, fingerprint = settings.ELASTICSEARCH_CA, settings.ELASTICSEARCH_FINGERPRINT
    if authority and fingerprint:
        yield (
            "E006",
            "ELASTICSEARCH_CA and ELASTICSEARCH_FINGERPRINT are both set.",
            "Keep one: the fingerprint would be looked at alone.",
        )
    if authority and not _is_authority(authority):
        yield (
            "E007",
            f"ELASTICSEARCH_CA={authority}: no certificate can be read there.",
            "Name a file in PEM form that the web server may read.",
        )
    if fingerprint and not FINGERPRINT.fullmatch(fingerprint):
        yield (
            "E007",
            "ELASTICSEARCH_FINGERPRINT is no SHA-256 fingerprint.",
            "It has 64 hexadecimal digits: openssl x509 -fingerprint -sha256 -noout -in http.crt",
        )
    if (authority or fingerprint) and any(urlsplit(address).scheme == "http" for address in addresses()):
        yield (
            "E007",
            "A certificate is named, but ELASTICSEARCH_URL says http.",
            "Write https, or unset ELASTICSEARCH_CA and ELASTICSEARCH_FINGERPRINT.",
        )


def _is_authority(path):
    try:
        return Path(path).is_file() and bool(ssl.create_default_context(cafile=path).get_ca_certs())
    except (OSError, ValueError):
        return False


def _credential_problems():
    key = settings.ELASTICSEARCH_API_KEY
    user, password = settings.ELASTICSEARCH_USER, settings.ELASTICSEARCH_PASSWORD
    if key and (user or password):
        yield "E008", "ELASTICSEARCH_API_KEY and ELASTICSEARCH_USER are both set.", "Keep one of them."
    if bool(user) != bool(password):
        given, missing = ("USER", "PASSWORD") if user else ("PASSWORD", "USER")
        yield "E008", f"ELASTICSEARCH_{given} is set without ELASTICSEARCH_{missing}.", "Set both."
    if key and not HEADER_SAFE.fullmatch(key):
        yield (
            "E008",
            "ELASTICSEARCH_API_KEY holds a space or a sign that no key has.",
            "Use the field “encoded” of the answer that made the key.",
        )


def _other_problems():
    if not INDEX.fullmatch(settings.FINDER_INDEX):
        yield (
            "E009",
            f"FINDER_INDEX is {settings.FINDER_INDEX!r}.",
            "Begin with a small letter; small letters, digits, - and _ may follow.",
        )
    if not 0 < settings.ELASTICSEARCH_TIMEOUT <= LONGEST_TIMEOUT:
        yield (
            "E010",
            f"ELASTICSEARCH_TIMEOUT is {settings.ELASTICSEARCH_TIMEOUT}.",
            f"Give seconds, more than 0 and at most {LONGEST_TIMEOUT}: no visitor waits longer than two.",
        )
    if settings.FINDER_SEARCH_STANDBY not in STANDBY_MODES:
        yield (
            "E011",
            f"FINDER_SEARCH_STANDBY is {settings.FINDER_SEARCH_STANDBY!r}.",
            f"Choose one of: {', '.join(STANDBY_MODES)}.",
        )
