from django.conf import settings
from django.core.management import call_command

from ..models import District


def ensure_city(stdout):
    """Load the places and categories of the configured city when there are none yet."""
    if not District.objects.exists():
        call_command("load_city", settings.FINDER_CITY, stdout=stdout)
