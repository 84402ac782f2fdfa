"""For a laptop: runs without any variable set, also behind a name of the local network."""

import os

from .base import *  # noqa: F403
from .base import env_flag, env_list

DEBUG = env_flag("DEBUG", True)
# Only ever used where DEBUG is for; production.py refuses to start without its own.
SECRET_KEY = os.environ.get("SECRET_KEY", "development-only")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,.localhost,127.0.0.1,[::1]")
INTERNAL_IPS = ["127.0.0.1"]
# Fictional, like the city around them.
FINDER_CONTACT_PHONE = os.environ.get("FINDER_CONTACT_PHONE", "+4594999800")
FINDER_CONTACT_EMAIL = os.environ.get("FINDER_CONTACT_EMAIL", "naboskab@example.org")
