"""A source may be a file or a public address; what is private, large or slow is refused."""

import contextlib
import http.server
import threading
import time

import pytest

from activities.importers import fetch
from activities.importers.records import SourceError

QUICK = fetch.Limits(max_bytes=1000, total_seconds=1.5, idle_seconds=1.0, max_redirects=2)


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers by path; what was asked is kept on the server."""

    def do_GET(self):
        self.server.asked.append((self.headers["Host"], self.path))
        getattr(self, f"answer_{self.path.strip('/').split('/')[0].replace('-', '_')}")()

    def log_message(self, *args):
        pass

    def send(self, body=b"", status=200, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body)

    def answer_plain(self):
        self.send(b"BEGIN:VCALENDAR", Content_Length="15")

    def answer_chunked(self):
        self.send(b"6\r\nBEGIN:\r\n9\r\nVCALENDAR\r\n0\r\n\r\n", Transfer_Encoding="chunked")

    def answer_large(self):
        self.send(b"x" * 5000)

    def answer_declared_large(self):
        self.send(b"x", Content_Length="5000")

    def answer_packed(self):
        self.send(b"\x1f\x8b", Content_Encoding="gzip")

    def answer_broken_off(self):
        self.send(b"half", Content_Length="800")

    def answer_missing(self):
        self.send(status=404)

    def answer_empty(self):
        self.send(b" \n", Content_Length="2")

    def answer_drip(self):
        self.send_response(200)
        self.end_headers()
        with contextlib.suppress(OSError):
            for _second in range(40):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.1)

    def answer_drip_headers(self):
        with contextlib.suppress(OSError):
            for number in range(40):
                self.wfile.write(b"HTTP/1.0 200 OK\r\n" if number == 0 else b"X-Slow: 1\r\n")
                self.wfile.flush()
                time.sleep(0.1)

    def answer_silent(self):
        time.sleep(3)

    def answer_round(self):
        self.send(status=302, Location="/round")

    def answer_once(self):
        self.send(status=301, Location="/plain")

    def answer_inside(self):
        self.send(status=302, Location=f"http://inside.example:{self.server.server_port}/plain")

    def answer_to_file(self):
        self.send(status=302, Location="file:///etc/passwd")


@pytest.fixture(scope="module")
def server():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.daemon_threads = True
        running.asked = []
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def get(server):
    """Fetch a path of the server under a public name; its address counts as public, `inside.example` does not."""
    server.asked.clear()

    def resolver(host, port):
        return ["10.0.0.7"] if host == "inside.example" else ["127.0.0.1"]

    def fetched(path, **more):
        address = f"http://feed.example:{server.server_port}/{path}"
        given = {"limits": QUICK, "resolver": resolver, "allowed": lambda ip: ip == "127.0.0.1"} | more
        return fetch.read(address, **given)

    return fetched


def test_the_content_comes_from_the_address_that_was_checked_under_its_own_name(server, get):
    assert get("plain") == b"BEGIN:VCALENDAR"
    assert server.asked == [(f"feed.example:{server.server_port}", "/plain")]


def test_an_answer_in_chunks_is_put_together(get):
    assert get("chunked") == b"BEGIN:VCALENDAR"


def test_a_name_is_looked_up_once_so_that_a_second_answer_gains_nothing(get):
    answers = [["127.0.0.1"], ["10.0.0.7"]]
    assert get("plain", resolver=lambda host, port: answers.pop(0)) == b"BEGIN:VCALENDAR"
    assert answers == [["10.0.0.7"]]


def test_one_private_address_among_public_ones_is_enough_to_refuse(server, get):
    with pytest.raises(SourceError, match="private network"):
        get("plain", resolver=lambda host, port: ["127.0.0.1", "192.168.1.1"])
    assert server.asked == []


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("large", "larger than"),
        ("declared-large", "larger than"),
        ("packed", "packed form"),
        ("broken-off", "broke off|no connection"),
        ("missing", "status 404"),
        ("empty", "is empty"),
        ("inside", "private network"),
        ("to-file", "Only http and https"),
        ("round", "redirects more than 2 times"),
    ],
)
def test_what_is_refused(get, path, said):
    with pytest.raises(SourceError, match=said):
        get(path)


def test_a_redirect_is_followed_to_a_public_address(server, get):
    assert get("once") == b"BEGIN:VCALENDAR"
    assert [path for _host, path in server.asked] == ["/once", "/plain"]


@pytest.mark.parametrize("path", ["drip", "drip-headers", "silent"])
def test_a_slow_server_does_not_hold_the_run(get, path):
    began = time.monotonic()
    with pytest.raises(SourceError, match="did not answer within|too slowly|no connection"):
        get(path)
    assert time.monotonic() - began < 2.5


def test_a_slow_look_up_does_not_hold_the_run_either(get):
    with pytest.raises(SourceError, match="did not answer within 0.2 seconds"):
        get("plain", limits=fetch.Limits(total_seconds=0.2), resolver=lambda host, port: time.sleep(2))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "no address",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address):
    assert not fetch.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_that_are_public(address):
    assert fetch.is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0x7f000001", "2130706433"])
def test_the_machine_itself_is_never_fetched(server, host):
    server.asked.clear()
    with pytest.raises(SourceError, match="private network|not known"):
        fetch.read(f"http://{host}:{server.server_port}/plain", limits=QUICK)
    assert server.asked == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ftp://example.org/a.ics", "Only http and https"),
        ("webcal://example.org/a.ics", "Try https"),
        ("file:///etc/passwd", "not a web address|Only http"),
        ("https://user:secret@example.org/", "user name and password"),
        ("http://", "not a web address"),
        ("http://example.org:99999999/", "not a web address"),
    ],
)
def test_addresses_that_are_not_fetched_at_all(address, said):
    with pytest.raises(SourceError, match=said):
        fetch.read(address, resolver=lambda host, port: pytest.fail("was looked up"))


def test_files_have_the_same_limit(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(b"x" * 2000)
    with pytest.raises(SourceError, match="larger than"):
        fetch.read(str(path), limits=QUICK)
    path.write_bytes(b"  \n")
    with pytest.raises(SourceError, match="is empty"):
        fetch.read(str(path))
    with pytest.raises(SourceError, match="can't be read"):
        fetch.read(str(tmp_path / "none.json"))
    with pytest.raises(SourceError, match="can't be read"):
        fetch.read(str(tmp_path))


def test_a_source_has_one_name_however_it_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert fetch.source_key("feed.ics") == fetch.source_key("./feed.ics") == str(tmp_path / "feed.ics")
    assert fetch.source_key("https://example.org/a#top") == "https://example.org/a"
    assert len(fetch.source_key("https://example.org/" + "a" * 400)) == 200
