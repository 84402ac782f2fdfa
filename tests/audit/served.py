"""A demonstration city, served by gunicorn as in production, on a free port for as long as it is looked at."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "audit"
PATIENCE = 60  # seconds


@contextmanager
def served_city():
    """Give the address of the running site; the city is made anew each time, so that its dates are ahead."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("city.sqlite3*"):
        old.unlink()
    port = free_port()
    environment = settings_for(port)
    for arguments in (["collectstatic", "--noinput", "--verbosity", "0"], ["set_up", "--demo"]):
        subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
        )
    command = ["-m", "gunicorn", "--pythonpath", "site", "--config", "site/config/gunicorn.py", "config.wsgi"]
    # A group of its own, so that its workers end with it.
    server = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environment, start_new_session=True)
    address = f"http://localhost:{port}"
    try:
        wait_for(address, server)
        yield address
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=PATIENCE)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def settings_for(port):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FINDER_")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "tests.audit.settings",
        "DATABASE_URL": f"sqlite:///{FOLDER / 'city.sqlite3'}",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "SECURE_SSL_REDIRECT": "0",
        "FINDER_BASE_URL": f"http://localhost:{port}",
        "PORT": str(port),
        "WEB_CONCURRENCY": "2",
        "PYTHONPATH": str(ROOT),
    }


def wait_for(address, server):
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/readyz", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise SystemExit("The site did not start; the reason stands above.")
