"""How the web server runs: address and numbers from the environment."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", 2))
threads = int(os.environ.get("WEB_THREADS", 4))
worker_class = "gthread"
timeout = 60
graceful_timeout = 20
# Heartbeats of workers must not wait for a slow disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
# A search's address may hold the reader's rough position, which is never logged.
accesslog = None
loglevel = os.environ.get("LOG_LEVEL", "warning").lower()
control_socket_disable = True

if os.environ.get("DJANGO_SETTINGS_MODULE") == "config.settings.dev":
    reload = True
    sources = (BASE_DIR / name for name in ("site", "activities", "search"))
    reload_extra_files = [str(path) for folder in sources for path in folder.rglob("*.html")]
