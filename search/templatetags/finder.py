"""What pages outside of search show of it: lists of offers by time and place, links to searches."""

import datetime as dt
from dataclasses import replace
from functools import lru_cache
from math import inf

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from activities import clock
from activities.choices import OUTSIDE, TimeBand
from activities.district_shapes import sketch
from activities.facts import bands_of

from .. import generation
from ..cards import cards
from ..engines import get_engine
from ..labels import label
from ..links import search_url
from ..query import MAX_RADIUS_M, OPEN_AGE_MONTHS, Near, SearchQuery
from ..vocabulary import city

register = template.Library()

FEW = 3
BAND_OFFERS = 5
AREA_OFFERS = 200  # the soonest of an area, looked through for each time of day
SIMILAR = 4
SATURDAY, SUNDAY = 5, 6
# What most people come for: icon, words, search.
TILES = (
    (
        "category-ball-games",
        lambda: _("Sport"),
        {"category": ("football", "ball-games", "martial-arts", "gymnastics-dance", "movement-health")},
    ),
    ("category-swimming", lambda: _("Swimming"), {"category": ("swimming",)}),
    ("gender-girls", lambda: _("For girls"), {"gender": ("girls",)}),
    ("category-danish-class", lambda: _("Learn Danish"), {"category": ("danish-class", "language-cafe")}),
    ("category-homework-help", lambda: _("Homework help"), {"category": ("homework-help",)}),
    ("audience-babies", lambda: _("Parents and babies"), {"category": ("parent-group",)}),
    ("audience-seniors", lambda: _("60+"), {"audience": ("seniors",)}),
    ("category-club-dropin", lambda: _("A place to be"), {"category": ("club-dropin",)}),
)


@register.simple_tag
def search_link(**chosen):
    """Return the address of a search by its fields: `{% search_link area="valby" %}`; lists may be one key."""
    lists = {name: (value,) if isinstance(value, str) and name != "q" else value for name, value in chosen.items()}
    return search_url(SearchQuery(**lists))


@register.simple_tag
def home_tiles():
    known = city().categories
    return [
        {"icon": icon, "text": words(), "url": search_url(SearchQuery(**chosen))}
        for icon, words, chosen in TILES
        if "category" not in chosen or known.keys() & set(chosen["category"])
    ]


@register.simple_tag
def spoken_choices():
    """Return the languages that coming offers speak, the most frequent first, as (tag, name)."""
    counts = get_engine().search(SearchQuery(), size=1).facets.get("language", {})
    return [(tag, label("language", tag)) for tag in sorted(counts, key=lambda tag: (-counts[tag], tag))]


@register.simple_tag
def where_choices():
    """Return the districts as (key, name), the places outside of the city last."""
    return [*city().districts.items(), (OUTSIDE, label("district", OUTSIDE))]


@register.simple_tag
def when_choices():
    return [(band.value, band.label) for band in TimeBand]


@register.simple_tag(takes_context=True)
def lists_of_now(context):
    """Return the short lists of home, each with its search: open now, tonight, this weekend; empty ones left out."""
    today = clock.today()
    saturday = today if today.weekday() == SUNDAY else today + dt.timedelta(days=(SATURDAY - today.weekday()) % 7)
    sunday = saturday + dt.timedelta(days=(SUNDAY - saturday.weekday()) % 7)
    queries = (
        (_("Open now"), SearchQuery(open_now=True)),
        (_("Tonight"), SearchQuery(date=today, until=today, time=(TimeBand.EVENING.value,))),
        (_("This weekend"), SearchQuery(date=saturday, until=sunday)),
    )
    return [found for title, query in queries if (found := _list(context, title, query, FEW))["hits"]]


def _list(context, title, query, size):
    results = get_engine().search(query, facets=False, size=size)
    return {
        "title": title,
        "hits": cards(results.hits, context.get("request")),
        "total": results.total,
        "more": max(0, results.total - size),
        "url": search_url(query),
    }


@register.simple_tag(takes_context=True)
def area_by_time(context, area):
    """Return the offers of a council area by time of day, each list with its search; one search for all of them."""
    everything = SearchQuery(area=(area,))
    results = get_engine().search(everything, size=AREA_OFFERS)
    lists = []
    for band in TimeBand:
        total = results.facets.get("time", {}).get(band.value, 0)
        found = [hit for hit in (_within(hit, band) for hit in results.hits) if hit]
        hits = sorted(found, key=lambda hit: hit.next.timestamp() if hit.next else inf)[:BAND_OFFERS]
        if total:
            lists.append(
                {
                    "title": band.label,
                    "hits": cards(hits, context.get("request")),
                    "total": total,
                    "more": max(0, total - len(hits)),
                    "url": search_url(everything.but(time=(band.value,))),
                }
            )
    return lists


def _within(hit, band):
    """Return the hit with its sessions in this time of day alone, or None when it has none."""
    sessions = [pair for pair in hit.sessions if band in bands_of(pair[0]["start"], pair[0]["end"])]
    if not sessions:
        return None
    coming = [following for _session, following in sessions if following]
    return replace(hit, sessions=sessions, next=min(coming, default=None))


@register.simple_tag(takes_context=True)
def similar_offers(context, page):
    """Return offers like this one, the nearest first: its kind of activity, for its ages and gender."""
    like_this = SearchQuery(
        category=tuple(category.key for category in page.categories.all()),
        gender=(page.gender, "open") if page.gender not in ("", "open") else (),
        age=_ages(page),
    )
    results = get_engine().search(_around(like_this, page), facets=False, size=SIMILAR + 1)
    hits = [hit for hit in results.hits if hit.id != page.pk][:SIMILAR]
    # The distance is one from that offer, which nobody asked for.
    shown = [card | {"distance_text": ""} for card in cards(hits, context.get("request"))]
    return {"hits": shown, "url": search_url(like_this)}


def _around(query, page):
    venues = [session.venue for session in page.sessions.all() if session.venue and session.venue.is_located]
    if not venues:
        return query
    return query.but(near=Near(venues[0].lat, venues[0].lon), radius=MAX_RADIUS_M)


def _ages(page):
    low, high = page.ages
    if low is None and high is None:
        return ()
    # Whole years: that is how an age is written in an address.
    low, high = (low or 0) // 12 * 12, OPEN_AGE_MONTHS if high is None else high // 12 * 12 + 11
    return ((low, min(high, OPEN_AGE_MONTHS - 1)),)


@register.simple_tag
def map_link(offer=None, venue=None, **chosen):
    """Return the address of the map of one offer, of one venue, or of a search by its fields."""
    for name, key in (("offer", offer), ("venue", venue)):
        if key is not None:
            return f"{search_url(name='map')}?{name}={key}"
    lists = {name: (value,) if isinstance(value, str) and name != "q" else value for name, value in chosen.items()}
    return search_url(SearchQuery(**lists), "map")


@register.simple_tag
def city_sketch():
    """Return the city's districts as one light drawing, worked out once for each state of the city."""
    return _sketch(generation.current())


@lru_cache(maxsize=2)
def _sketch(_generation):
    return sketch()


@register.filter
def on_map(hit):
    """Return the attributes by which a hit and its pins find each other."""
    points = {(session["lat"], session["lon"]) for session in hit["sessions"] if session["lat"] is not None}
    return format_html(
        ' data-offer="{}" data-points="{}"', hit["id"], " ".join(f"{lat},{lon}" for lat, lon in sorted(points))
    )
