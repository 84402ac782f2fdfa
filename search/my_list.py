"""A list of offers that anyone may put together, without an account.

**No cookie before a choice.** The first "add to my list" makes the list and sets one cookie, `list`:
first party, HttpOnly, SameSite=Lax. It holds the key that may change the list, and nothing of the
reader. The list's address is another secret: who was sent it can read and copy, never change.

**No CSRF cookie.** A token in the form would need a cookie on every page that shows a hit, before any
choice, and would end up in pages that a cache or a service worker keeps. Instead a change is taken only
from a page of this site, as the browser itself says in headers that no script can forge: Sec-Fetch-Site,
else Origin, else Referer; where none is sent it is refused. SameSite=Lax stands behind that: a form of
another site does not carry the key, so the worst it could do is begin a new list, which the headers prevent.

**Bounds.** Twenty offers a list, only keys of offers that exist, no free text; a limit on new lists per hour,
for all together and for one network, which is not kept either: see `senders`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from activities import clock

from .models import SavedList
from .senders import Senders

COOKIE = "list"
LONGEST = 20  # offers
LIFETIME = dt.timedelta(days=90)  # from the last change
NEW_PER_HOUR = 2000  # a guard for the disk
# By one network through one worker: more than a library with all its visitors makes, and too few to shut others out.
NEW_PER_NETWORK = 60
# Read off paper and typed: nothing that looks like something else. 31 letters, 16 of them: 79 bits.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
ADDRESS_LENGTH = 16


class Full(Exception):
    """The list has as many offers as it may."""


class TooMany(Exception):
    """More lists were made within the hour than people make."""


class TooManyHere(TooMany):
    """More lists were made within the hour by one network than the people of one house make."""


made = Senders()


# --- Whose list ---


def of(request: HttpRequest) -> SavedList | None:
    """Return the list that this reader may change: one query a request, and none without the cookie."""
    if not hasattr(request, "_my_list"):
        key = request.COOKIES.get(COOKIE, "")
        request._my_list = alive().filter(key_hash=hashed(key)).first() if key else None
    return request._my_list


def alive(moment: dt.datetime | None = None):
    return SavedList.objects.filter(changed_at__gt=(moment or clock.now()) - LIFETIME)


def hashed(key: str) -> str:
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()


def ends_on(saved: SavedList) -> dt.date:
    """Return the last day the list can be read."""
    return (saved.changed_at.astimezone(clock.LOCAL_ZONE) + LIFETIME).date()


def comes_from_this_site(request: HttpRequest) -> bool:
    """Hold what the browser says of the sending page against this site; see the head of this module."""
    fetched = request.headers.get("Sec-Fetch-Site")
    if fetched:
        return fetched == "same-origin"
    said = request.headers.get("Origin") or request.headers.get("Referer", "")
    try:
        sender = urlsplit(said)
    except ValueError:
        return False
    ours = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    return f"{sender.scheme}://{sender.netloc}" in ours


# --- Changing it ---


@transaction.atomic
def begin(offers: list[int], network: str = "") -> tuple[SavedList, str]:
    """Make a list and return it with its key; `network` is who asked, '' if not known. Raises `TooMany`."""
    moment = clock.now()
    if made.count(network) >= NEW_PER_NETWORK:
        raise TooManyHere
    if SavedList.objects.filter(made_at__gt=moment - dt.timedelta(hours=1)).count() >= NEW_PER_HOUR:
        raise TooMany
    key = secrets.token_urlsafe(24)
    address = "".join(secrets.choice(ALPHABET) for _letter in range(ADDRESS_LENGTH))
    saved = SavedList.objects.create(
        address=address, key_hash=hashed(key), offers=offers[:LONGEST], made_at=moment, changed_at=moment
    )
    made.note(network)
    return saved, key


@transaction.atomic
def change(saved: SavedList, rearrange) -> SavedList:
    """Give the list the offers that `rearrange(offers)` returns; taps in two windows follow each other."""
    saved = SavedList.objects.select_for_update().get(pk=saved.pk)
    saved.offers = rearrange(list(saved.offers))
    saved.changed_at = clock.now()
    saved.save(update_fields=["offers", "changed_at"])
    return saved


def with_offer(offers: list[int], offer: int, at: int | None = None) -> list[int]:
    """Return the offers with this one among them, at its place or last. Raises `Full`."""
    if offer in offers:
        return offers
    if len(offers) >= LONGEST:
        raise Full
    at = len(offers) if at is None else at
    return [*offers[:at], offer, *offers[at:]]


def without(offers: list[int], offer: int) -> list[int]:
    return [other for other in offers if other != offer]


def moved(offers: list[int], offer: int, by: int) -> list[int]:
    """Return the offers with this one moved by so many places; at an end it stays."""
    if offer not in offers:
        return offers
    to = min(max(offers.index(offer) + by, 0), len(offers) - 1)
    rest = without(offers, offer)
    return [*rest[:to], offer, *rest[to:]]


def merged(offers: list[int], others: list[int]) -> list[int]:
    """Return the offers with the others behind them, as many as there is room for."""
    return list(dict.fromkeys([*offers, *others]))[:LONGEST]


def forget(response: HttpResponse) -> None:
    """Leave nothing of lists and opened pages on the reader's device; the list lives on at its address."""
    response.delete_cookie(COOKIE, samesite="Lax")
    response["Clear-Site-Data"] = '"storage"'  # the pages that the service worker kept


def remember(response: HttpResponse, request: HttpRequest, key: str) -> None:
    """Set the one cookie of lists; it goes when the list does."""
    response.set_cookie(
        COOKIE,
        key,
        max_age=LIFETIME,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure() or settings.SESSION_COOKIE_SECURE,
    )
