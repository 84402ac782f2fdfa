"""A list of offers as a page, on the screen and on paper."""

from __future__ import annotations

import segno
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from activities import clock

from . import my_list
from .list_answers import address_of, found, gone, is_over, private
from .list_notices import notice_asked, notice_of
from .list_rows import rows_of
from .sharing import LONGEST_LIST, ways


@require_safe
def mine(request):
    """Lead to the reader's own list; without one, say what a list is."""
    saved = my_list.of(request)
    if saved:
        return redirect(address_of(saved) + (f"?{request.GET.urlencode()}" if request.GET else ""))
    context = {"notice": notice_asked(request), "longest": my_list.LONGEST}
    return private(render(request, "search/list_empty.html", context))


@require_safe
def shared(request, address):
    saved = found(address)
    if saved is None or is_over(saved):
        return gone(request, saved)
    own = my_list.of(request)
    rows = rows_of(saved.offers, request)
    context = {
        "saved": saved,
        "rows": rows,
        "is_mine": own is not None and own.pk == saved.pk,
        "has_own": bool(own and own.offers),
        "ends_on": my_list.ends_on(saved),
        "longest": my_list.LONGEST,
        "share": share_of(rows, request.build_absolute_uri(address_of(saved))),
        "calendar_path": reverse("list:calendar", args=[saved.address]),
        "print_url": reverse("list:print", args=[saved.address]),
    }
    return private(render(request, "search/list.html", context | notice_of(request)))


@require_safe
def printed(request, address):
    """The list on paper, with a code that leads back to it."""
    saved = found(address)
    if saved is None or is_over(saved):
        return gone(request, saved)
    url = request.build_absolute_uri(address_of(saved))
    context = {
        "rows": rows_of(saved.offers, request),
        "url": url,
        "url_start": url.removesuffix(f"{saved.address}/"),
        "url_end": f"{saved.address}/",
        "code": qr_code(url),
        "today": clock.today(),
        "ends_on": my_list.ends_on(saved),
        "back": address_of(saved),
    }
    return private(render(request, "search/list_print.html", context))


def share_of(rows, url) -> dict:
    title = ngettext("%(count)s activity for you", "%(count)s activities for you", len(rows)) % {"count": len(rows)}
    named = [row for row in rows if row["state"] != "gone"][:LONGEST_LIST]
    lines = [": ".join(filter(None, [row["hit"]["name"], row["hit"]["next_text"]])) for row in named]
    return ways(title, lines, url)


def qr_code(url: str) -> str:
    """Draw the address as a code, dark on light on every screen."""
    drawn = segno.make(url, error="m", micro=False)
    # Only digits and rectangles come out of this; the address itself is not in it as text.
    return mark_safe(drawn.svg_inline(border=4, omitsize=True, dark="#000", light="#fff", lineclass="", svgclass="qr"))  # noqa: S308
