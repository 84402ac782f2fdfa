"""The fictional city around the fixture: venues, associations and offers, the same on every machine."""

import datetime as dt
import json
import random
from collections import Counter
from decimal import Decimal

from .. import clock
from ..choices import ExceptionKind, Flag, OrganiserType, Room, State
from ..models import ActivityPage, AssociationIndexPage, AssociationPage, CouncilArea, ExtraCost
from ..models.naming import danish_slug
from ..occurrences import calendar_now
from . import DATA
from .fixture import months_from, months_to
from .phones import fictional_phone
from .timetable import Timetable, chosen
from .writing import Wanted, in_each, sync_contact, sync_pages, sync_venue

A_YEAR = dt.timedelta(days=365)
JOBS = [
    (
        in_each("role", "Holdleder", "Group leader", "قيادة المجموعة"),
        in_each("hours", "tirsdag og torsdag 16-18", "Tuesday and Thursday 16-18", "الثلاثاء والخميس 16-18"),
    ),
    (
        in_each("role", "Forperson", "Chair of the association", "رئاسة الجمعية"),
        in_each("hours", "hverdage 17-19", "weekdays 17-19", "أيام العمل 17-19"),
    ),
]
# Out of a hundred offers; the rest have none.
EXCEPTIONS = {ExceptionKind.CANCELLED: 8, ExceptionKind.MOVED: 4, ExceptionKind.EXTRA: 4}


def read(name):
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def read_offers():
    """Return the written offers of all files by their key."""
    return {offer["key"]: offer for path in sorted((DATA / "offers").glob("*.json")) for offer in read(path)}


class DemoCity:
    """Writes the city; `offers` then holds the first {(area key, offer key): page} for the district pages."""

    def __init__(self, ledger):
        self.ledger = ledger
        self.today = clock.today()
        self.calendar = calendar_now()
        self.areas = CouncilArea.objects.in_bulk()
        self.written_areas = {area["key"]: area for area in read("areas.json")}
        self.written_offers = read_offers()
        self.notes = read("notes.json")
        self.used = Counter()
        self.keys = {}  # (association id, slug): (area key, key of the written offer)
        self.offers = {}

    def write(self):
        self.venues = {venue["key"]: (venue, self.write_venue(venue)) for venue in read("venues.json")}
        clubs = read("associations.json")
        pages = self.write_associations(clubs)
        wanted = []
        for number, club in enumerate(clubs):
            association = pages[danish_slug(club["name"])]
            contacts = self.write_contacts(association, club, number)
            wanted += [self.wanted_offer(association, club, contacts, offer) for offer in club["offers"]]
        offers = {}
        for page, outcome in sync_pages(wanted):
            self.ledger.note("offers", outcome)
            offers[page.association.pk, page.slug] = page
        for place, key in self.keys.items():
            if offers[place].state != State.ENDED:
                self.offers.setdefault(key, offers[place])

    def write_venue(self, venue):
        place = venue.get("city") or self.written_areas[venue["area"]]["city"]
        row, outcome = sync_venue(
            venue["name"],
            f"{venue['street']}, {place}",
            venue["lat"],
            venue["lon"],
            self.areas.get(venue["area"]),
            step_free=venue.get("step_free"),
            nearest_stop=venue.get("stop", ""),
            access_notes_da=venue.get("access", ""),
        )
        self.ledger.note("venues", outcome)
        return row

    def write_associations(self, clubs):
        index = AssociationIndexPage.objects.get()
        pages = {}
        wanted = [
            Wanted(index, AssociationPage, danish_slug(club["name"]), self.association_fields(club)) for club in clubs
        ]
        for page, outcome in sync_pages(wanted):
            self.ledger.note("associations", outcome)
            pages[page.slug] = page
        return pages

    def association_fields(self, club):
        approved = club["type"] == OrganiserType.APPROVED
        fields = {
            "name_da": club["name"],
            "organiser_type": club["type"],
            "may_apply_for_fee_support": True if approved else None,
            "certificate_declared_on": self.some_days_ago(club["name"], 300) if approved else None,
        }
        return fields | {f"description_{language}": f"<p>{text}</p>" for language, text in club["about"].items()}

    def write_contacts(self, association, club, number):
        """Two people for each association; the first stands for its offers unless an offer is led by the other."""
        contacts = {}
        for position, key in enumerate(("woman", "man")):
            role, hours = JOBS[(number + position) % 2]
            contacts[key], outcome = sync_contact(
                association,
                role,
                fictional_phone(2 * number + position),
                name=club[key],
                **hours,
                email=f"{danish_slug(club[key])}@{danish_slug(club['name'])[:50].strip('-')}.example",
                languages=club["speaks"],
            )
            self.ledger.note("contacts", outcome)
        return contacts

    def wanted_offer(self, association, club, contacts, listed):
        changes = {"use": listed} if isinstance(listed, str) else listed
        written = self.written_offers[changes["use"]]
        number = self.used[written["key"]]
        self.used[written["key"]] += 1
        offer = Offer(self, written, number, club, contacts, changes.get("state", State.RUNNING))
        slug = danish_slug(offer.texts("name")["name_da"])
        self.keys[association.pk, slug] = club["area"], written["key"]
        related = {"categories": written["category"], "phrases": written.get("phrases", [])}
        return Wanted(association, ActivityPage, slug, offer.fields(), offer.children(), related)

    def venue_for(self, club, kinds, draw):
        """Return one of the club's venues of the best kind there is, else one of its area; none when online."""
        if not kinds:
            return None
        own = [self.venues[key] for key in club["venues"]]
        near = [pair for pair in self.venues.values() if pair[0]["area"] == club["area"]]
        for kind in kinds:
            fitting = [row for facts, row in own if kind in facts["kind"]]
            if fitting:
                return draw.one(fitting)
        for kind in kinds:
            fitting = [row for facts, row in near if kind in facts["kind"]]
            if fitting:
                return draw.one(fitting)
        return own[0][1]

    @property
    def quarter(self):
        """The first day of this quarter: what is counted from it moves four times a year, not with every run."""
        return self.today.replace(month=self.today.month - (self.today.month - 1) % 3, day=1)

    def some_days_ago(self, seed, most):
        return self.quarter - dt.timedelta(days=Draw(seed).random.randrange(most))


