"""A city of any size made of dice: skewed as real ones are, the same for the same seed and season."""

import datetime as dt
import json
import random
from decimal import Decimal
from itertools import accumulate

from django.db import reset_queries, transaction

from . import clock
from .announcements import announce
from .bulk import Expander, index_pages, write_pages
from .choices import ExceptionKind, Flag, OrganiserType, Room, Rule, State
from .demo import DATA
from .demo.phones import fictional_phone
from .demo.seasons import season
from .demo.writing import CONTACT_PERSON
from .geography import locate
from .models import (
    ActivityPage,
    AssociationIndexPage,
    AssociationPage,
    Category,
    Contact,
    CouncilArea,
    ExtraCost,
    Phrase,
    ScheduleException,
    Session,
    Venue,
)
from .models.naming import danish_slug
from .models.places import postcode_in

OFFERS_PER_ASSOCIATION = 15
OFFERS_PER_VENUE = 20
CHUNK = 500  # offers held in memory at once
SPREAD = 0.006  # degrees of latitude a venue strays from its area's centre, one standard deviation
PHONES = 9000

TICKABLE = [flag.value for flag in (Flag.DROP_IN, Flag.SIGN_UP, Flag.STEP_FREE, Flag.BEGINNERS, Flag.SIBLINGS_WELCOME)]
TICKABLE += [flag.value for flag in (Flag.INDOOR, Flag.OUTDOOR, Flag.CHILDCARE, Flag.SOMEONE_MEETS_YOU, Flag.QUIET)]
RULES = [Rule.WEEKLY] * 80 + [Rule.EVEN_WEEKS] * 4 + [Rule.ODD_WEEKS] * 4 + [Rule.INTERVAL] * 3
RULES += [Rule.MONTHLY] * 5 + [Rule.SINGLE] * 2 + [Rule.BY_AGREEMENT] * 2
WEEKDAYS = [0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6]
STATES = [State.RUNNING] * 92 + [State.FORMING] * 3 + [State.PAUSED] * 3 + [State.ENDED] * 2
ROOMS = [""] * 45 + [Room.OPEN] * 30 + [Room.FEW] * 12 + [Room.WAITING_LIST] * 8 + [Room.FULL] * 5


class Dice:
    """A seeded source of weighted choices."""

    def __init__(self, seed):
        self.random = random.Random(seed)  # noqa: S311  a city, not a secret

    def chance(self, percent):
        return self.random.random() * 100 < percent

    def one(self, things):
        return things[int(self.random.random() * len(things))]

    def weighted(self, weights):
        """Draw a key of {key: weight}."""
        return self.random.choices(list(weights), cum_weights=list(accumulate(weights.values())))[0]

    def row(self, rows):
        """Draw one of several lists whose first item is the weight."""
        return self.random.choices(rows, weights=[row[0] for row in rows])[0]

    def some(self, things, most):
        return self.random.sample(things, self.random.randint(0, most))


def read_words():
    return json.loads((DATA / "synthetic.json").read_text(encoding="utf-8"))


