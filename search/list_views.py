"""A list of offers: reading it, changing it, printing it, taking it into a calendar."""

from __future__ import annotations

import segno
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page, require_POST, require_safe

from activities import clock
from activities.models import ActivityPage
from activities.templatetags.reading import read

from . import documents, my_list
from .calendars import answer_calendar, calendar_of_offers
from .list_rows import is_shown, name_of, pages_of, rows_of
from .models import SavedList
from .sharing import LONGEST_LIST, ways

NOTICES = {"full", "busy", "undone", "kept", "copied", "moved", "removed"}
LARGEST_KEY = 18  # digits: no longer number is a key a database could hold


# --- Reading ---


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


@conditional_page
@require_safe
def list_calendar(request, address):
    saved = found(address)
    if saved is None or is_over(saved):
        return gone(request, saved)
    pages = pages_of(saved.offers)
    url = request.build_absolute_uri(address_of(saved))
    return private(calendar_answer(pages, _("My list"), request, f"list-{saved.address}", url))


@conditional_page
@require_safe
def offer_calendar(request, pk):
    """All the dates of one offer, cancelled ones as such."""
    if len(str(pk)) > LARGEST_KEY:
        raise Http404
    pages = pages_of([pk])
    if not pages:
        raise Http404
    return calendar_answer(
        pages, read(pages[0], "name").text, request, f"offer-{pk}", pages[0].get_full_url(request) or ""
    )


def calendar_answer(pages, name, request, file_name, address):
    written = documents.of_pages(pages)
    pairs = [(page, written[page.pk]) for page in pages]
    calendar = calendar_of_offers(pairs, name, get_language(), request, address)
    return answer_calendar(calendar, request, file_name)


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


# --- Changing ---


@csrf_exempt  # asked of the browser's own headers instead, without a cookie: see my_list
@require_POST
def change(request):
    """Take one tap on a list: a page goes back to where the reader was, a script gets the control anew."""
    if not my_list.comes_from_this_site(request):
        return HttpResponse(_("This can only be done from a page of this site."), status=403, content_type="text/plain")
    action = ACTIONS.get(request.POST.get("action", ""))
    if action is None:
        raise Http404
    try:
        return action(request)
    except my_list.Full:
        return refused(request, "full")
    except my_list.TooMany:
        return refused(request, "busy")


def offer_asked(request) -> int:
    text = request.POST.get("offer", "")
    if not (text.isascii() and text.isdecimal()) or len(text) > LARGEST_KEY:
        raise Http404
    return int(text)


def add(request):
    offer = offer_asked(request)
    if not is_shown(get_object_or_404(ActivityPage.objects.unrestricted(), pk=offer)):
        raise Http404
    at = request.POST.get("at", "")
    at = int(at) if at.isascii() and at.isdecimal() and len(at) < LARGEST_KEY else None
    saved, key = my_list.of(request), request.COOKIES.get(my_list.COOKIE)
    if saved is None:
        saved, key = my_list.begin([offer])
    else:
        saved = my_list.change(saved, lambda offers: my_list.with_offer(offers, offer, at))
    if at is not None:
        return remembered(request, key, back_to_list(saved, "undone", offer))
    return changed(request, saved, key, offer)


def remove(request):
    offer, saved = offer_asked(request), my_list.of(request)
    if saved is None:
        return redirect("list:mine")
    at = saved.offers.index(offer) if offer in saved.offers else 0
    saved = my_list.change(saved, lambda offers: my_list.without(offers, offer))
    key = request.COOKIES[my_list.COOKIE]
    if "from_list" in request.POST:
        return remembered(request, key, back_to_list(saved, "removed", offer, f"&at={at}"))
    return changed(request, saved, key, offer)


def move(by):
    def action(request):
        offer, saved = offer_asked(request), my_list.of(request)
        if saved is None:
            return redirect("list:mine")
        saved = my_list.change(saved, lambda offers: my_list.moved(offers, offer, by))
        key = request.COOKIES[my_list.COOKIE]
        return remembered(request, key, back_to_list(saved, "moved", offer, f"&by={by}"))

    return action


