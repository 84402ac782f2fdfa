"""One row tells every worker whether what it keeps in memory is still true."""

import uuid

from django.db import connection, transaction
from django.db.models import F

from .models import SearchGeneration

NONE_YET = (0, "")


def current() -> tuple[int, str]:
    """Return (number, token) of the last change, by one query; the token differs even after a restored backup."""
    row = SearchGeneration.objects.filter(pk=1).values_list("number", "token").first()
    return row or NONE_YET


def bump() -> int:
    """Count up inside the transaction of a change and return the new number.

    The row stays locked until that transaction ends, so numbers become visible in their order.
    """
    if not connection.in_atomic_block:
        with transaction.atomic():
            return bump()
    SearchGeneration.objects.get_or_create(pk=1)
    SearchGeneration.objects.filter(pk=1).update(number=F("number") + 1, token=uuid.uuid4().hex)
    return SearchGeneration.objects.values_list("number", flat=True).get(pk=1)
