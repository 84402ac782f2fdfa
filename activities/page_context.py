"""What each page's template is given besides the page itself."""

import re
from collections import defaultdict

from django.db.models import Exists, OuterRef, prefetch_related_objects
from django.utils.translation import get_language

from . import clock
from .answer_card import answer_card, contact_lines, phone_text
from .choices import Rule, State, Weekday
from .models import ActivityPage, AssociationPage, CouncilArea, District, DistrictPage, PlaceName, Session, Venue
from .occurrences import next_occurrences
from .schedule_text import describe, occurrence_text
from .schedule_words import speaking, times
from .spoken_languages import spoken_text

MAX_FEATURED = 6
MAX_AT_VENUE = 60
MAX_LATITUDE, MAX_LONGITUDE = 90, 180
POINT = re.compile(r"\s*(-?\d{1,2}(?:\.\d{1,10})?),(-?\d{1,3}(?:\.\d{1,10})?)\s*", re.ASCII)
SLUG = re.compile(r"[a-z0-9-]{1,100}")


def activity_context(page, request):
    is_preview = getattr(request, "is_preview", False)
    card = answer_card(page, get_language(), is_preview=is_preview, near=point_asked(request))
    return {
        "card": card,
        "notice": notice_of(page, card),
        "desk": desk_of(place["venue"] for place in card["places"]),
    }


def point_asked(request):
    """Return the (lat, lon) a search led here with, as its `near` says it, or None."""
    text = request.GET.get("near", "") if request else ""
    found = POINT.fullmatch(text)
    if found:
        lat, lon = float(found[1]), float(found[2])
        return (lat, lon) if abs(lat) <= MAX_LATITUDE and abs(lon) <= MAX_LONGITUDE else None
    if not SLUG.fullmatch(text):
        return None
    return PlaceName.objects.filter(slug=text).values_list("lat", "lon").first()


def desk_of(venues):
    """Return the help desk of the first area among these venues that has one."""
    areas = [venue.area for venue in venues if venue.area_id]
    return next((desk for desk in map(help_desk, areas) if desk), None)


def notice_of(page, card):
    """Return why this offer is not simply on: a key for the template, or ''."""
    if page.expired or page.state == State.ENDED:
        return "ended"
    if page.state == State.PAUSED:
        return "paused"
    by_agreement = any(session.rule == "by-agreement" for session in page.sessions.all())
    if not card["when"].dates and not by_agreement:
        return "no-dates"
    return "forming" if page.state == State.FORMING else ""


# --- Lists of offers, read from the offers themselves ---


def offer_rows(pages, venue=None):
    """Return pages with their next date and schedule in words, the soonest first, by a few queries for all.

    With a `venue`, dates and schedule are of what takes place there.
    """
    pages = list(pages)
    prefetch_related_objects(pages, "categories")
    today, language = clock.today(), get_language()
    following = next_occurrences([page.pk for page in pages], venue=venue)
    sessions = defaultdict(list)
    held = Session.objects.filter(page__in=pages).select_related("venue")
    for session in held if venue is None else held.filter(venue=venue):
        sessions[session.page_id].append(session)
    rows = [
        {
            "page": page,
            "next": following.get(page.pk),
            "next_text": occurrence_text(following[page.pk], language, today) if page.pk in following else "",
            "schedule": describe([session.as_schedule() for session in sessions[page.pk]], language),
            "sessions": sessions[page.pk],
            "places": sorted({session.venue.name for session in sessions[page.pk] if session.venue and not venue}),
            "rooms": sorted({session.room for session in sessions[page.pk] if session.room and venue}),
        }
        for page in pages
    ]
    return sorted(rows, key=lambda row: (row["next"] is None, row["next"] and row["next"].starts_at, row["page"].title))


