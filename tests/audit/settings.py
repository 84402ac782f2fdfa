"""Production's settings with files of their own, so that an audit leaves the rest of var/ alone."""

from config.settings.production import *  # noqa: F403
from config.settings.production import BASE_DIR

STATIC_ROOT = BASE_DIR / "var" / "audit" / "static"
MEDIA_ROOT = BASE_DIR / "var" / "audit" / "media"
FINDER_PICTURES = MEDIA_ROOT / "shared-pictures"
