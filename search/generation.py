"""One row tells every worker whether what it keeps in memory is still true."""

import uuid

from asgiref.local import Local
from django.core.signals import request_finished, request_started
from django.db import connection, transaction
from django.db.models import F
from django.dispatch import receiver

from .models import SearchGeneration

NONE_YET = (0, "")

# What the request in hand has read, so that all its searches answer from one state; nothing outside of requests.
_request = Local()


@receiver(request_started)
def open_request(**kwargs):
    _request.is_open, _request.read = True, None


@receiver(request_finished)
def close_request(**kwargs):
    _request.is_open, _request.read = False, None


def current() -> tuple[int, str]:
    """Return (number, token) of the last change, read once a request; the token tells a restored backup too."""
    if not getattr(_request, "is_open", False):
        return _fetch()
    if _request.read is None:
        _request.read = _fetch()
    return _request.read


def stored() -> int:
    """Return the number of the last change, read anew."""
    return _fetch()[0]


def _fetch():
    row = SearchGeneration.objects.filter(pk=1).values_list("number", "token").first()
    return row or NONE_YET


def bump() -> int:
    """Count up inside the transaction of a change and return the new number.

    The row stays locked until that transaction ends, so numbers become visible in their order.
    """
    if not connection.in_atomic_block:
        with transaction.atomic():
            return bump()
    _request.read = None  # what this request changes it finds itself
    SearchGeneration.objects.get_or_create(pk=1)
    SearchGeneration.objects.filter(pk=1).update(number=F("number") + 1, token=uuid.uuid4().hex)
    return SearchGeneration.objects.values_list("number", flat=True).get(pk=1)
