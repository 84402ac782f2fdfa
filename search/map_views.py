"""The map: a page of its own to stand in a frame, and what it asks for while it is moved."""

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from activities.district_shapes import outlines
from activities.models import ActivityPage, Venue

from .api import refused
from .cards import cards
from .engines import get_engine
from .labels import label
from .links import search_url
from .map_features import by_district, collection
from .map_part import asked_part, written
from .query import Near
from .views import asked
from .vocabulary import kept_city

LISTED = 60  # offers in the list beside the map; the rest a link away
PANEL_OFFERS = 20
AT_A_POINT_M = 10
FIRST_ZOOM = 12


# The one page that may ask a third party for something: the tiles, after a tap.
@csp_update({"img-src": [settings.TILE_ORIGIN]})
@require_safe
def map_page(request):
    """The map of a search, or of one offer's venues (`offer=`), or of one venue (`venue=`)."""
    if "offer" in request.GET:
        page = get_object_or_404(ActivityPage.objects.open_to_all(), pk=key_of(request.GET["offer"]))
        venues = Venue.objects.filter(sessions__page=page).distinct()
        return map_of_venues(request, venues, page.get_url(request))
    if "venue" in request.GET:
        venues = Venue.objects.filter(
            pk=key_of(request.GET["venue"]), sessions__page__in=ActivityPage.objects.open_to_all()
        ).distinct()
        if not venues:
            raise Http404
        return map_of_venues(request, venues, "")
    return map_of_search(request)


def key_of(text):
    if not (text.isascii() and text.isdecimal()) or len(text) > 18:
        raise Http404
    return int(text)


def map_of_venues(request, venues, back):
    venues = [venue for venue in venues if venue.lat is not None]
    data = {
        "pins": [{"id": venue.pk, "lat": venue.lat, "lon": venue.lon, "label": venue.name} for venue in venues],
        "outlines": outlines(),
    }
    return render(request, "search/map.html", {"data": data, "back": back, "venues": venues})


def map_of_search(request):
    query, _problems = asked(request)
    engine = get_engine()
    spread = engine.clusters(query, FIRST_ZOOM)
    hits = engine.search(query.but(), facets=False, size=LISTED).hits
    data = {
        "search": query.querystring(),
        "urls": {name: search_url(name=name) for name in ("results", "map", "clusters", "places")},
        "extent": written(spread.extent) if spread.extent else None,
        "outlines": outlines(),
        "chosen": [*query.district, *(kept_city().district_of_area[key] for key in query.area)],
        "near": around(query),
    }
    context = {
        "data": data,
        "back": search_url(query),
        "districts": by_district(hits, get_language()),
        "more": max(0, spread.total - len(hits)),
    }
    return render(request, "search/map.html", context)


def around(query):
    """Return the point searched around and the radius in metres, with the place's name where it has one."""
    if not query.near:
        return None
    name = label("near", query.near.slug) if query.near.slug else ""
    return {"lat": query.near.lat, "lon": query.near.lon, "radius": query.radius, "name": name}


@require_safe
def clusters(request):
    """Answer the pins and clusters of a search in a part of the map; what the search page ignores is ignored here."""
    query, _problems = asked(request)
    part, problems = asked_part(request, "bbox", "zoom")
    if problems:
        return refused(problems)
    spread = get_engine().clusters(query, part["zoom"], part["bbox"])
    return JsonResponse(collection(spread, get_language()), content_type="application/geo+json")


@require_safe
def places(request):
    """Answer the offers in a part of the map as the piece of page that a pin opens: the hits of the search page."""
    query, _problems = asked(request)
    part, problems = asked_part(request, "bbox")
    if problems:
        return refused(problems)
    box = part["bbox"]
    results = get_engine().search(query.but(), facets=False, size=PANEL_OFFERS, box=box)
    middle = Near((box.south + box.north) / 2, (box.west + box.east) / 2)
    at_one_point = box.north - box.south < 1e-4 and box.east - box.west < 1e-4
    here = query.but(near=middle, radius=AT_A_POINT_M, sort="") if at_one_point else query.but()
    context = {
        "hits": cards(results.hits, request),
        "venue": venue_of(results.hits) if at_one_point else "",
        "total": results.total,
        "more": results.total - len(results.hits),
        "all_url": search_url(here),
    }
    return render(request, "search/includes/map_places.html", context)


def venue_of(hits):
    return hits[0].sessions[0][0]["venue"] if hits and hits[0].sessions else ""
