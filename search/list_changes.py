"""Changing a list: one tap, one small form, answered as a page or for a script."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from activities.models import ActivityPage

from . import my_list
from .list_answers import LARGEST_KEY, address_of, found, is_over, private
from .list_rows import is_shown, name_of
from .senders import network_of


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
    except my_list.TooManyHere:
        return refused(request, "crowded")
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
        saved, key = my_list.begin([offer], network_of(request))
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
        saved, key = my_list.begin(other.offers, network_of(request))
    else:
        saved = my_list.change(saved, lambda offers: my_list.merged(offers, other.offers))
    left_out = len(set(other.offers) - set(saved.offers))
    return remembered(request, key, back_to_list(saved, "copied", 0, f"&left_out={left_out}"))


def forget(request):
    """Take the list and every page kept off this device, for the next one who sits down at it."""
    response = private(redirect(reverse("list:mine") + "?notice=forgotten"))
    my_list.forget(response)
    return response


ACTIONS = {
    "add": add,
    "remove": remove,
    "up": move(-1),
    "down": move(1),
    "keep": keep,
    "copy": copy,
    "forget": forget,
}


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
