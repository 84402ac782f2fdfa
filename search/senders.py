"""How often one sender did something within the hour, without keeping who that was.

Only this process's memory holds anything: a count under a keyed hash of the sender's network. Key and counts are
thrown away with every hour, and nothing is written to a disk, a database or a log.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import threading
from collections import Counter

from django.conf import settings
from django.http import HttpRequest

from activities import clock

NETWORK_BITS = {4: 32, 6: 64}  # of an IPv6 address everyone has as many as they like; the network is the sender


def network_of(request: HttpRequest) -> str:
    """Return the network a request was sent from, '' where it is not known.

    Behind a proxy that is what the proxy wrote last. An address that is not of the public internet is a proxy
    nobody told us of, or a network of our own: never one sender.
    """
    if settings.SECURE_PROXY_SSL_HEADER:
        said = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    else:
        said = request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(said)
    except ValueError:
        return ""
    address = getattr(address, "ipv4_mapped", None) or address
    if not address.is_global:
        return ""
    return str(ipaddress.ip_network((address, NETWORK_BITS[address.version]), strict=False))


class Senders:
    """Counts per sender within the hour by the clock."""

    def __init__(self):
        self._lock = threading.Lock()
        self._hour = None
        self._key = b""
        self._counts: Counter[bytes] = Counter()

    def count(self, network: str) -> int:
        """Return how often this network was noted within the hour; an unknown one never was."""
        with self._lock:
            return self._counts[self._name(network)] if network else 0

    def note(self, network: str) -> None:
        with self._lock:
            if network:
                self._counts[self._name(network)] += 1

    def _name(self, network: str) -> bytes:
        hour = clock.now().replace(minute=0, second=0, microsecond=0)
        if hour != self._hour:
            self._hour, self._key = hour, secrets.token_bytes(32)
            self._counts.clear()
        return hashlib.blake2b(network.encode(), key=self._key, digest_size=16).digest()