def keep(request):
    """Let the list live for its whole time from now on."""
    saved = my_list.of(request)
    if saved is None:
        return redirect("list:mine")
    saved = my_list.change(saved, lambda offers: offers)
    return remembered(request, request.COOKIES[my_list.COOKIE], back_to_list(saved, "kept"))


def copy(request):
    """Make a list that was sent to the reader one of their own, behind what theirs has already."""
    other = found(request.POST.get("list", ""))
    if other is None or is_over(other):
        raise Http404
    saved, key = my_list.of(request), request.COOKIES.get(my_list.COOKIE)
    if saved is None:
        saved, key = my_list.begin(other.offers)
    else:
        saved = my_list.change(saved, lambda offers: my_list.merged(offers, other.offers))
    left_out = len(set(other.offers) - set(saved.offers))
    return remembered(request, key, back_to_list(saved, "copied", 0, f"&left_out={left_out}"))


ACTIONS = {"add": add, "remove": remove, "up": move(-1), "down": move(1), "keep": keep, "copy": copy}


# --- Going back ---


def back_to_list(saved, notice, offer=0, more=""):
    about = f"&offer={offer}" if offer else ""
    return HttpResponseRedirect(f"{address_of(saved)}?notice={notice}{about}{more}")


def remembered(request, key, response):
    my_list.remember(response, request, key)
    return response


def changed(request, saved, key, offer):
    """Answer a tap on a control outside of the list."""
    request._my_list = saved
    if is_script(request):
        return remembered(request, key, private(JsonResponse(control(request, saved, offer))))
    return remembered(request, key, HttpResponseRedirect(back(request) + f"#list-{offer}"))


def refused(request, notice):
    """Say why nothing was added; nothing was lost either."""
    if is_script(request):
        saved = my_list.of(request)
        return private(JsonResponse(control(request, saved, offer_asked(request), refusal=notice)))
    return redirect(reverse("list:mine") + f"?notice={notice}")


def is_script(request) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def control(request, saved, offer, refusal="") -> dict:
    """Return what a script puts in place of the control, the number of offers, and what is announced."""
    (name, name_lang), count = name_of(offer), len(saved.offers) if saved else 0
    context = {"offer": offer, "name": name, "name_lang": name_lang, "refusal": refusal, "longest": my_list.LONGEST}
    if refusal:
        status = strip_tags(render_to_string("search/includes/list_refusal.html", context | {"notice": refusal}))
    elif saved and offer in saved.offers:
        status = _("%(name)s is on your list.") % {"name": name}
    else:
        status = _("%(name)s was taken off your list.") % {"name": name}
    html = render_to_string("search/includes/add_to_list.html", context, request)
    return {"html": html, "count": count, "status": status}


def back(request) -> str:
    """Return the page the tap was on, by its own word; the list when it is not told."""
    start = f"{request.scheme}://{request.get_host()}/"
    said = request.headers.get("Referer", "").partition("#")[0]
    return "/" + said.removeprefix(start).lstrip("/\\") if said.startswith(start) else reverse("list:mine")


def notice_asked(request) -> str:
    asked = request.GET.get("notice", "")
    return asked if asked in NOTICES else ""


def notice_of(request) -> dict:
    """Return what was done just now, as the address says it."""
    numbers = {
        name: int(text)
        for name in ("offer", "at", "left_out")
        if (text := request.GET.get(name, "")).isascii() and text.isdecimal() and len(text) <= LARGEST_KEY
    }
    notice = notice_asked(request)
    about = numbers.get("offer", 0)
    return {
        "notice": notice,
        "about": about,
        "about_name": name_of(about).text if notice == "removed" and about else "",
        "at": numbers.get("at", 0),
        "left_out": numbers.get("left_out", 0),
        "by": request.GET.get("by", "") if request.GET.get("by") in ("1", "-1") else "",
    }
