"""A seeded small city in which everything that can be said of an offer is said by some, and left out by others."""

import datetime as dt
import random

from activities.announcements import collected
from activities.choices import Audience, ExceptionKind, Gender, PricePer, Room, Rule
from activities.models import (
    AssociationPage,
    CouncilArea,
    District,
    ExtraCost,
    ImportedItem,
    PlaceName,
    ScheduleException,
    Session,
    Venue,
)
from tests import factories

DISTRICTS = {"noerrebro": ("noerrebro",), "indre-by": ("christianshavn", "indre-by"), "valby": ("valby",)}
CATEGORIES = ("swimming", "football", "senior-club", "language-cafe")
FLAGS = ("drop-in", "sign-up", "step-free", "outdoor", "childcare")
LANGUAGES = ("da", "ar", "so", "fa-AF")
WORDS = ("Svømning", "Fodbold", "Sprogcafé", "Ældreklub", "Dans", "Madklub")


def build(seed=7, offers=45):
    chance = random.Random(seed)
    with collected():
        make_places()
        venues = make_venues(chance)
        categories = [factories.CategoryFactory(key=key) for key in CATEGORIES]
        associations = [
            factories.AssociationFactory(may_apply_for_fee_support=chance.choice([True, None])) for _n in range(4)
        ]
        for number in range(offers):
            make_offer(chance, number, chance.choice(associations), venues, categories)


def make_places():
    for number, (key, areas) in enumerate(DISTRICTS.items(), 1):
        district = District.objects.create(key=key, number=number, name=key.title())
        for area in areas:
            CouncilArea.objects.create(key=area, name=area.title(), district=district)
    District.objects.get(key="noerrebro").neighbours.add("indre-by")
    PlaceName.objects.create(slug="runddelen", name="Runddelen", kind="spot", lat=55.6945, lon=12.549, radius=600)
    PlaceName.objects.create(slug="langgade", name="Langgade", kind="station", lat=55.6655, lon=12.506, radius=900)


def make_venues(chance):
    venues = [Venue(name="Uden sted"), Venue(name="Frederiksberg Hal", lat=55.68, lon=12.53, placed_by_hand=True)]
    for number in range(8):
        area = CouncilArea.objects.order_by("key")[number % 4]
        venues.append(
            Venue(
                name=f"Hus {number}",
                address=f"Eksempelgade {number}, {chance.choice(['2200 København N', '2500 Valby'])}",
                lat=55.66 + chance.random() * 0.04,
                lon=12.50 + chance.random() * 0.08,
                district_id=area.district_id,
                area=area,
                placed_by_hand=True,
                step_free=chance.choice([True, False, None]),
            )
        )
    for venue in venues:
        venue.save()
    return venues


def make_offer(chance, number, association, venues, categories):
    low = chance.choice([None, None, 0, 6, 36, 84, 150, 216, 720])
    high = None if low is None else chance.choice([None, low + 11, low + 71])
    amount = chance.choice([None, 0, 0, 50, 600])
    offer = factories.ActivityFactory(
        parent=AssociationPage.objects.get(pk=association.pk),
        name=f"{chance.choice(WORDS)} {number}",
        gender=chance.choice(["", *Gender.values]),
        audiences=sorted(chance.sample(Audience.values, chance.choice([0, 0, 1, 2]))),
        age_from_months=low,
        age_to_months=high,
        held_in=chance.sample(LANGUAGES, chance.choice([0, 1, 2])),
        also_spoken=chance.sample(LANGUAGES, chance.choice([0, 0, 1])),
        danish=chance.choice([None, 0, 1, 2, 3]),
        price_amount=amount,
        price_per="" if amount is None else chance.choice(PricePer.values),
        joining_fee=chance.choice([None, 0, 100]),
        trials=chance.choice([None, 0, 2]),
        fee_support=chance.choice([None, True, False]),
        flags=chance.sample(FLAGS, chance.choice([0, 1, 2])),
        room=chance.choice(["", *Room.values]),
        state=chance.choice(["running", "running", "running", "forming", "paused"]),
        categories=chance.sample(categories, chance.choice([1, 1, 2])),
        sessions=[make_session(chance, venues) for _n in range(chance.choice([1, 1, 2, 3]))],
        exceptions=[make_exception(chance) for _n in range(chance.choice([0, 0, 1, 3]))],
        extra_costs=[
            ExtraCost(what_for_da="Trøje", amount=chance.choice([None, 0, 80]))
            for _n in range(chance.choice([0, 0, 1]))
        ],
    )
    if number % 3 == 0:
        ImportedItem.objects.create(
            source="feed",
            uid=str(number),
            association=association,
            page=offer,
            digest="",
            seen_at=dt.datetime.now(dt.UTC),
        )


def make_session(chance, venues):
    rule = chance.choice([*Rule.values, Rule.WEEKLY, Rule.WEEKLY])
    if rule == Rule.BY_AGREEMENT:
        return Session(
            rule=rule,
            venue=chance.choice(venues),
            ends_on=chance.choice([None, dt.date(2026, 11, 1), dt.date(2027, 5, 1)]),
        )
    start = chance.choice(
        [6 * 60, 8 * 60 + 45, 9 * 60, 10 * 60, 14 * 60 + 30, 16 * 60 + 30, 18 * 60, 21 * 60 + 40, 23 * 60]
    )
    length = chance.choice([20, 30, 60, 90, 240])
    first = dt.date(2026, 8, 1) + dt.timedelta(days=chance.randrange(200))
    return Session(
        rule=rule,
        weekday=first.weekday() if rule == Rule.SINGLE else chance.randrange(7),
        start=dt.time(start // 60, start % 60),
        end=dt.time((start + length) // 60 % 24, (start + length) % 60),
        starts_on=first,
        ends_on=None
        if rule == Rule.SINGLE
        else chance.choice([None, first + dt.timedelta(days=chance.randrange(20, 500))]),
        interval=chance.choice([2, 3]),
        ordinal=chance.choice([1, 2, -1]),
        count=chance.choice([None, None, 8]) if rule == Rule.WEEKLY else None,
        venue=chance.choice([*venues, None]),
        opening_hours=chance.choice([True, False, False]),
        pauses_in_school_holidays=chance.choice([True, False]),
    )


def make_exception(chance):
    day = dt.date(2026, 11, 20) + dt.timedelta(days=chance.randrange(60))
    kind = chance.choice(ExceptionKind.values)
    times = chance.choice([(None, None), (dt.time(19), dt.time(20, 30))])
    if kind == ExceptionKind.CANCELLED:
        return ScheduleException(kind=kind, day=day)
    to_day = day + dt.timedelta(days=chance.randrange(1, 9)) if kind == ExceptionKind.MOVED else None
    return ScheduleException(kind=kind, day=day, to_day=to_day, start=times[0], end=times[1])
