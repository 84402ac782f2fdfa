"""What each page's template is given besides the page itself."""

from collections import defaultdict

from django.utils.translation import get_language

from . import clock
from .answer_card import answer_card, contact_lines, phone_text
from .choices import State, Weekday
from .models import ActivityPage, AssociationPage, CouncilArea, District, DistrictPage, Session, Venue
from .occurrences import next_occurrences
from .schedule_text import describe, occurrence_text
from .schedule_words import speaking, times
from .spoken_languages import spoken_name

MAX_FEATURED = 6


def activity_context(page, request):
    card = answer_card(page, get_language(), is_preview=getattr(request, "is_preview", False))
    return {"card": card, "notice": notice_of(page, card)}


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


def offer_rows(pages):
    """Return pages with their next date and schedule in words, the soonest first, by a few queries for all."""
    pages = list(pages)
    today, language = clock.today(), get_language()
    following = next_occurrences([page.pk for page in pages])
    sessions = defaultdict(list)
    for session in Session.objects.filter(page__in=pages).select_related("venue"):
        sessions[session.page_id].append(session)
    rows = [
        {
            "page": page,
            "next": following.get(page.pk),
            "next_text": occurrence_text(following[page.pk], language, today) if page.pk in following else "",
            "schedule": describe([session.as_schedule() for session in sessions[page.pk]], language),
            "sessions": sessions[page.pk],
            "places": sorted({session.venue.name for session in sessions[page.pk] if session.venue}),
        }
        for page in pages
    ]
    return sorted(rows, key=lambda row: (row["next"] is None, row["next"] and row["next"].starts_at, row["page"].title))


def week_of(rows):
    """Return the seven days with what takes place on them: [(day, [(times, row)])], by the rules of ordinary weeks."""
    days = defaultdict(list)
    for row in rows:
        for session in row["sessions"]:
            if session.weekday is not None and session.rule not in ("by-agreement", "single"):
                days[session.weekday].append((session.minutes, row))
    with speaking(get_language()):
        return [
            {
                "label": day.label,
                "entries": [
                    {"times": times(*minutes), "row": row}
                    for minutes, row in sorted(days[day], key=lambda pair: pair[0])
                ],
            }
            for day in Weekday
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
    return {
        "rows": rows,
        "week": week_of(rows) if any(session for row in rows for session in row["sessions"]) else [],
        "paused": list(offers.live().filter(state=State.PAUSED).order_by("title")),
        "contacts": [
            contact_lines(people[pk], get_language()) | {"rows": own} for pk, own in contacts.items() if pk in people
        ],
    }


def association_index_context():
    return {"associations": AssociationPage.objects.live().order_by("title")}


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
        "neighbours": DistrictPage.objects.live().filter(area__in=around).order_by("title"),
        "venues": Venue.objects.filter(area=area, association__isnull=True).order_by("name"),
    }


def help_desk(area):
    if not (area.desk_phone or area.desk_address):
        return None
    return {
        "area": area,
        "phone_text": phone_text(area.desk_phone) if area.desk_phone else "",
        "languages": [spoken_name(tag, get_language()) for tag in area.desk_languages],
    }


def district_index_context():
    return {"districts": districts_with_pages()}


def districts_with_pages():
    """Return the districts in their order, each with the pages of its council areas."""
    pages = defaultdict(list)
    for page in DistrictPage.objects.live().select_related("area").order_by("title"):
        pages[page.area.district_id].append(page)
    return [{"district": district, "pages": pages[district.pk]} for district in District.objects.all()]


def home_context():
    return {"districts": districts_with_pages()}
