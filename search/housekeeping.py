"""What search adds to the things that happen by themselves."""

from activities import clock, housekeeping

from .models import SavedList
from .my_list import LIFETIME


@housekeeping.register
def purge_lists():
    """Delete the lists that nobody has changed for as long as a list lives."""
    over = SavedList.objects.filter(changed_at__lte=clock.now() - LIFETIME)
    # Asked first, because a delete takes the write lock of SQLite even when it finds nothing.
    return over.delete()[0] if over.exists() else 0
