"""Offers, clubs and places in schema.org's words, for search engines: plain dictionaries, without "@context".

A rule is told only where schema.org can say it exactly. Even and odd weeks go by the number of the ISO week, which
no interval follows over a year with a week 53; they, the last weekday of a month and ranges of weeks are told as dates.
"""

import re
from dataclasses import dataclass, field, replace

from django.utils.html import strip_tags

from . import clock
from .choices import Flag, Gender, PricePer, Room, Rule
from .models import HORIZON_DAYS
from .models.schedule import changes_by_session
from .recurrence import cancelled_days, expand, local_moment, planned_days
from .school_calendar import Calendar

SCHEMA = "https://schema.org/"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY_MINUTES = 24 * 60
MAX_DATES = 60
CURRENCY = "DKK"
AVAILABILITY = {
    Room.OPEN: "InStock",
    Room.FEW: "LimitedAvailability",
    Room.WAITING_LIST: "BackOrder",
    Room.FULL: "SoldOut",
}
GENDERS = {Gender.GIRLS: "female", Gender.WOMEN: "female", Gender.BOYS: "male", Gender.MEN: "male"}
# UN/CEFACT codes of what a price is per; the others have none.
UNITS = {PricePer.MONTH: "MON", PricePer.HALF_YEAR: "SAN", PricePer.YEAR: "ANN"}


@dataclass
class Timing:
    """What is ahead at one venue: rules that can be said, and dates told one by one."""

    venue: object = None
    rules: list = field(default_factory=list)  # Schedule dictionaries
    dates: list = field(default_factory=list)  # Event dictionaries with startDate

    def facts(self):
        found = {"eventSchedule": self.rules} if self.rules else {}
        dates = sorted(self.dates, key=lambda event: event["startDate"])[:MAX_DATES]
        return found | ({"subEvent": dates} if dates else {})


# --- Offers ---


def offer_data(page, card, url, organiser_url="", image=""):
    """Return the offer as an Event, from its `answer_card`; None when no date of it is ahead."""
    if not card["is_on"] or not card["when"].dates:
        return None
    venues = [place["venue"] for place in card["places"]]
    data = {
        "@type": "Event",
        "@id": f"{url}#event",
        "name": page.name,
        "url": url,
        "description": page.summary or strip_tags(page.body),
        "image": image,
        "eventStatus": f"{SCHEMA}EventScheduled",
        "eventAttendanceMode": attendance_mode(page, venues),
        "inLanguage": list(page.held_in),
        "typicalAgeRange": age_range(page.ages),
        "audience": audience(page),
        "organizer": organiser(card["organiser"]["association"], organiser_url),
        "offers": price(page, url),
        "isAccessibleForFree": page.is_free,
        "location": [place_data(venue, url) for venue in venues],
    }
    # Lists of events ask for one date even of what has a schedule: it is the next one.
    following = card["when"].dates[0]
    data |= {"startDate": following.starts_at.isoformat(), "endDate": following.ends_at.isoformat()}
    return without_empty(data | when(page, url, card["calendar"]))


def when(page, url, calendar):
    """Return the Event's rules and single dates, apart for each venue where there are several."""
    timings = [timing for timing in timings_of(page, url, calendar) if timing.rules or timing.dates]
    if len(timings) == 1:
        only = timings[0]
        if not only.rules and len(only.dates) == 1:
            # A single date is the event itself.
            return {key: only.dates[0][key] for key in ("eventStatus", "previousStartDate") if key in only.dates[0]}
        return only.facts()
    parts = []
    for timing in timings:
        part = {"@type": "Event", "name": page.name, **timing.facts()}
        if timing.venue:
            part["location"] = {"@id": place_id(timing.venue, url)}
        parts.append(part)
    return {"subEvent": parts}


def timings_of(page, url, calendar):
    """Return a `Timing` for each venue, in the order of the sessions."""
    found = {}
    sessions = list(page.sessions.all())
    for session, changes in zip(sessions, changes_by_session(sessions, page.exceptions.all()), strict=True):
        timing = found.setdefault(session.venue_id, Timing(session.venue))
        schedule = session.as_schedule()
        rule, dates = told(schedule, changes, calendar)
        timing.rules += [rule] if rule else []
        timing.dates += [_date(page, date, timing.venue, url) for date in dates]
        timing.dates += _cancelled(page, schedule, changes, calendar, timing.venue, url)
    return list(found.values())


