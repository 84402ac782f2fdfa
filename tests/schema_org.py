"""A strict reader of schema.org facts: the types we use, the properties each may have, and the form of each value.

The table is our own, after schema.org's pages of these types (version 29); what is not in it is an error, so that a
mistyped property can't pass.
"""

import datetime as dt
import re

SCHEMA = "https://schema.org/"
DAYS = {f"{SCHEMA}{day}" for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")}


def is_text(value):
    return isinstance(value, str) and bool(value.strip()) and "<" not in value


def is_url(value):
    return isinstance(value, str) and bool(re.fullmatch(r"https?://[^\s]+", value))


def is_url_template(value):
    return is_url(value) and value.count("{search_term_string}") == 1


def is_date(value):
    if not (isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)):
        return False
    return bool(dt.date.fromisoformat(value))


def is_moment(value):
    return isinstance(value, str) and "T" in value and dt.datetime.fromisoformat(value).tzinfo is not None


def is_date_or_moment(value):
    return is_date(value) or is_moment(value)


def is_time(value):
    return isinstance(value, str) and bool(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d", value))


def is_period(value):
    return isinstance(value, str) and bool(re.fullmatch(r"P[1-9]\d*[DWMY]", value))


def is_language(value):
    return isinstance(value, str) and bool(re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", value))


def is_ages(value):
    found = isinstance(value, str) and re.fullmatch(r"(\d+)-(\d*)", value)
    return bool(found) and (not found[2] or int(found[1]) <= int(found[2]))


def is_price(value):
    return isinstance(value, str) and bool(re.fullmatch(r"\d+\.\d\d", value))


def is_bool(value):
    return isinstance(value, bool)


def is_number(value):
    return isinstance(value, int | float) and not is_bool(value)


def whole(low, high):
    return lambda value: isinstance(value, int) and not is_bool(value) and low <= value <= high


def one_of(*names):
    return lambda value: value in {f"{SCHEMA}{name}" for name in names}


def exactly(text):
    return lambda value: value == text


THING = {"@id": is_url, "name": is_text, "url": is_url, "description": is_text, "image": is_url, "sameAs": is_url}
# For each type: property -> form of its value, or the names of the types it may have.
TYPES = {
    "Event": THING
    | {
        "startDate": is_date_or_moment,
        "endDate": is_date_or_moment,
        "previousStartDate": is_date_or_moment,
        "eventStatus": one_of("EventScheduled", "EventCancelled", "EventRescheduled", "EventPostponed"),
        "eventAttendanceMode": one_of(
            "OfflineEventAttendanceMode", "OnlineEventAttendanceMode", "MixedEventAttendanceMode"
        ),
        "eventSchedule": ["Schedule"],
        "subEvent": ["Event"],
        "location": ["Place"],
        "organizer": ["Organization"],
        "offers": ["Offer"],
        "audience": ["PeopleAudience"],
        "isAccessibleForFree": is_bool,
        "typicalAgeRange": is_ages,
        "inLanguage": is_language,
    },
    "Schedule": {
        "repeatFrequency": is_period,
        "byDay": lambda value: value in DAYS,
        "byMonth": whole(1, 12),
        "byMonthWeek": whole(1, 5),
        "startDate": is_date,
        "endDate": is_date,
        "startTime": is_time,
        "endTime": is_time,
        "exceptDate": is_date,
        "scheduleTimezone": exactly("Europe/Copenhagen"),
    },
    "Place": THING
    | {"address": ["PostalAddress"], "geo": ["GeoCoordinates"], "amenityFeature": ["LocationFeatureSpecification"]},
    "PostalAddress": {
        "streetAddress": is_text,
        "postalCode": lambda value: bool(re.fullmatch(r"\d{4}", value)),
        "addressLocality": is_text,
        "addressCountry": exactly("DK"),
    },
    "GeoCoordinates": {
        "latitude": lambda value: is_number(value) and -90 <= value <= 90,
        "longitude": lambda value: is_number(value) and -180 <= value <= 180,
    },
    "LocationFeatureSpecification": {"name": is_text, "value": is_bool},
    "Organization": THING | {"identifier": ["PropertyValue"]},
    "PropertyValue": {"propertyID": is_text, "value": is_text},
    "PeopleAudience": {
        "suggestedGender": lambda value: value in ("female", "male"),
        "suggestedMinAge": whole(0, 130),
        "suggestedMaxAge": whole(0, 130),
    },
    "Offer": {
        "price": is_price,
        "priceCurrency": exactly("DKK"),
        "priceSpecification": ["UnitPriceSpecification"],
        "availability": one_of("InStock", "LimitedAvailability", "SoldOut", "BackOrder"),
        "url": is_url,
    },
    "UnitPriceSpecification": {
        "price": is_price,
        "priceCurrency": exactly("DKK"),
        "unitCode": lambda value: bool(re.fullmatch(r"[A-Z0-9]{2,3}", value)),
        "unitText": is_text,
    },
    "BreadcrumbList": {"itemListElement": ["ListItem"]},
    "ListItem": {"position": whole(1, 20), "name": is_text, "item": is_url},
    "WebSite": THING | {"inLanguage": is_language, "potentialAction": ["SearchAction"]},
    "SearchAction": {"target": ["EntryPoint"], "query-input": exactly("required name=search_term_string")},
    "EntryPoint": {"urlTemplate": is_url_template},
}
REQUIRED = {
    "Event": {"name", "startDate"},
    "Schedule": {"repeatFrequency", "byDay", "startDate", "startTime", "endTime", "scheduleTimezone"},
    "Place": {"name"},
    "PostalAddress": {"streetAddress", "addressCountry"},
    "GeoCoordinates": {"latitude", "longitude"},
    "Organization": {"name", "url"},
    "Offer": {"price", "priceCurrency", "url"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "WebSite": {"name", "url", "potentialAction"},
}
MANY = {
    "eventSchedule", "subEvent", "location", "inLanguage", "exceptDate", "byMonth", "itemListElement"
}  # fmt: skip


def mistakes(data):
    """Return what is wrong with the facts of one script element, each as one sentence; [] when nothing is."""
    if data.get("@context") != "https://schema.org":
        return ["the context is not schema.org"]
    named = {key for key in _ids(data)}
    body = {key: value for key, value in data.items() if key != "@context"}
    return [*_of_thing(body, "", named), *_of_order(body)]


def _ids(value):
    if isinstance(value, dict):
        if "@type" in value and "@id" in value:
            yield value["@id"]
        for child in value.values():
            yield from _ids(child)
    elif isinstance(value, list):
        for child in value:
            yield from _ids(child)


def _of_thing(thing, path, named):
    if set(thing) == {"@id"}:
        return [] if thing["@id"] in named else [f"{path} points to nothing: {thing['@id']}"]
    kind = thing.get("@type")
    if kind not in TYPES:
        return [f"{path or 'the whole'} has an unknown type {kind}"]
    here = f"{path}/{kind}"
    # A part of an event with several venues tells its dates by its schedule or its own parts.
    is_part = bool(path) and not {"eventSchedule", "subEvent"}.isdisjoint(thing)
    required = REQUIRED.get(kind, set()) - ({"startDate"} if is_part else set())
    found = [f"{here} lacks {name}" for name in sorted(required - set(thing))]
    for name, value in thing.items():
        if name == "@type":
            continue
        if name not in TYPES[kind]:
            found.append(f"{here} has an unknown property {name}")
            continue
        found += _of_value(TYPES[kind][name], name, value, here, named)
    return found


def _of_value(form, name, value, here, named):
    if isinstance(value, list):
        if name not in MANY:
            return [f"{here}.{name} has several values"]
        if not value:
            return [f"{here}.{name} is empty"]
    found = []
    for item in value if isinstance(value, list) else [value]:
        if callable(form):
            found += [] if form(item) else [f"{here}.{name} is {item!r}"]
        elif not isinstance(item, dict) or item.get("@type", form[0]) not in form:
            found.append(f"{here}.{name} is no {form[0]}")
        else:
            found += _of_thing(item, f"{here}.{name}", named)
    return found


def _of_order(thing):
    """Ends come after starts, positions count from 1."""
    found = []
    if thing.get("@type") == "Event" and "endDate" in thing and thing["endDate"] <= thing["startDate"]:
        found.append("an event ends before it starts")
    if thing.get("@type") == "Schedule" and thing.get("endDate", "9999") < thing["startDate"]:
        found.append("a schedule ends before it starts")
    if thing.get("@type") == "BreadcrumbList":
        positions = [item["position"] for item in thing["itemListElement"]]
        found += [] if positions == list(range(1, len(positions) + 1)) else [f"positions are {positions}"]
    for value in thing.values():
        for child in value if isinstance(value, list) else [value]:
            found += _of_order(child) if isinstance(child, dict) else []
    return found
