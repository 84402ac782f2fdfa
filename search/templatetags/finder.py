"""What pages outside of search show of it: lists of offers by time and place, links to searches."""

import datetime as dt
from dataclasses import replace
from functools import lru_cache
from math import inf

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from activities import clock
from activities.choices import OUTSIDE, Gender, TimeBand
from activities.district_shapes import sketch
from activities.facts import bands_of

from .. import generation
from ..cancelled import cancelled_lines, is_for_today
from ..cards import cards
from ..engines import get_engine
from ..labels import label
from ..links import search_url
from ..places import asked
from ..presentation import gloss
from ..query import MAX_RADIUS_M, OPEN_AGE_MONTHS, Near, SearchQuery
from ..vocabulary import city
from ..week_grid import week_grid
from ..worth_the_trip import worth_the_trip as find_trip

register = template.Library()

FEW = 3
BAND_OFFERS = 3
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
    ("audience-seniors", lambda: _("60+"), None),  # a page of its own: large, phone first
    ("category-club-dropin", lambda: _("A place to be"), {"category": ("club-dropin",)}),
)


@register.simple_tag
def search_link(**chosen):
    """Return the address of a search by its fields: `{% search_link area="valby" %}`; lists may be one key."""
    return search_url(_chosen(chosen))


@register.simple_tag
def search_feeds(**chosen):
    """Return the addresses of a search as feed and calendar: `{% search_feeds area="valby" as feeds %}`."""
    return {name: search_url(_chosen(chosen), name) for name in ("rss", "ics")}


def _chosen(fields):
    lists = {name: (value,) if isinstance(value, str) and name != "q" else value for name, value in fields.items()}
    return SearchQuery(**lists)


@register.simple_tag(takes_context=True)
def home_tiles(context):
    """Return the tiles, each a search in the place of home's address."""
    known, place = city().categories, asked(context.get("request"))[0]
    return [
        {
            "icon": icon,
            "text": words(),
            "url": reverse("seniors") if chosen is None else search_url(place.but(**chosen)),
        }
        for icon, words, chosen in TILES
        if "category" not in (chosen or {}) or known.keys() & set(chosen["category"])
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
    """Return the short lists of home, each with its search: open now, tonight, this weekend; empty ones left out.

    They are of the place in home's address where it has one.
    """
    today, place = clock.today(), asked(context.get("request"))[0]
    saturday = today if today.weekday() == SUNDAY else today + dt.timedelta(days=(SATURDAY - today.weekday()) % 7)
    sunday = saturday + dt.timedelta(days=(SUNDAY - saturday.weekday()) % 7)
    tonight = place.but(date=today, until=today, time=(TimeBand.EVENING.value,))
    queries = (
        (_("Open now"), place.but(open_now=True)),
        (_("Tonight"), tonight),
        (_("This weekend"), place.but(date=saturday, until=sunday)),
    )
    lists, shown = [], set()
    for title, query in queries:
        lists.append(_list(context, title, query, FEW, shown))
        shown |= {hit["id"] for hit in lists[-1]["hits"]}
    for found, (_title, query) in zip(lists, queries, strict=True):
        found["cancelled"] = cancelled_lines(query) if query == tonight else []
    return [found for found in lists if found["hits"] or found["cancelled"]]


def _list(context, title, query, size, shown=frozenset()):
    """Return the first hits of a search, those last that the page shows already."""
    results = get_engine().search(query, facets=False, size=size + len(shown))
    hits = sorted(results.hits, key=lambda hit: hit.id in shown)[:size]
    return {
        "title": title,
        "hits": cards(hits, context.get("request")),
        "total": results.total,
        "more": max(0, results.total - size),
        "url": search_url(query),
    }


@register.simple_tag(takes_context=True)
def area_overview(context, area):
    """Return what is on in a council area: its week as a grid, and lists by time of day; one search for all of it."""
    everything = SearchQuery(area=(area,))
    results = get_engine().search(everything, size=AREA_OFFERS)
    return {
        "query": everything,
        "total": results.total,
        "url": search_url(everything),
        "grid": week_grid(results.facets.get("grid", {}), everything, clock.today()),
        "lists": list(_by_time(context, everything, results)),
        "shown": [hit.id for hit in results.hits],
        "feeds": {name: search_url(everything, name) for name in ("rss", "ics")},
        "map_url": search_url(everything, "map"),
    }


def _by_time(context, everything, results):
    """Yield the offers of each time of day, with their number and the search for all of them."""
    for band in TimeBand:
        total = results.facets.get("time", {}).get(band.value, 0)
        if not total:
            continue
        found = [hit for hit in (_within(hit, band) for hit in results.hits) if hit]
        hits = sorted(found, key=lambda hit: hit.next.timestamp() if hit.next else inf)[:BAND_OFFERS]
        yield {
            "key": band.value,
            "title": band.label,
            "hits": cards(hits, context.get("request")),
            "total": total,
            "more": max(0, total - len(hits)),
            "url": search_url(everything.but(time=(band.value,))),
        }


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
    venue = _first_located(page)
    around = like_this.but(near=Near(venue.lat, venue.lon), radius=MAX_RADIUS_M) if venue else like_this
    results = get_engine().search(around, facets=False, size=SIMILAR + 1)
    hits = [hit for hit in results.hits if hit.id != page.pk][:SIMILAR]
    # The distance is one from that offer, which nobody asked for.
    shown = [card | {"distance_text": ""} for card in cards(hits, context.get("request"))]
    here = like_this.but(district=(venue.district_id,)) if venue and venue.district_id else None
    return {"hits": shown, "url": search_url(like_this), "here": here, "ids": [page.pk, *(hit.id for hit in hits)]}


def _first_located(page):
    return next((one.venue for one in page.sessions.all() if one.venue and one.venue.is_located), None)


@register.simple_tag(takes_context=True)
def worth_the_trip(context, query, shown=()):
    """Return one offer from a neighbouring district as a card with its heading; None where there is none.

    `shown` are the cards or ids already on the page.
    """
    trip = find_trip(query, {one["id"] if isinstance(one, dict) else one for one in shown}) if query else None
    if trip is None:
        return None
    (card,) = cards([trip.hit], context.get("request"))
    parts = {"district": label("district", trip.district), "distance": card["distance_text"]}
    far = bool(parts["distance"])
    title = _("Worth the trip: in %(district)s, %(distance)s") if far else _("Worth the trip: in %(district)s")
    return {"hits": [card | {"distance_text": ""}], "title": title % parts}


@register.simple_tag
def cancelled_tonight(query):
    """Return what is cancelled within 48 hours and fits a search for today; nothing beside any other search."""
    return cancelled_lines(query) if query and is_for_today(query) else []


@register.simple_tag
def gloss_of(page):
    """Say in one line what an offer is and for whom: `Swimming for girls 7-12`; nothing when that is only its kind."""
    if page.gender in ("", Gender.OPEN) and page.ages == (None, None):
        return ""
    facts = {
        "category": [category.key for category in page.categories.all()],
        "gender": page.gender,
        "age_months": page.ages,
    }
    return gloss(facts, get_language())


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
