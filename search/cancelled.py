"""What a search for tonight would have found, had it not been cancelled: told beside the hits, never among them."""

from __future__ import annotations

import datetime as dt

from django.db.models import prefetch_related_objects
from django.utils.translation import get_language
from shapely.geometry import Point, shape

from activities import clock, derived, facts
from activities.cancellations import Cancelled, cancelled_soon
from activities.choices import PricePer
from activities.folding import fold
from activities.geography import distance_m
from activities.models import AssociationPage, PlaceName
from activities.occurrences import calendar_now
from activities.schedule_text import occurrence_text
from activities.searchable_text import names
from activities.spoken_languages import primary

from . import urls_of_offers
from .presentation import in_language
from .query import SearchQuery

MOST_SHOWN = 6


def is_for_today(query: SearchQuery) -> bool:
    """True for a search of today alone, the whole day or a part of it."""
    today = clock.today()
    return query.span(today) == (today, today)


def cancelled_lines(query: SearchQuery) -> list[dict]:
    """Return what of the coming 48 hours is cancelled and fits the search's place and facts, as lines to show.

    The times asked for are left aside: who looks at tonight is told of tomorrow's too.
    """
    found = cancelled_soon()
    if not found:
        return []
    fits = _Fit(query, [cancelled.page for cancelled in found])
    language, today = get_language(), clock.today()
    return [_line(cancelled, language, today) for cancelled in found if fits(cancelled)][:MOST_SHOWN]


def _line(cancelled: Cancelled, language: str, today: dt.date) -> dict:
    texts = {code: text for code in (language, "da") if (text := getattr(cancelled.page, f"name_{code}", None))}
    name, name_lang = in_language(texts, language)
    return {
        "id": cancelled.page.pk,
        "name": name,
        "name_lang": name_lang,
        "link": urls_of_offers.relative(cancelled.page.url_path, language),
        "when": occurrence_text(cancelled.occurrence, language, today),
        "place": cancelled.session.venue.name if cancelled.session.venue else "",
    }


class _Fit:
    """Holds a cancelled session against everything of a query but its times. Few offers: plain Python does."""

    def __init__(self, query: SearchQuery, pages):
        self.query = query
        self.words = fold(query.q).split()
        self.languages = {primary(tag) for tag in query.language}
        self.places = list(PlaceName.objects.filter(slug__in=query.place)) if query.place else []
        children = ["categories"] if query.category else []
        children += ["extra_costs"] if query.free or query.price_max is not None or query.flag else []
        prefetch_related_objects(list(dict.fromkeys(pages)), *children)
        self.calendar = calendar_now() if query.flag or query.price_max is not None else None
        self.associations = {}
        if query.flag:
            paths = {page.path[: -page.steplen] for page in pages}
            self.associations = {one.path: one for one in AssociationPage.objects.filter(path__in=paths)}

    def __call__(self, cancelled: Cancelled) -> bool:
        return self._place(cancelled.session.venue) and self._offer(cancelled.page) and self._costs(cancelled.page)

    def _place(self, venue) -> bool:
        query = self.query
        if not (query.district or query.area or query.postcode or query.near or query.place):
            return True
        if venue is None:
            return False
        return (
            (not query.district or venue.district_key in query.district)
            and (not query.area or venue.area_id in query.area)
            and (not query.postcode or venue.postcode in query.postcode)
            and (not query.near or _is_within(venue, query.near.lat, query.near.lon, query.radius))
            and (not query.place or any(_is_in(venue, place) for place in self.places))
        )

    def _offer(self, page) -> bool:
        query = self.query
        return (
            (not query.category or bool({category.key for category in page.categories.all()} & set(query.category)))
            and (not query.audience or bool(set(self._audiences(page)) & set(query.audience)))
            and (not query.gender or page.gender in query.gender)
            and (not query.kind or page.kind in query.kind)
            and (not self.languages or bool({primary(tag) for tag in page.held_in + page.also_spoken} & self.languages))
            and (query.danish is None or (page.danish is not None and page.danish <= query.danish))
            and (not query.age or self._is_of_age(page))
            and (not self.words or all(word in fold(" ".join(names(page))) for word in self.words))
        )

    @staticmethod
    def _audiences(page):
        return facts.matching_audiences(page.audiences, page.ages)

    def _is_of_age(self, page) -> bool:
        spans = facts.age_ranges(page.audiences, page.ages)
        return any(facts.overlaps(span, wanted) for span in spans for wanted in self.query.age)

    def _costs(self, page) -> bool:
        query = self.query
        if query.free and not page.is_free:
            return False
        if self.calendar is None:
            return True
        schedules = page.schedules
        season = derived.season_dates(schedules, self.calendar)
        yearly = derived.per_year(page, schedules, season)
        cost = page.price_amount if page.price_per == PricePer.COURSE else yearly
        if query.price_max is not None and (cost is None or cost > query.price_max):
            return False
        association = self.associations.get(page.path[: -page.steplen])
        venues = [session.venue for session in page.sessions.all()]
        return set(query.flag) <= set(derived.flags_of(page, association, venues, season))


def _is_within(venue, lat, lon, radius) -> bool:
    return venue.is_located and distance_m(lat, lon, venue.lat, venue.lon) <= radius


def _is_in(venue, place) -> bool:
    if place.outline and venue.is_located:
        return shape(place.outline).contains(Point(venue.lon, venue.lat))
    return _is_within(venue, place.lat, place.lon, place.radius)