def week_of(rows):
    """Return the seven days with what takes place on them: [(day, [(times, row)])], by the rules of ordinary weeks."""
    days = defaultdict(list)
    for row in rows:
        for session in row["sessions"]:
            is_over = session.ends_on is not None and session.ends_on < clock.today()
            if session.weekday is not None and session.rule not in ("by-agreement", "single") and not is_over:
                days[session.weekday].append((session.minutes, row))
    with speaking(get_language()):
        return [
            {
                "label": day.label,
                "is_today": day == clock.today().weekday(),
                "entries": [
                    {"times": times(*minutes), "row": row}
                    for minutes, row in sorted(days[day], key=lambda pair: pair[0])
                ],
            }
            for day in Weekday
            if days[day]
        ]


# --- The other pages ---


def association_context(page):
    offers = ActivityPage.objects.child_of(page)
    rows = offer_rows(offers.findable())
    contacts = {}
    for row in rows:
        if row["page"].contact_id:
            contacts.setdefault(row["page"].contact_id, []).append(row)
    people = {contact.pk: contact for contact in page.contacts.filter(pk__in=contacts)}
    venues = Venue.objects.filter(sessions__page__in=[row["page"].pk for row in rows]).distinct()
    venues = list(venues.select_related("area").order_by("name"))
    return {
        "rows": rows,
        "week": week_of(rows),
        "venues": venues,
        "desk": desk_of(venues),
        "paused": list(offers.open_to_all().filter(state=State.PAUSED).order_by("title")),
        "contacts": [
            contact_lines(people[pk], get_language()) | {"rows": own} for pk, own in contacts.items() if pk in people
        ],
    }


def venue_context(venue):
    """Return what is on at a venue, the soonest first; `rows` is empty where nothing is."""
    here = Session.objects.filter(venue=venue, page=OuterRef("pk"))
    offers = ActivityPage.objects.findable().filter(Exists(here)).order_by("path")[:MAX_AT_VENUE]
    rows = [
        row
        for row in offer_rows(offers, venue)
        if row["next"] or any(session.rule == Rule.BY_AGREEMENT for session in row["sessions"])
    ]
    sessions = [session for row in rows for session in row["sessions"]]
    return {
        "venue": venue,
        "rows": rows,
        "week": week_of(rows),
        "rooms": sorted({session.room for session in sessions if session.room}),
        "doors": [row for row in rows if any(session.opening_hours for session in row["sessions"])],
        "area_page": DistrictPage.objects.open_to_all().filter(area=venue.area_id).first() if venue.area_id else None,
        "desk": help_desk(venue.area) if venue.area else None,
    }


def association_index_context():
    return {"associations": AssociationPage.objects.open_to_all().order_by("title")}


def district_context(page):
    area = page.area
    featured = [row.offer_id for row in page.featured.all()]
    findable = {offer.pk: offer for offer in ActivityPage.objects.findable().filter(pk__in=featured)}
    shown = [findable[pk] for pk in featured if pk in findable][:MAX_FEATURED]
    rows = {row["page"].pk: row for row in offer_rows(shown)}
    around = CouncilArea.objects.filter(district__neighbours=area.district_id).values("pk")
    return {
        "area": area,
        "desk": help_desk(area),
        "featured": [rows[offer.pk] for offer in shown],
        "neighbours": DistrictPage.objects.open_to_all().filter(area__in=around).order_by("title"),
        "venues": Venue.objects.filter(area=area, association__isnull=True).order_by("name"),
    }


def help_desk(area):
    if not (area.desk_phone or area.desk_address):
        return None
    return {
        "area": area,
        "phone_text": phone_text(area.desk_phone) if area.desk_phone else "",
        "languages": spoken_text(area.desk_languages, get_language()),
    }


def district_index_context():
    return {"districts": districts_with_pages()}


def districts_with_pages():
    """Return the districts in their order, each with the pages of its council areas."""
    pages = defaultdict(list)
    for page in DistrictPage.objects.open_to_all().select_related("area").defer("area__outline").order_by("title"):
        pages[page.area.district_id].append(page)
    return [{"district": district, "pages": pages[district.pk]} for district in District.objects.defer("outline")]


def home_context():
    return {"districts": districts_with_pages()}
