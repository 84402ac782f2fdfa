"""Elasticsearch for tests: the node that is given, or one of its own to stop, freeze and wipe."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from elasticsearch import Elasticsearch

DISTRIBUTION = Path(settings.BASE_DIR).parent / "shared" / "elasticsearch"
MISSING = "needs a running Elasticsearch: set ELASTICSEARCH_URL"


def elastic_node() -> str:
    """Return the address of the node to test against; skip where none is given."""
    address = os.environ.get("ELASTICSEARCH_URL", "")
    if not address:
        pytest.skip(MISSING)
    return address


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Node:
    """One node from ../shared/elasticsearch on a port that stays its own, also while it is down.

    `url` is where it answers. `stop` and `start` keep its data, `wipe` starts it anew without, `freeze` lets it
    accept connections and never answer until `thaw`.
    """

    def __init__(self, run: Path):
        self.run = run
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._frozen = False

    def start(self):
        # One at a time: the first start puts the node together.
        with open(Path(tempfile.gettempdir()) / "naboskab-node.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            started = self._call("start", "-p", str(self.port))
        if started.returncode:
            raise RuntimeError(started.stderr.strip()[-500:])

    def stop(self, *options):
        self.thaw()
        self._call("stop", *options)

    def wipe(self):
        self.stop()
        shutil.rmtree(self.run / "data")
        self.start()

    def kill(self):
        """End it at once, as a power cut does."""
        self._signal(signal.SIGKILL)

    def freeze(self):
        self._signal(signal.SIGSTOP)
        self._frozen = True

    def thaw(self):
        if self._frozen:
            self._signal(signal.SIGCONT)
            self._frozen = False

    def client(self) -> Elasticsearch:
        """Return a patient client that the site does not share."""
        return Elasticsearch(self.url, request_timeout=30, max_retries=0)

    def _signal(self, number):
        os.kill(int((self.run / "pid").read_text()), number)

    def _call(self, script, *options):
        command = [DISTRIBUTION / script, "-d", self.run, *options]
        environment = {"ES_HEAP": "400m"} | dict(os.environ)
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@contextmanager
def node_of_its_own():
    """Start a second node for a test that stops, freezes or wipes it: `with node_of_its_own() as node`."""
    if not (DISTRIBUTION / "start").exists():
        pytest.skip("needs a second Elasticsearch from ../shared/elasticsearch")
    run = Path(tempfile.mkdtemp(prefix="naboskab-node-"))
    run.chmod(0o755)
    node = Node(run)
    try:
        try:
            node.start()
        except RuntimeError as problem:
            pytest.skip(f"needs a second Elasticsearch, and it did not start here: {problem}")
        yield node
    finally:
        node.stop("-x")
        shutil.rmtree(run, ignore_errors=True)
