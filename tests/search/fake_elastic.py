"""Servers with real sockets that behave as badly as a search server can, or well."""

import http.client
import json
import shutil
import socket
import ssl
import subprocess
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from search.engines.base import Health, SearchEngine
from search.engines.database import DatabaseEngine
from search.engines.elastic.client import asking, connection

PRODUCT = "X-Elastic-Product: Elasticsearch"
JSON = "Content-Type: application/vnd.elasticsearch+json;compatible-with=9"
FOUND = {"took": 1, "timed_out": False, "_shards": {"failed": 0}, "hits": {"hits": []}}


def answer(status, body, *headers):
    body = body if isinstance(body, str) else json.dumps(body)
    lines = [f"HTTP/1.1 {status} Told", f"Content-Length: {len(body.encode())}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def refusal(status, kind, reason="so it is"):
    return answer(status, {"error": {"root_cause": [{"type": kind, "reason": reason}], "type": kind}}, PRODUCT, JSON)


ANSWERS = {
    "well": answer(200, FOUND, PRODUCT, JSON),
    "too old": answer(200, {"version": {"number": "8.19.4"}}, PRODUCT, JSON),
    "429": refusal(429, "es_rejected_execution_exception"),
    "503": refusal(503, "no_shard_available_action_exception"),
    "read-only": refusal(403, "cluster_block_exception"),
    "wrong key": refusal(401, "security_exception"),
    "not allowed": refusal(403, "security_exception"),
    "index missing": refusal(404, "index_not_found_exception"),
    "our fault": refusal(400, "parsing_exception", "unknown query [nope]"),
    "page of a proxy": answer(200, "<h1>Welcome</h1>", "Content-Type: text/html"),
    "broken proxy": answer(502, "<h1>Bad gateway</h1>", "Content-Type: text/html"),
    "another product": answer(200, {"hits": {"hits": []}}, "Content-Type: application/json"),
    "half an answer": answer(200, FOUND, PRODUCT, JSON)[:-20],
    "no JSON": answer(200, "{hits", PRODUCT, JSON),
    "no HTTP": b"\x15\x03\x01\x00\x02\x02\x16 hello\r\n\r\n",
    "nothing at all": b"",
}
DRIBBLING = {"dribbling head": 0, "dribbling body": ANSWERS["well"].index(b"\r\n\r\n") + 4}
FAILING = [name for name in ANSWERS if name not in {"well", "too old", "our fault"}] + [*DRIBBLING, "silent"]


class FakeElastic:
    """Answers every request as `mode` says: a name of ANSWERS, a dribbling one, "silent", or seconds to be slow by."""

    def __init__(self):
        self.mode = "well"
        self.requests = 0
        self._ended = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while not self._ended.is_set():
            try:
                talking, _address = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(talking,), daemon=True).start()

    def _talk(self, talking):
        with talking, talking.makefile("rb") as asked:
            try:
                while self._read_request(asked):
                    self.requests += 1
                    if not self._answer(talking):
                        return
            except OSError:
                return

    @staticmethod
    def _read_request(asked):
        length, line = 0, asked.readline()
        while line and line != b"\r\n":
            name, _colon, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
            line = asked.readline()
        asked.read(length)
        return bool(line)

    def _answer(self, talking):
        mode = self.mode
        if mode == "silent":
            self._ended.wait(30)
            return False
        if mode in DRIBBLING:
            return self._dribble(talking, DRIBBLING[mode])
        if isinstance(mode, float):
            self._ended.wait(mode)
            mode = "well"
        talking.sendall(ANSWERS[mode])
        return mode not in {"nothing at all", "no HTTP", "half an answer"}

    def _dribble(self, talking, at):
        """Send a byte every tenth of a second: each arrives long before a socket would lose patience."""
        talking.sendall(ANSWERS["well"][:at])
        for number in range(at, at + 300):
            if self._ended.wait(0.1):
                break
            talking.sendall(ANSWERS["well"][number : number + 1] or b" ")
        return False

    def close(self):
        self._ended.set()
        self._socket.close()


class AskingEngine(SearchEngine):
    """Asks the server as the real engine does, and has the answer itself from the database."""

    def __init__(self):
        self.database = DatabaseEngine()

    def _asked(self, method, *args, **options):
        with asking():
            connection().search(index="naboskab-1", allow_partial_search_results=False)
        return getattr(self.database, method)(*args, **options)

    def search(self, query, **options):
        return self._asked("search", query, **options)

    def clusters(self, query, zoom, box=None):
        return self._asked("clusters", query, zoom, box)

    def suggest(self, text, language):
        return self._asked("suggest", text, language)

    def health(self):
        with asking():
            connection().search(index="naboskab-1")
        return Health(True, "all well")

    def index(self, ids):
        raise AssertionError("the outbox is drained by housekeeping, never by a request")

    remove = rebuild = index


# --- TLS ---


def make_authority(folder, name):
    """Make a certificate authority and a certificate of it for 127.0.0.1; return the path of the authority's."""
    if not shutil.which("openssl"):
        pytest.skip("needs openssl to make certificates")
    folder.mkdir(exist_ok=True)

    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    new = ("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl(*new, "-x509", "-days", "2", "-subj", f"/CN={name}", "-keyout", "ca.key", "-out", "ca.crt")
    openssl(*new, "-subj", "/CN=127.0.0.1", "-keyout", "node.key", "-out", "node.csr")
    (folder / "san").write_text("subjectAltName=IP:127.0.0.1")
    signed = ("-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "san", "-days", "2")
    openssl("x509", "-req", "-in", "node.csr", *signed, "-out", "node.crt")
    return folder / "ca.crt"


class _Guard(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _pass_on(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.seen.append(self.headers.get("Authorization"))
        if self.server.seen[-1] not in self.server.allowed:
            self.wfile.write(ANSWERS["wrong key"])
            return
        target = http.client.HTTPConnection("127.0.0.1", self.server.target, timeout=20)
        target.request(self.command, self.path, body, {k: v for k, v in self.headers.items() if k != "Authorization"})
        told = target.getresponse()
        body = told.read()
        kept = [f"{name}: {told.getheader(name)}" for name in ("X-Elastic-Product", "Content-Type")]
        self.wfile.write(answer(told.status, body.decode(), *kept))

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _pass_on

    def log_message(self, *words):
        pass


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A refused handshake is what some tests are about."""


@contextmanager
def tls_proxy(target_url, folder, allowed):
    """Stand with TLS in front of a server and let through only the Authorization headers allowed; yields it."""
    proxy = _QuietServer(("127.0.0.1", 0), _Guard)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "node.crt", folder / "node.key")
    proxy.socket = context.wrap_socket(proxy.socket, server_side=True, do_handshake_on_connect=False)
    proxy.allowed, proxy.seen, proxy.target = allowed, [], int(target_url.rpartition(":")[2].strip("/"))
    proxy.url = f"https://127.0.0.1:{proxy.server_address[1]}"
    threading.Thread(target=proxy.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield proxy
    finally:
        proxy.shutdown()
        proxy.server_close()


def wait_until(happened, seconds=10.0):
    """Wait for something that another thread does; says whether it happened."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happened():
            return True
        time.sleep(0.02)
    return False
