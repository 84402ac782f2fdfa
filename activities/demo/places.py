from django.conf import settings
from django.core.management import call_command

from ..models import District
from ..occurrences import roll_occurrences


def ensure_city(stdout):
    """Load the places and categories of the configured city when there are none yet.

    Also see to it that dates are written for the days a visitor may ask for today.
    """
    if not District.objects.exists():
        call_command("load_city", settings.FINDER_CITY, stdout=stdout)
    roll_occurrences()
