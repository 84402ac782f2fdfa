"""The eleven offers that the product's stories speak of, with their written dates."""

import datetime as dt
import json
from decimal import Decimal

from ..choices import WEEKDAY_KEYS, OrganiserType
from ..models import ActivityPage, AssociationIndexPage, AssociationPage, CouncilArea, Session
from ..models.naming import danish_slug
from . import DATA
from .phones import fictional_phone
from .writing import CONTACT_PERSON, sync_contact, sync_page, sync_venue

# Facts whose names are the fixture's and the model's alike.
SAME = ("gender", "held_in", "also_spoken", "danish", "trials", "flags", "fee_support")
FIRST_PHONE = 900  # the city's contacts are numbered from 0


def read_fixture():
    return json.loads((DATA / "fixture.json").read_text(encoding="utf-8"))


def load_fixture(ledger):
    """Write the fixture's associations, contacts, venues and offers; return the offers by their key (`O1`)."""
    offers = read_fixture()["offers"]
    index = AssociationIndexPage.objects.get()
    areas = CouncilArea.objects.in_bulk()
    supporting = {offer["association"] for offer in offers if offer["fee_support"]}
    pages = {}
    for number, offer in enumerate(offers):
        association = write_association(ledger, index, offer["association"], offer["association"] in supporting)
        contact, outcome = sync_contact(association, CONTACT_PERSON, fictional_phone(FIRST_PHONE + number))
        ledger.note("contacts", outcome)
        venue = write_venue(ledger, offer["venue"], areas)
        page, outcome = sync_page(
            association,
            ActivityPage,
            danish_slug(offer["name"]),
            offer_fields(offer) | {"contact_id": contact.pk},
            {"sessions": [session_of(facts, venue) for facts in offer["sessions"]]},
            {"categories": offer["category"]},
        )
        ledger.note("offers", outcome)
        pages[offer["key"]] = page
    return pages


def write_association(ledger, index, name, gives_fee_support):
    fields = {"name_da": name}
    if gives_fee_support:
        fields |= {"organiser_type": OrganiserType.APPROVED, "may_apply_for_fee_support": True}
    association, outcome = sync_page(index, AssociationPage, danish_slug(name), fields)
    ledger.note("associations", outcome)
    return association


def write_venue(ledger, facts, areas):
    venue, outcome = sync_venue(facts["name"], facts["address"], facts["lat"], facts["lon"], areas[facts["area"]])
    ledger.note("venues", outcome)
    return venue


def offer_fields(offer):
    price = offer["price"]
    return {
        "name_da": offer["name"],
        "name_en": offer["name_en"],
        "audiences": offer["audience"],
        "age_from_months": months_from(offer["age_from"]),
        "age_to_months": months_to(offer["age_to"]),
        "price_amount": Decimal(price["amount"]),
        "price_per": price["per"],
        "joining_fee": Decimal(price["joining_fee"]),
    } | {name: offer[name] for name in SAME}


def months_from(years):
    return None if years is None else years * 12


def months_to(years):
    """The last month of a year of age: "to 12" holds until the day before the 13th birthday."""
    return None if years is None else years * 12 + 11


def session_of(facts, venue):
    return Session(
        rule=facts["rule"],
        weekday=WEEKDAY_KEYS.index(facts["weekday"]),
        start=dt.time.fromisoformat(facts["start"]),
        end=dt.time.fromisoformat(facts["end"]),
        starts_on=dt.date.fromisoformat(facts["from"]),
        ends_on=dt.date.fromisoformat(facts["until"]),
        venue=venue,
        count=facts.get("count"),
        opening_hours=facts.get("opening_hours", False),
        pauses_in_school_holidays=facts.get("pauses_in_school_holidays", False),
    )
