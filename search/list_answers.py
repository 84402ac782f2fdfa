"""What the views of lists share: finding a list by its address, and answering so that nobody else keeps it."""

from __future__ import annotations

from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from activities import clock

from . import my_list
from .models import SavedList

LARGEST_KEY = 18  # digits: no longer number is a key a database could hold


def found(address: str) -> SavedList | None:
    """Return the list at an address, as typed from paper: capitals are the same."""
    return SavedList.objects.filter(address=address.lower()).first()


def is_over(saved: SavedList) -> bool:
    return saved.changed_at <= clock.now() - my_list.LIFETIME


def gone(request, saved):
    """Say kindly that there is nothing here: 410 once there was."""
    return private(render(request, "search/list_gone.html", {"was": saved}, status=410 if saved else 404))


def private(response):
    """A list is its readers' own: no cache between, and no search engine."""
    patch_cache_control(response, private=True, no_cache=True)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def address_of(saved: SavedList) -> str:
    return reverse("list:shared", args=[saved.address])
