"""The web server's way in."""

import os
import sys
from pathlib import Path

from django.core.wsgi import get_wsgi_application

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_wsgi_application()

from search.engines import get_engine  # noqa: E402  after the applications are loaded

get_engine()  # a wrong setting ends the start, not the first visitor's search