def told(schedule, changes, calendar):
    """Return (Schedule dictionary or None, occurrences told one by one) of one session from now on."""
    today, moment = clock.today(), clock.now()
    last = today + clock.days(HORIZON_DAYS)
    ahead = [date for date in expand(schedule, changes, calendar, today, last) if date.ends_at > moment]
    if not ahead or not can_be_said(schedule):
        return None, ahead
    unpaused = replace(schedule, count=None, pauses_in_school_holidays=False, pauses_on_public_holidays=False)
    days = planned_days(unpaused, Calendar(), today, last)
    times = (schedule.start, schedule.end)
    usual = [date for date in ahead if date.planned is None and (date.start, date.end) == times and date.day in days]
    if not usual:
        return None, ahead
    kept = {date.day for date in usual}
    ends_on = usual[-1].day if schedule.count or (schedule.last and schedule.last <= last) else schedule.last
    missed = [day for day in days if day not in kept and usual[0].day < day <= (ends_on or last)]
    rule = rule_data(schedule, usual[0].day, ends_on, missed)
    return rule, [date for date in ahead if date not in usual]


def can_be_said(schedule):
    """True when schema.org has words for the rule that stay right as the years go by."""
    if schedule.week_from or schedule.week_until:
        return False
    is_from_start = schedule.rule == Rule.MONTHLY and schedule.ordinal > 0
    return schedule.rule in (Rule.WEEKLY, Rule.INTERVAL) or is_from_start


def rule_data(schedule, first, last, missed):
    """Return the Schedule between two days, `last` None = open-ended, without the days missed."""
    weeks = schedule.interval if schedule.rule == Rule.INTERVAL else 1
    is_monthly = schedule.rule == Rule.MONTHLY
    months = sorted(set(range(1, 13)) - {int(month) for month in schedule.excluded_months})
    data = {
        "@type": "Schedule",
        "repeatFrequency": "P1M" if is_monthly else f"P{weeks}W",
        "byDay": f"{SCHEMA}{DAYS[schedule.weekday]}",
        "byMonthWeek": schedule.ordinal if is_monthly else None,
        "byMonth": months if schedule.excluded_months else None,
        "startDate": first.isoformat(),
        "endDate": last.isoformat() if last else None,
        "startTime": clock_time(schedule.start),
        "endTime": clock_time(schedule.end),
        "scheduleTimezone": str(clock.LOCAL_ZONE),
        "exceptDate": [day.isoformat() for day in missed],
    }
    return without_empty(data)


def clock_time(minutes):
    hour, minute = divmod(minutes % DAY_MINUTES, 60)
    return f"{hour:02d}:{minute:02d}:00"


def _date(page, date, venue, url):
    event = {
        "@type": "Event",
        "name": page.name,
        "startDate": date.starts_at.isoformat(),
        "endDate": date.ends_at.isoformat(),
        "eventStatus": f"{SCHEMA}EventScheduled",
    }
    if date.planned:
        event |= {"eventStatus": f"{SCHEMA}EventRescheduled", "previousStartDate": date.planned.isoformat()}
    return event | ({"location": {"@id": place_id(venue, url)}} if venue else {})


def _cancelled(page, schedule, changes, calendar, venue, url):
    today = clock.today()
    event = {"@type": "Event", "name": page.name, "eventStatus": f"{SCHEMA}EventCancelled"}
    place = {"location": {"@id": place_id(venue, url)}} if venue else {}
    return [
        event | {"startDate": local_moment(day, schedule.start).isoformat()} | place
        for day in cancelled_days(schedule, changes, calendar, today, today + clock.days(HORIZON_DAYS))
    ]


def attendance_mode(page, venues):
    if Flag.ONLINE not in page.flags:
        return f"{SCHEMA}OfflineEventAttendanceMode"
    return f"{SCHEMA}{'Mixed' if venues else 'Online'}EventAttendanceMode"


