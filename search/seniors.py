"""The way in for those who are 60 and over: whom to call, then few and large choices."""

import datetime as dt

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities import clock

from .cards import cards
from .engines import get_engine
from .help_desks import help_desks
from .links import search_url
from .query import SearchQuery
from .vocabulary import city

SENIORS = SearchQuery(audience=("seniors",))
SOON = 3  # offers shown of today and tomorrow
FEW = 8  # choices shown
# What people come for, the most wanted first: icon, words, categories.
CHOICES = (
    ("category-senior-club", lambda: _("Meet others"), ("senior-club", "network-group")),
    ("category-cooking-meals", lambda: _("Eat together"), ("cooking-meals",)),
    ("category-movement-health", lambda: _("Move a little"), ("movement-health", "gymnastics-dance")),
    ("category-swimming", lambda: _("Swim"), ("swimming",)),
    ("category-games-esport", lambda: _("Play cards and games"), ("games-esport",)),
    ("category-tech-media", lambda: _("Help with phone and computer"), ("tech-media",)),
    ("category-mentor-buddy", lambda: _("Get a visit"), ("mentor-buddy",)),
    ("category-music-theatre", lambda: _("Sing and play music"), ("music-theatre",)),
    ("category-arts-crafts", lambda: _("Knit, sew and paint"), ("arts-crafts",)),
    ("category-gardening", lambda: _("Grow things"), ("gardening",)),
)


@require_safe
def seniors(request):
    facets = get_engine().search(SENIORS, size=1).facets
    context = {
        "desk_groups": help_desks()["others"],
        "choices": choices(facets.get("category", {})),
        "areas": areas(facets.get("area", {})),
        "soon": soon(request),
        "everything_url": search_url(SENIORS),
    }
    return render(request, "search/seniors.html", context)


def choices(counts):
    """Return a few choices that lead to something; `counts` is {category: offers}."""
    found = [
        {"icon": icon, "text": words(), "url": search_url(SENIORS.but(category=categories))}
        for icon, words, categories in CHOICES
        if any(counts.get(category) for category in categories)
    ]
    return found[:FEW]


def areas(counts):
    named = sorted(city().areas.items(), key=lambda area: area[1])
    return [{"name": name, "url": search_url(SENIORS.but(area=(key,)))} for key, name in named if counts.get(key)]


def soon(request):
    """Return the next offers of today and tomorrow, with the search they are from."""
    today = clock.today()
    query = SENIORS.but(date=today, until=today + dt.timedelta(days=1), sort="next")
    results = get_engine().search(query, facets=False, size=SOON)
    return {"hits": cards(results.hits, request), "more": max(0, results.total - SOON), "url": search_url(query)}