class City:
    """The words, places and days that offers are drawn from."""

    def __init__(self, seed):
        self.seed = seed
        self.dice = Dice(seed)
        self.words = read_words()
        self.today = clock.today()
        self.areas = {area.pk: area for area in CouncilArea.objects.select_related("district")}
        self.categories = Category.objects.in_bulk()
        self.phrases = list(Phrase.objects.order_by("key"))
        self.category_weights = {key: facts["weight"] for key, facts in self.words["categories"].items()}
        self.venues = {}  # by area, in the order they were made
        self.associations_made = 0

    def make_venues(self, number):
        words = self.words["venues"]
        venues = [self.venue(words, position) for position in range(number)]
        Venue.objects.bulk_create(venues, batch_size=1000)
        districts = {area.district_id: area.district for area in self.areas.values()}
        for venue in venues:
            # Read once for all: the text index asks each offer's venue for its places' names.
            venue.district = districts.get(venue.district_id)
            venue.area = self.areas.get(venue.area_id)
            self.venues.setdefault(venue.drawn_for, []).append(venue)

    def venue(self, words, number):
        dice = self.dice
        key = dice.weighted(self.words["areas"])
        area = self.areas[key]
        lat = round(area.centre_lat + dice.random.gauss(0, SPREAD), 6)
        lon = round(area.centre_lon + dice.random.gauss(0, SPREAD * 1.7), 6)
        address = f"{dice.one(words['streets'])} {dice.random.randint(1, 199)}, 2{number % 10}00 København"
        district, council = locate(lat, lon)
        venue = Venue(
            name=f"{dice.one(words['first'])} {dice.one(words['second'])} {number + 1}",
            address=address,
            postcode=postcode_in(address),
            lat=lat,
            lon=lon,
            district_id=district,
            area_id=council,
            step_free=dice.one([None, True, True, False]),
        )
        venue.drawn_for = key
        return venue

    def association(self):
        dice, words = self.dice, self.words["associations"]
        self.associations_made += 1
        number = self.associations_made
        approved = dice.chance(60)
        name = f"{dice.one(words['first'])} {dice.one(words['second'])} {number}"
        page = AssociationPage(
            name_da=name,
            slug=f"{slug_prefix(self.seed)}{number}-{danish_slug(name)}",
            organiser_type=OrganiserType.APPROVED if approved else dice.one(OrganiserType.values),
            may_apply_for_fee_support=approved or None,
        )
        page.home_area = dice.weighted(self.words["areas"])
        return page

    def offer(self, association, number):
        dice = self.dice
        key = dice.weighted(self.category_weights)
        facts = self.words["categories"][key]
        profile = self.words["profiles"][facts["profile"]]
        _weight, group, audiences, (low, high) = dice.row(profile["groups"])
        venue = self.venue_for(association)
        page = ActivityPage(
            slug=f"tilbud-{number + 1}",
            audiences=audiences,
            gender=self.words["genders"].get(group, "open"),
            age_from_months=None if low is None else low * 12,
            age_to_months=None if high is None else high * 12 + 11,
            state=dice.one(STATES),
            room=dice.one(ROOMS),
            trials=dice.one([None, None, 0, 1, 2]),
            fee_support=dice.one([None, True]) if association.may_apply_for_fee_support else None,
            flags=dice.some(TICKABLE, 3),
            danish=dice.one([None, None, 0, 1, 2, 3]),
            confirmed_on=self.today - dt.timedelta(days=dice.random.randint(0, 200)),
        )
        self.write_texts(page, facts["words"], group, venue)
        self.set_price(page, profile)
        self.set_languages(page)
        page.categories = [self.categories[key]]
        page.phrases = dice.some(self.phrases, min(4, len(self.phrases)))
        page.sessions = self.sessions(profile, venue, page.price_per)
        page.exceptions = self.exceptions(page.sessions.all())
        page.association = association
        return page

    def venue_for(self, association):
        """Most offers meet near their association's home, some elsewhere."""
        near = self.venues.get(association.home_area)
        if near and self.dice.chance(85):
            return self.dice.one(near)
        return self.dice.one(self.venues[self.dice.one(list(self.venues))])

    def write_texts(self, page, words, group, venue):
        dice = self.dice
        place = self.areas[venue.drawn_for].name
        page.name_da = f"{dice.one(words['da'])} {group}, {place}"
        ends = [end.format(venue=venue.name) for end in dice.random.sample(self.words["ends"]["da"], 4)]
        page.summary_da = " ".join(ends[:2])
        page.body_da = f"<p>{ends[2]} {ends[3]}</p>"
        for language, percent in self.words["translated"].items():
            if dice.chance(percent):
                setattr(page, f"name_{language}", f"{dice.one(words[language])}, {place}")
                setattr(page, f"summary_{language}", dice.one(self.words["ends"][language]))

    def set_price(self, page, profile):
        dice = self.dice
        page.extra_costs = []
        if dice.chance(8):
            return
        per, (low, high) = dice.one(profile["prices"])
        page.price_per = per
        page.price_amount = Decimal(0 if dice.chance(profile["free"]) else dice.random.randrange(low, high + 1, 10))
        page.joining_fee = dice.one([None, Decimal(0), Decimal(0), Decimal(0), Decimal(100)])
        if page.price_amount and dice.chance(8):
            page.extra_costs = [ExtraCost(what_for_da="Klubtrøje", amount=150, is_required=dice.chance(40))]

    def set_languages(self, page):
        dice, weights = self.dice, self.words["languages"]
        if dice.chance(85):
            page.held_in = ["da"] if dice.chance(80) else ["da", dice.weighted(weights)]
        if dice.chance(30):
            page.also_spoken = [dice.weighted(weights)]

    def sessions(self, profile, venue, per):
        dice = self.dice
        number = dice.random.choices([1, 2, 3, 5], weights=[68, 22, 7, 3])[0]
        _weight, earliest, latest = dice.row(profile["hours"])
        start = dt.time(dice.random.randint(earliest, latest), dice.one([0, 0, 0, 30, 30, 15]))
        end = (dt.datetime.combine(self.today, start) + dt.timedelta(minutes=dice.one(profile["minutes"]))).time()
        rule = dice.one(RULES)
        facts = {"rule": rule, "start": start, "end": end, "venue": venue, **self.season(rule)}
        if rule == Rule.BY_AGREEMENT:
            return [Session(rule=rule, venue=venue)]
        if rule == Rule.WEEKLY and dice.chance(profile["open_hours"]):
            facts["opening_hours"] = True
        if per == "course" and rule == Rule.WEEKLY:
            facts["count"] = dice.one([6, 8, 10])
        facts["pauses_in_school_holidays"] = dice.chance(40)
        weekdays = dice.random.sample(range(5), number) if number > 2 else {dice.one(WEEKDAYS) for _i in range(number)}
        return [Session(weekday=weekday, **facts) for weekday in sorted(weekdays)]

    def season(self, rule):
        dice = self.dice
        first, last = season("indoor" if dice.chance(80) else "summer", self.today)
        if rule == Rule.SINGLE:
            return {"starts_on": self.today + dt.timedelta(days=dice.random.randint(1, 250))}
        if rule == Rule.INTERVAL:
            return {"starts_on": first, "ends_on": last, "interval": dice.one([2, 3, 4])}
        if rule == Rule.MONTHLY:
            return {"starts_on": first, "ends_on": last, "ordinal": dice.one([1, 1, 2, 3, -1])}
        return {"starts_on": first, "ends_on": None if dice.chance(10) else last}

    def exceptions(self, sessions):
        if not self.dice.chance(5):
            return []
        days = self.dice.random.randint(1, 60)
        weekday = next((session.weekday for session in sessions if session.weekday is not None), 0)
        day = self.today + dt.timedelta(days=days)
        day += dt.timedelta(days=(weekday - day.weekday()) % 7)
        return [ScheduleException(kind=ExceptionKind.CANCELLED, day=day)]


