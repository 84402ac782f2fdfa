"""Get the bytes of a source: a file, or an address that must be public, small and quick.

The host is resolved once, the address checked, and the connection made to that very address, so a
name that answers differently the second time gains nothing. Every redirect goes the same way.
"""

import ipaddress
import queue
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from .records import SourceError

MEGABYTE = 1024 * 1024
USER_AGENT = "Naboskab importer"
REDIRECTS = (301, 302, 303, 307, 308)
DEFAULT_PORTS = {"http": 80, "https": 443}
# Ranges that lead to an IPv4 address hidden in an IPv6 one (RFC 6052).
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True)
class Limits:
    max_bytes: int = 10 * MEGABYTE
    total_seconds: float = 30.0  # from the first look-up to the last byte, redirects included
    idle_seconds: float = 10.0  # without a byte
    max_redirects: int = 3


def resolve(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host; OSError when it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(entry[4][0] for entry in found))


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, looking through addresses that wrap another."""
    try:
        ip = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip.teredo:
            inner = ip.teredo[1]
        if ip in TRANSLATED:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def is_address(source: str) -> bool:
    return "://" in source


def source_key(source: str) -> str:
    """Name a source the same in every run: the address, or the file's full path; at most 200 characters."""
    key = source.split("#", 1)[0] if is_address(source) else str(Path(source).expanduser().resolve())
    return key if len(key) <= 200 else f"…{key[-199:]}"


def read(
    source: str,
    *,
    limits: Limits | None = None,
    resolver: Callable[[str, int], list[str]] = resolve,
    allowed: Callable[[str], bool] = is_public,
) -> bytes:
    """Return the content of a file or of an http(s) address; SourceError says why it can't be had."""
    limits = limits or Limits()
    content = _in_time(source, limits, resolver, allowed) if is_address(source) else _from_file(source, limits)
    if not content.strip():
        raise SourceError("The source is empty.")
    return content


def _from_file(source, limits):
    path = Path(source).expanduser()
    try:
        if path.stat().st_size > limits.max_bytes:
            raise SourceError(_too_large(limits))
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"The file {source} can't be read: {error.strerror or error}.") from error


def _too_large(limits):
    return f"The source is larger than {limits.max_bytes / MEGABYTE:g} MB and was not read."


def _in_time(source, limits, resolver, allowed):
    """Fetch in a thread of its own: no timeout of a socket bounds the whole, and a look-up has none at all."""
    answers: queue.Queue = queue.Queue()

    def work():
        try:
            answers.put((_from_web(source, limits, resolver, allowed), None))
        except SourceError as error:
            answers.put((None, error))
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            answers.put((None, SourceError(f"The source can't be fetched: {_plainly(error)}")))

    threading.Thread(target=work, daemon=True).start()
    try:
        content, error = answers.get(timeout=limits.total_seconds)
    except queue.Empty:
        raise SourceError(f"The source did not answer within {limits.total_seconds:g} seconds.") from None
    if error:
        raise error
    return content


def _plainly(error):
    if isinstance(error, requests.Timeout):
        return "it answers too slowly."
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate is not trusted."
    if isinstance(error, requests.ConnectionError | HTTPError):
        return "no connection could be made, or it broke off."
    return f"{error}"[:200]


def _from_web(source, limits, resolver, allowed):
    deadline = time.monotonic() + limits.total_seconds
    address = source
    for _hop in range(limits.max_redirects + 1):
        parts = _checked(address)
        ip = _pinned(parts, resolver, allowed)
        with requests.Session() as session:
            response = _get(session, parts, ip, limits)
            with response:
                if response.status_code not in REDIRECTS:
                    return _body(response, limits, deadline)
                address = urljoin(address, response.headers.get("Location", ""))
    raise SourceError(f"The source redirects more than {limits.max_redirects} times.")


def _checked(address) -> SplitResult:
    try:
        parts = urlsplit(address.strip())
        usable = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError as error:
        raise SourceError("This is not a web address.") from error
    if parts.scheme not in DEFAULT_PORTS:
        raise SourceError(f"Only http and https addresses are fetched, not {parts.scheme}://. Try https:// instead.")
    if not usable:
        raise SourceError("This is not a web address.")
    if parts.username or parts.password:
        raise SourceError("Leave user name and password out of the address.")
    return parts


def _pinned(parts, resolver, allowed):
    """The IP address to connect to: every address of the host must be allowed, then the first is used."""
    try:
        addresses = resolver(parts.hostname, parts.port or DEFAULT_PORTS[parts.scheme])
    except (OSError, UnicodeError) as error:
        raise SourceError(f"The host {parts.hostname} is not known.") from error
    if not addresses or not all(allowed(address) for address in addresses):
        raise SourceError(f"The host {parts.hostname} lies in a private network; only public addresses are fetched.")
    return addresses[0]


class _PinnedAdapter(HTTPAdapter):
    """Connects to an IP address and checks the certificate against the host's name."""

    def __init__(self, hostname):
        self.hostname = hostname
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args, **kwargs):
        kwargs |= {"server_hostname": self.hostname, "assert_hostname": self.hostname}
        super().init_poolmanager(*args, **kwargs)


def _get(session, parts, ip, limits):
    session.trust_env = False  # a proxy or .netrc would go around the checked address
    if parts.scheme == "https":
        session.mount("https://", _PinnedAdapter(parts.hostname))
    host = f"[{ip}]" if ":" in ip else ip
    port = f":{parts.port}" if parts.port else ""
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return session.get(
        parts._replace(netloc=host + port, fragment="").geturl(),
        headers={"Host": name + port, "User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
        timeout=limits.idle_seconds,
        allow_redirects=False,
        stream=True,
    )


def _body(response, limits, deadline):
    if response.status_code != 200:
        raise SourceError(f"The source answers with status {response.status_code}.")
    # Asked for plain; packed all the same, a few kilobytes could unpack to gigabytes.
    if response.headers.get("Content-Encoding", "identity").lower() not in ("", "identity"):
        raise SourceError("The source answers in a packed form that was not asked for.")
    declared = response.headers.get("Content-Length", "")
    if declared.isdigit() and int(declared) > limits.max_bytes:
        raise SourceError(_too_large(limits))
    content = bytearray()
    while chunk := response.raw.read(64 * 1024, decode_content=False):
        content += chunk
        if len(content) > limits.max_bytes:
            raise SourceError(_too_large(limits))
        if time.monotonic() > deadline:
            raise SourceError(f"The source did not answer within {limits.total_seconds:g} seconds.")
    if declared.isdigit() and len(content) < int(declared):
        raise SourceError("The source broke off before its end. Try again later.")
    return bytes(content)