def age_range(ages):
    """Write ages in months as schema.org does in years: `7-12`, `60-`, `0-2`; '' when not stated."""
    low, high = ages
    if low is None and high is None:
        return ""
    return f"{(low or 0) // 12}-{'' if high is None else high // 12}"


def audience(page):
    low, high = page.ages
    data = {
        "@type": "PeopleAudience",
        "suggestedGender": GENDERS.get(page.gender, ""),
        "suggestedMinAge": None if low is None else low // 12,
        "suggestedMaxAge": None if high is None else high // 12,
    }
    data = without_empty(data)
    return data if len(data) > 1 else None


def price(page, url):
    """Return the price with what it is per; None when not stated."""
    if page.price_amount is None:
        return None
    amount = f"{page.price_amount:.2f}"
    specification = {
        "@type": "UnitPriceSpecification",
        "price": amount,
        "priceCurrency": CURRENCY,
        "unitCode": UNITS.get(page.price_per, ""),
        "unitText": page.get_price_per_display() if page.price_per else "",
    }
    return without_empty(
        {
            "@type": "Offer",
            "price": amount,
            "priceCurrency": CURRENCY,
            "priceSpecification": without_empty(specification),
            "availability": f"{SCHEMA}{AVAILABILITY[page.room]}" if page.room else "",
            "url": page.sign_up_url or url,
        }
    )


# --- Who and where ---


def organiser(association, url):
    """Return the club as an offer names it."""
    if association is None:
        return None
    data = {"@type": "Organization", "name": association.name, "url": url, "@id": f"{url}#organization" if url else ""}
    return without_empty(data)


def association_data(page, url, image=""):
    """Return the club as its own page tells it."""
    number = {"@type": "PropertyValue", "propertyID": "CVR", "value": page.cvr} if page.cvr else None
    return without_empty(
        organiser(page, url)
        | {
            "description": " ".join(strip_tags(page.description).split()),
            "sameAs": page.website,
            "identifier": number,
            "image": image,
        }
    )


def place_id(venue, url):
    """Name a venue within the page at `url`, so that dates can point to it."""
    return f"{url}#venue-{venue.pk}"


def place_data(venue, url, *, is_own_page=False):
    """Return the venue as a Place; `url` is that of the page it stands on."""
    geo = {"@type": "GeoCoordinates", "latitude": venue.lat, "longitude": venue.lon} if venue.is_located else None
    access = None
    if venue.step_free is not None:
        access = {"@type": "LocationFeatureSpecification", "name": "Step-free access", "value": venue.step_free}
    return without_empty(
        {
            "@type": "Place",
            "@id": place_id(venue, url),
            "name": venue.name,
            "url": url if is_own_page else "",
            "address": address_data(venue),
            "geo": geo,
            "amenityFeature": access,
        }
    )


def address_data(venue):
    """Split `Eksempelgade 1, 2200 København N` into its parts; one without a postcode stays whole."""
    if not venue.address:
        return None
    found = re.fullmatch(r"(.*?)[\s,]*\b(\d{4})\s+(\D.*)", venue.address)
    street, postcode, town = found.groups() if found else (venue.address, venue.postcode, "")
    return without_empty(
        {
            "@type": "PostalAddress",
            "streetAddress": street,
            "postalCode": postcode,
            "addressLocality": town,
            "addressCountry": "DK",
        }
    )


# --- The site around them ---


def breadcrumbs(steps):
    """Return the way from home to a page: [(name, absolute address)], the page itself last."""
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": url}
        for number, (name, url) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def website(name, url, search_url, language):
    """Return the site with the address its search has for any words."""
    target = {"@type": "EntryPoint", "urlTemplate": f"{search_url}?q={{search_term_string}}"}
    action = {"@type": "SearchAction", "target": target, "query-input": "required name=search_term_string"}
    return {"@type": "WebSite", "name": name, "url": url, "inLanguage": language, "potentialAction": action}


def without_empty(data):
    """Leave out what is not stated; False and 0 are statements."""
    return {key: value for key, value in data.items() if value not in (None, "", [], {})}
