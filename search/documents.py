"""One function decides what is known of an offer in search; every engine is filled by it.

A document is plain JSON: keys, never labels, minutes after midnight, months, kroner, ISO dates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.conf import settings
from django.utils.html import strip_tags

from activities import derived, facts
from activities.choices import WEEKDAY_KEYS, PricePer, Rule, State
from activities.folding import fold
from activities.models import ActivityPage, AssociationPage, ImportedItem, Occurrence
from activities.occurrences import calendar_now
from activities.schedule_text import describe
from activities.spoken_languages import primary

CHILDREN = ("sessions__venue", "extra_costs", "categories", "phrases")


def build_many(ids: Iterable[int]) -> dict[int, dict]:
    """Return {offer id: document} of the offers among `ids`, open to all, that may be found today or later.

    A fixed number of queries whatever the number of ids; hand over at most some hundreds at once.
    """
    return of_pages(list(searched(ids).prefetch_related(*CHILDREN)))


def searched(ids: Iterable[int]):
    """Return the offers among `ids`, as a queryset, that a search may find today or later."""
    findable = ActivityPage.objects.open_to_all().filter(state__in=[State.FORMING, State.RUNNING])
    return findable.filter(pk__in=list(ids))


def of_pages(pages: list[ActivityPage]) -> dict[int, dict]:
    """Return {offer id: document} of these pages, in whatever state they are; `CHILDREN` should be fetched."""
    associations = _associations(pages)
    days = _days_by_session(pages)
    sources = dict(ImportedItem.objects.filter(page__in=pages).values_list("page_id", "source"))
    calendar = calendar_now()
    return {
        page.pk: build(page, associations.get(page.path[: -page.steplen]), days, calendar, sources.get(page.pk, ""))
        for page in pages
    }


def _associations(pages):
    paths = {page.path[: -page.steplen] for page in pages}
    return {association.path: association for association in AssociationPage.objects.filter(path__in=paths)}


def _days_by_session(pages):
    """Return {session id: {(weekday, start, end): [day ordinals]}} of the occurrences known."""
    days = defaultdict(lambda: defaultdict(list))
    rows = Occurrence.objects.filter(page__in=pages).values_list("session_id", "day", "start", "end")
    for session, day, start, end in rows.order_by("day"):
        days[session][day.weekday(), start, end].append(day.toordinal())
    return days


def build(page, association, days, calendar, source: str = "") -> dict:
    """Return the document of one offer, with its occurrences by session and its rules derived."""
    sessions = list(page.sessions.all())
    schedules = [session.as_schedule() for session in sessions]
    season = derived.season_dates(schedules, calendar)
    venues = [session.venue for session in sessions if session.venue]
    price = price_of(page, schedules, season)
    return {
        "id": page.pk,
        "path": page.url_path,
        "name": {language: text for language, text in by_language(page, "name")},
        "summary": {language: text for language, text in by_language(page, "summary")},
        "association": association.title if association else "",
        "association_path": association.url_path if association else "",
        "category": [category.key for category in page.categories.all()],
        "phrases": [phrase.key for phrase in page.phrases.all()],
        "audience": list(page.audiences),
        "audience_found": facts.matching_audiences(page.audiences, page.ages),
        "gender": page.gender or None,
        "kind": facts.kind_of(schedules, page.price_per),
        "age_months": list(page.ages),
        "ages_found": [list(span) for span in facts.age_ranges(page.audiences, page.ages)],
        "held_in": list(page.held_in),
        "also_spoken": list(page.also_spoken),
        "danish": page.danish,
        "price": price,
        "flags": derived.flags_of(page, association, venues, season),
        "step_free_stated": derived.step_free(page, venues) is not None,
        "trials": page.trials,
        "room": page.room or None,
        "state": page.state,
        "confirmed": page.confirmed_on.isoformat() if page.confirmed_on else None,
        "source": source,
        "schedule_text": sentences(schedules),
        "sessions": [
            session_document(session, schedule, days[session.pk])
            for session, schedule in zip(sessions, schedules, strict=True)
        ],
    }


def shown(document: dict) -> dict:
    """Return what pages and the API show of a document: all but the dates, which engines keep in their own form."""
    sessions = [{key: value for key, value in session.items() if key != "dates"} for session in document["sessions"]]
    return document | {"sessions": sessions}


def by_language(thing, field):
    for language in settings.MODELTRANSLATION_LANGUAGES:
        text = getattr(thing, f"{field}_{language}", None)
        if text:
            yield language, text


def sentences(schedules) -> dict[str, str]:
    """Say the schedules back in every language shown."""
    return {language: describe(schedules, language) for language, _name in settings.LANGUAGES}


def session_document(session, schedule, days) -> dict:
    venue = session.venue
    weekday = schedule.weekday
    if weekday is None and schedule.rule == Rule.SINGLE and schedule.first:
        weekday = schedule.first.weekday()
    return {
        "id": session.pk,
        "rule": session.rule,
        "weekday": None if weekday is None or session.rule == Rule.BY_AGREEMENT else WEEKDAY_KEYS[weekday],
        "start": None if session.rule == Rule.BY_AGREEMENT else schedule.start,
        "end": None if session.rule == Rule.BY_AGREEMENT else schedule.end,
        "opening_hours": session.opening_hours,
        "until": session.ends_on.isoformat() if session.ends_on else None,
        "venue": venue.name if venue else None,
        "venue_id": venue.pk if venue else None,
        "room": session.room,
        "address": venue.address if venue else None,
        "postcode": venue.postcode if venue else None,
        "district": venue.district_key if venue else None,
        "area": venue.area_id if venue else None,
        "lat": venue.lat if venue else None,
        "lon": venue.lon if venue else None,
        "text": sentences([schedule]),
        # [weekday, start, end, [day ordinals]]: the dates as they fall, after pauses and exceptions
        "dates": [[*when, ordinals] for when, ordinals in sorted(days.items())],
    }


def price_of(page, schedules, season) -> dict:
    """Return amounts in kroner; `per_year` by its rule, `compared` what `price_max` is held against."""
    yearly = derived.per_year(page, schedules, season)
    compared = page.price_amount if page.price_per == PricePer.COURSE else yearly
    return {
        "amount": kroner(page.price_amount),
        "per": page.price_per or None,
        "joining_fee": kroner(page.joining_fee),
        "per_year": kroner(yearly),
        "compared": kroner(compared),
        "free": page.is_free,
        "dates": season,
    }


def kroner(amount: Decimal | None) -> int | float | None:
    """Whole kroner as an integer, others as a decimal number."""
    if amount is None:
        return None
    return int(amount) if amount == int(amount) else float(amount)


def words_by_language(page) -> dict[str, dict[str, list[str]]]:
    """Return {language: {"name": …, "label": …, "rest": …}}, lists of texts as written; what is empty is left out.

    `label` holds what the categories are called, `rest` the offer's own texts and its ready-made sentences. Reads
    categories and phrases, which should be fetched.
    """
    words = {}
    for language in settings.MODELTRANSLATION_LANGUAGES:
        said = {
            "name": [stated(page, "name", language)],
            "label": [stated(one, field, language) for one in page.categories.all() for field in ("label", "terms")],
            "rest": [strip_tags(stated(page, field, language)) for field in ("summary", "body")]
            + [stated(phrase, "text", language) for phrase in page.phrases.all()],
        }
        said = {part: [text for text in texts if text] for part, texts in said.items()}
        words[language] = {part: texts for part, texts in said.items() if texts}
    return {language: parts for language, parts in words.items() if parts}


def stated(thing, field: str, language: str) -> str:
    return str(getattr(thing, f"{field}_{language}", None) or "")


def folded_names(document: dict) -> list[str]:
    return list(dict.fromkeys(fold(name) for name in document["name"].values()))


def language_keys(tags) -> list[str]:
    return list(dict.fromkeys(primary(tag) for tag in tags))