def slug_prefix(seed):
    return f"by-{seed}-"


def offers_of_seed(seed):
    """The offers that an earlier run with this seed has written."""
    index = AssociationIndexPage.objects.get()
    return ActivityPage.objects.filter(url_path__startswith=f"{index.url_path}{slug_prefix(seed)}")


def make_city(number, seed, progress=lambda done: None):
    """Write `number` offers with their venues and associations, with dates, announced and indexed.

    Returns their ids. Memory is bounded by one chunk of offers; `progress` is told how many are done after each.
    """
    city, expander = City(seed), Expander()
    city.make_venues(-(-number // OFFERS_PER_VENUE))
    index = AssociationIndexPage.objects.get()
    ids = []
    for first in range(0, number, CHUNK):
        amount = min(CHUNK, number - first)
        with transaction.atomic():
            offers = _write_chunk(city, index, first, amount)
            expander.write(offers)
            announce(offer.pk for offer in offers)
        index_pages(offers)  # after those who listen: the embedded engine feeds the text index itself
        ids += [offer.pk for offer in offers]
        reset_queries()  # with DEBUG, Django would keep megabytes of statements
        progress(amount)
    return ids


def _write_chunk(city, index, first, amount):
    # Sizes differ as in life: a few large clubs, many small ones.
    associations = [city.association() for _i in range(-(-amount // OFFERS_PER_ASSOCIATION))]
    write_pages([(index, association) for association in associations])
    index_pages(associations)
    contacts = write_contacts(city, associations)
    weights = [1 / (position + 1) ** 0.5 for position in range(len(associations))]
    placed = []
    for position in range(amount):
        association = city.dice.random.choices(associations, weights=weights)[0]
        offer = city.offer(association, first + position)
        offer.contact = contacts[association.pk]
        placed.append((association, offer))
    return write_pages(placed)


def write_contacts(city, associations):
    contacts = [
        Contact(
            association=association,
            **CONTACT_PERSON,
            phone=fictional_phone(city.dice.random.randrange(PHONES)),
            email=f"{association.slug[:40].strip('-')}@example.org",
        )
        for association in associations
    ]
    Contact.objects.bulk_create(contacts)
    return {contact.association_id: contact for contact in contacts}
