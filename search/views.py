"""The search page and its map."""

from functools import partial

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from activities import clock
from activities.district_shapes import outlines
from activities.models import ActivityPage, Venue

from .api import parameters
from .engines import get_engine
from .links import search_url
from .query import parse
from .results_page import context_of
from .vocabulary import vocabulary


def asked(request):
    """Return (query, problems) of a page: what can't be used is told, names that no search knows are not."""
    return parse(parameters(request), vocabulary(), clock.today())


@require_safe
def results(request):
    """The search page; to HTMX only the part of it that a choice changes, never kept by a cache as the page."""
    query, problems = asked(request)
    search = get_engine().search
    context = context_of(search(query), problems, clock.today(), request, partial(search, size=1))
    is_part = request.htmx and not request.htmx.history_restore_request
    context["base"] = "search/part.html" if is_part else "base.html"
    response = render(request, "search/results.html", context)
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    if is_part:
        patch_cache_control(response, private=True, no_cache=True)
    return response


@require_safe
def short_link(request, pk):
    """Lead from `/a/123/` to the offer in the reader's language."""
    if pk >= 2**63:  # no key a database could hold
        raise Http404
    page = get_object_or_404(ActivityPage.objects.unrestricted(), pk=pk)
    if not (page.live or page.expired):
        raise Http404
    return redirect(page.get_url(request))


# The one page that may ask a third party for something: the tiles, after a tap.
@csp_update({"img-src": [settings.TILE_ORIGIN]})
@require_safe
def map_page(request):
    """The map alone, to stand in a frame: of a search, or of one offer's venues."""
    offer = request.GET.get("offer", "")
    if offer:
        if not offer.isdecimal() or len(offer) > 18:
            raise Http404
        data = {"places": places_of(get_object_or_404(ActivityPage.objects.open_to_all(), pk=offer))}
        back = request.build_absolute_uri(f"/a/{offer}/")
    else:
        query, _problems = asked(request)
        data = {"source": search_url(query, "geojson")}
        back = search_url(query)
    data["outlines"] = outlines()
    return render(request, "search/map.html", {"data": data, "back": back})


def places_of(page):
    """Return the offer's venues that have a point, in the shape the map draws."""
    venues = Venue.objects.filter(sessions__page=page, lat__isnull=False).distinct()
    return [{"lat": venue.lat, "lon": venue.lon, "venue": venue.name, "address": venue.address} for venue in venues]
