"""What a search should find, worked out the slow and plain way from the ORM: offer by offer, date by date."""

import datetime as dt
import math

from activities import clock
from activities.choices import AUDIENCE_AGES, BAND_MINUTES, WEEKDAY_KEYS, Flag, Rule
from activities.models import ActivityPage, PlaceName


def metres(lat1, lon1, lat2, lon2):
    a = (
        math.sin(math.radians(lat2 - lat1) / 2) ** 2
        + math.cos(math.radians(lat1)) * math.cos(math.radians(lat2)) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * 6_371_000 * math.asin(math.sqrt(a))


class Oracle:
    def __init__(self, documents):
        """`documents` is only used for prices, kinds and flags, which have tests of their own."""
        self.now = clock.now()
        self.today = self.now.date()
        self.documents = documents
        self.places = {place.slug: place for place in PlaceName.objects.all()}
        self.offers = list(
            ActivityPage.objects.findable().prefetch_related(
                "sessions__venue", "sessions__occurrences", "categories", "extra_costs"
            )
        )

    def ids(self, query, *, without=(), silent=None):
        """Ids found; `without` drops parameters, `silent` keeps offers that do not say that fact."""
        return {
            offer.pk
            for offer in self.offers
            if self.offer_passes(offer, query, without)
            and (silent is None or silent(offer))
            and any(self.session_passes(session, query, without) for session in offer.sessions.all())
        }

    # --- Offers ---

    def offer_passes(self, offer, query, without):
        tests = {
            "category": lambda: {category.key for category in offer.categories.all()} & set(query.category),
            "audience": lambda: any(self.is_for(offer, audience) for audience in query.audience),
            "gender": lambda: offer.gender in query.gender,
            "kind": lambda: self.documents[offer.pk]["kind"] in query.kind,
            "language": lambda: {tag.split("-")[0] for tag in offer.held_in + offer.also_spoken} & set(query.language),
            "danish": lambda: offer.danish is not None and offer.danish <= query.danish,
            "free": lambda: self.documents[offer.pk]["price"]["free"] is True,
            "price_max": lambda: self.cost(offer) is not None and self.cost(offer) <= query.price_max,
            "age": lambda: any(self.takes_age(offer, span) for span in query.age),
        }
        for name, test in tests.items():
            value = getattr(query, name)
            active = value is not None and value != () and value is not False
            if active and name not in without and not test():
                return False
        flags = set(query.flag) - {name.removeprefix("flag:") for name in without}
        return flags <= set(self.documents[offer.pk]["flags"])

    def is_held_in(self, pk, languages):
        offer = next(offer for offer in self.offers if offer.pk == pk)
        return bool({tag.split("-")[0] for tag in offer.held_in} & set(languages))

    def cost(self, offer):
        return self.documents[offer.pk]["price"]["compared"]

    @staticmethod
    def may_be_free(offer):
        """Whether nobody says what it costs, while nothing that is said costs anything."""
        required = [extra.amount for extra in offer.extra_costs.all() if extra.is_required]
        said = [offer.price_amount, offer.joining_fee, *required]
        return not any(said) and (offer.price_amount is None or None in required)

    @staticmethod
    def is_for(offer, audience):
        if audience in offer.audiences:
            return True
        low, high = offer.age_from_months, offer.age_to_months
        if low is None and high is None:
            return not offer.audiences and audience != "families"
        if audience not in AUDIENCE_AGES:
            return False
        first, last = AUDIENCE_AGES[audience]
        return (low or 0) <= (math.inf if last is None else last * 12 + 11) and first * 12 <= (
            math.inf if high is None else high
        )

    @staticmethod
    def takes_age(offer, span):
        low, high = offer.age_from_months, offer.age_to_months
        if low is not None or high is not None:
            return (low or 0) <= span[1] and span[0] <= (math.inf if high is None else high)
        own = [AUDIENCE_AGES[audience] for audience in offer.audiences if audience in AUDIENCE_AGES]
        return not own or any(
            first * 12 <= span[1] and span[0] <= (math.inf if last is None else last * 12 + 11) for first, last in own
        )

    # --- Sessions ---

    def session_passes(self, session, query, without):
        if not self.place_passes(session.venue, query, without):
            return False
        coming = self.coming(session)
        if session.rule == Rule.BY_AGREEMENT:
            return not query.has_time and (session.ends_on is None or session.ends_on >= self.today)
        if not coming or (query.open_now and not any(self.is_open(found, session) for found in coming)):
            return False
        if query.has_dates:
            first, last = query.span(self.today)
            return any(
                first <= found.day <= last
                and self.time_passes(found.day.weekday(), found.start, found.end, session, query, without)
                for found in coming
            )
        if session.rule == Rule.SINGLE:
            return any(
                self.time_passes(found.day.weekday(), found.start, found.end, session, query, without)
                for found in coming
            )
        start, end = session.minutes
        return self.time_passes(session.weekday, start, end, session, query, without)

    def coming(self, session):
        horizon = self.today + dt.timedelta(days=400)
        return [found for found in session.occurrences.all() if found.ends_at > self.now and found.day <= horizon]

    def is_open(self, found, session):
        return session.opening_hours and found.starts_at <= self.now < found.ends_at

    def time_passes(self, weekday, start, end, session, query, without):
        if query.weekday and "weekday" not in without and WEEKDAY_KEYS[weekday] not in query.weekday:
            return False
        if query.time and "time" not in without and not any(self.in_band(start, end, band) for band in query.time):
            return False
        if query.after is not None:
            going_on = session.opening_hours and start <= query.after < end
            if not (start >= query.after or going_on):
                return False
        return query.before is None or end <= query.before

    @staticmethod
    def in_band(start, end, band):
        low, high = BAND_MINUTES[band]
        minutes = set(range(start, end))
        shared = minutes & set(range(low, high))
        return len(shared) >= 30 or (len(minutes) < 30 and shared == minutes)

    def place_passes(self, venue, query, without):
        tests = {
            "district": lambda: venue and venue.district_key in query.district,
            "area": lambda: venue and venue.area_id in query.area,
            "place": lambda: any(
                self.within(venue, self.places[slug], self.places[slug].radius) for slug in query.place
            ),
            "near": lambda: self.within(venue, query.near, query.radius),
            "postcode": lambda: venue and venue.postcode in query.postcode,
        }
        return all(not getattr(query, name) or name in without or test() for name, test in tests.items())

    @staticmethod
    def within(venue, point, radius):
        return bool(venue and venue.is_located and metres(point.lat, point.lon, venue.lat, venue.lon) <= radius)

    # --- Silence ---

    def unstated(self, query):
        said = {}
        if query.language:
            silent = lambda offer: not offer.held_in and not offer.also_spoken  # noqa: E731
            said["language"] = len(self.ids(query, without=("language",), silent=silent))
        if query.danish is not None:
            said["danish"] = len(self.ids(query, without=("danish",), silent=lambda offer: offer.danish is None))
        if query.free or query.price_max is not None:

            def silent(offer):
                return self.may_be_free(offer) if query.free else self.cost(offer) is None

            said["price"] = len(self.ids(query, without=("free", "price_max"), silent=silent))
        if Flag.STEP_FREE in query.flag:

            def silent(offer):
                venues = [session.venue for session in offer.sessions.all() if session.venue]
                stated = {venue.step_free for venue in venues}
                return Flag.STEP_FREE not in offer.flags and False not in stated and stated != {True}

            said["step-free"] = len(self.ids(query, without=("flag:step-free",), silent=silent))
        return said
