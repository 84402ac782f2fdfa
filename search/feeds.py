"""A search in other shapes: JSON, GeoJSON for the map, RSS for readers, iCalendar for calendars."""

from __future__ import annotations

import datetime as dt
import json

from django.conf import settings
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities import clock
from activities.choices import WEEKDAY_KEYS, Rule
from activities.facts import bands_of
from activities.models import ActivityPage, Occurrence

from .api import activities, open_to_all, parameters, refused
from .calendar_text import Stamp, Writer
from .calendars import CALENDAR, Meeting, as_file, new_calendar
from .engines import get_engine
from .kept_answers import answer
from .links import search_url
from .presentation import display, present, present_session
from .query import parse
from .urls_of_offers import absolute
from .vocabulary import vocabulary

FEED_OFFERS = 200
FEED_DAYS = 90
MAP_OFFERS = 500
GEOJSON = "application/geo+json"


def asked(request):
    """Return (query, 400 answer or None) of a feed of the page: it begins on the first page.

    As on the page, names that no search knows (`utm_source`) are left alone; a feed has no room for
    notices, so a value that can't be used is refused.
    """
    query, found = parse(parameters(request), vocabulary(), clock.today())
    return query.but(), refused(found) if found else None


@require_safe
def as_json(request):
    """Answer as the API does; `lang` wins over the language of the address."""
    return activities(request, get_language())


@require_safe
def as_geojson(request):
    """Answer a FeatureCollection of the matching sessions that have a point, with the result's properties."""
    query, problem = asked(request)
    return problem or open_to_all(answer(request, query, "geojson", GEOJSON, lambda: geojson_of(query, request)))


def geojson_of(query, request):
    language = get_language()
    results = get_engine().search(query, facets=False, size=MAP_OFFERS)
    features = [feature for hit in results.hits for feature in features_of(hit, language, request)]
    body = {"type": "FeatureCollection", "total": results.total, "features": features}
    return json.dumps(body).encode(), results.hits


def features_of(hit, language, request):
    result = present(hit, language, request)
    for session, following in hit.sessions:
        if session["lat"] is None:
            continue
        own = present_session(session, following, language)
        yield {
            "type": "Feature",
            "id": session["id"],
            "geometry": {"type": "Point", "coordinates": [session["lon"], session["lat"]]},
            "properties": result
            | {key: own[key] for key in ("venue", "district", "area", "lat", "lon", "next")}
            | {"address": session["address"], "session": own},
        }


@require_safe
def as_rss(request):
    query, problem = asked(request)
    return problem or answer(request, query, "rss", Rss201rev2Feed.content_type, lambda: rss_of(query, request))


def rss_of(query, request):
    language, today = get_language(), clock.today()
    feed = Rss201rev2Feed(
        title=settings.FINDER_BRAND,
        link=request.build_absolute_uri(search_url(query)),
        description=_("Activities found by your search"),
        language=language,
        feed_url=request.build_absolute_uri(search_url(query, "rss")),
    )
    hits = get_engine().search(query, facets=False, size=FEED_OFFERS).hits
    for hit in hits:
        shown = display(hit, language, today, request)
        lines = [shown["gloss"], shown["next_text"], shown["place_text"], shown["price_text"], shown["summary"]]
        feed.add_item(
            title=shown["name"],
            link=shown["url"],
            description="\n".join(filter(None, lines)),
            unique_id=absolute(hit.document["path"], settings.LANGUAGE_CODE, request),
            categories=[item["label"] for item in shown["category_items"]],
        )
    return feed.writeString("utf-8").encode(), hits


@require_safe
def as_ics(request):
    """Answer the coming 90 days of the first 200 offers, one event per date, under ids that stay.

    A search answers with what is on: a cancelled date is none of it.
    """
    query, problem = asked(request)
    return problem or as_file(
        answer(request, query, "ics", CALENDAR, lambda: ics_of(query, request)), request, "search"
    )


def ics_of(query, request):
    language = get_language()
    hits = get_engine().search(query, facets=False, size=FEED_OFFERS).hits
    calendar = new_calendar(settings.FINDER_BRAND, language, request.build_absolute_uri(search_url(query)))
    writer, stamps = Writer(calendar, language, request), stamps_of(hits)
    for hit, session, row in dates_of(hits, query):
        writer.add(hit.document, Meeting(session, row, row.planned or row.day), stamps[hit.id])
    return writer.text(), hits


def stamps_of(hits) -> dict[int, Stamp]:
    """Return {offer id: which state of it is live}, by one query."""
    rows = ActivityPage.objects.filter(pk__in=[hit.id for hit in hits])
    known = rows.order_by().values_list("pk", "last_published_at", "live_revision_id")
    stamps = {pk: Stamp(published, revision) for pk, published, revision in known}
    # Gone since it was found: the next request knows.
    return {hit.id: stamps.get(hit.id, Stamp(None, None)) for hit in hits}


def dates_of(hits, query):
    """Yield (hit, session document, occurrence) of the matching sessions in the coming days, by one query."""
    moment = clock.now()
    sessions = {session["id"]: (hit, session) for hit in hits for session, _following in hit.sessions}
    last = moment.date() + dt.timedelta(days=FEED_DAYS)
    span = query.span(moment.date()) or (dt.date.min, last)
    rows = Occurrence.objects.filter(
        session__in=sessions, ends_at__gt=moment, day__gte=span[0], day__lte=min(last, span[1])
    )
    for occurrence in rows.order_by("starts_at", "session_id"):
        hit, session = sessions[occurrence.session_id]
        # Without dates the rule was asked, and all its dates follow; single dates are asked one by one.
        by_rule = not query.has_dates and session["rule"] != Rule.SINGLE
        if by_rule or falls_in(occurrence, query, session):
            yield hit, session, occurrence


def falls_in(occurrence, query, session):
    """Hold one date against the weekday and times asked for, as a search with dates does."""
    start, end = occurrence.start, occurrence.end
    going_on = session["opening_hours"] and query.after is not None and start <= query.after < end
    return (
        (not query.weekday or WEEKDAY_KEYS[occurrence.day.weekday()] in query.weekday)
        and (not query.time or bool(set(bands_of(start, end)) & set(query.time)))
        and (query.after is None or start >= query.after or going_on)
        and (query.before is None or end <= query.before)
    )