class Draw:
    """Chance that is the same for the same offer on every machine."""

    def __init__(self, seed):
        self.random = random.Random(seed)  # noqa: S311  a demo, not a secret

    def one(self, things):
        return things[self.random.randrange(len(things))]

    def weighted(self, weights, rest=None):
        """Draw a key by its percentage, or `rest`."""
        left = self.random.randrange(100)
        for key, percent in weights.items():
            left -= percent
            if left < 0:
                return key
        return rest


def kroner(amount):
    return None if amount is None else Decimal(amount)


class Offer:
    """One written offer at one club: which of its texts, times and prices it has."""

    def __init__(self, city, written, number, club, contacts, state):
        self.city, self.written, self.number, self.club, self.state = city, written, number, club, state
        self.draw = draw = Draw(f"{club['name']} {written['key']}")
        self.contact = contacts[written.get("led_by") or draw.one(["woman", "man"])]
        self.venue = city.venue_for(club, written["where"], draw)
        # One that has ended lived a year ago.
        day = city.today - A_YEAR if state == State.ENDED else city.today
        self.timetable = Timetable(written["sessions"], number, self.venue, day)

    def fields(self):
        written = self.written
        low, high = written.get("age", (None, None))
        fields = {
            "audiences": written["audience"],
            "gender": written["gender"],
            "age_from_months": months_from(low),
            "age_to_months": months_to(high),
            "held_in": written["held_in"],
            "also_spoken": chosen(written["also"], self.number),
            "danish": written["danish"],
            "trials": written.get("trials"),
            "fee_support": self.fee_support(),
            "flags": self.flags(),
            "contact_id": self.contact.pk,
            "state": self.state,
            "confirmed_on": self.city.some_days_ago(f"{self.club['name']} {written['key']}", 150),
        }
        return fields | self.all_texts() | self.price() | self.room() | {"sign_up_by": self.sign_up_by()}

    def all_texts(self):
        texts = self.texts("name") | self.texts("summary") | self.texts("first_visit") | self.texts("asked_of_parents")
        for language in self.written["name"]:
            parts = [*self.written["body"][language]]
            if "more" in self.written:
                parts.append(chosen(self.written["more"][language], self.number))
            texts[f"body_{language}"] = "".join(f"<p>{self.filled(part, language)}</p>" for part in parts)
        return texts

    def texts(self, name):
        """Return the translations of one written text as {column: text}; none when it is not written."""
        written = self.written.get(name, {})
        return {
            f"{name}_{language}": self.filled(chosen(text, self.number), language) for language, text in written.items()
        }

    def filled(self, text, language):
        here = self.city.written_areas.get(self.club["area"], {}).get("here", {})
        venue = self.venue.name if self.venue else ""
        return text.format(here=here.get(language, ""), venue=venue, contact=self.contact.name)

    def fee_support(self):
        if self.club["type"] != OrganiserType.APPROVED:
            return None
        return self.written.get("fee_support")

    def flags(self):
        flags = self.written["flags"]
        has_steps = self.venue and not self.venue.step_free
        return [flag for flag in flags if not (has_steps and flag == Flag.STEP_FREE)]

    def price(self):
        price = self.written["price"]
        amount = kroner(chosen(price["amount"], self.number))
        return {
            "price_amount": amount,
            "price_per": "" if amount is None else price["per"],
            "joining_fee": kroner(chosen(price.get("joining_fee"), self.number)),
        }

    def room(self):
        room, said_on = chosen(self.written["room"], self.number), self.city.quarter
        next_quarter = (said_on + dt.timedelta(days=100)).replace(day=1)
        return {
            "room": room,
            "room_said_on": said_on if room else None,
            "room_opens_on": next_quarter if room == Room.FULL else None,
        }

    def sign_up_by(self):
        """A course closes its list a week before it starts."""
        first = self.timetable.sessions[0]
        if not first.count or self.state == State.ENDED:
            return None
        return first.starts_on - dt.timedelta(days=7)

    def children(self):
        return {
            "sessions": self.timetable.sessions,
            "exceptions": self.exceptions(),
            "extra_costs": [self.extra_cost(extra) for extra in self.written["price"].get("extras", [])],
        }

    def exceptions(self):
        kind = self.draw.weighted(EXCEPTIONS)
        if kind is None or self.state != State.RUNNING:
            return []
        return self.timetable.exception(kind, chosen(self.city.notes[kind], self.number), self.city.calendar)

    @staticmethod
    def extra_cost(extra):
        names = {f"what_for_{language}": text for language, text in extra["what"].items()}
        return ExtraCost(
            amount=kroner(extra["amount"]), is_required=extra["required"], can_be_borrowed=extra.get("borrow"), **names
        )
