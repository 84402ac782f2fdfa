"""Write one record into a page with its venues, sessions and exceptions."""

from dataclasses import asdict

from django.conf import settings

from ..models import ActivityPage, Category, Contact, ScheduleException, Session, Venue
from .records import ActivityRecord, ContactRecord, VenueRecord

TRANSLATED = ("name", "summary", "body", "price_note")
PLAIN = (
    "gender", "age_from_months", "age_to_months", "danish", "price_amount", "price_per", "joining_fee",
    "trials", "fee_support", "room", "sign_up_url", "state",
)  # fmt: skip
LISTS = ("audiences", "held_in", "also_spoken", "flags")
DANISH = "da"


class Writer:
    """Writes the records of one association; venues and contacts are looked up once and shared."""

    def __init__(self, association):
        self.association = association
        self.look_up()

    def look_up(self) -> None:
        """Read what the association has already."""
        association = self.association
        own = Venue.objects.filter(association=association).order_by("pk")
        self.venues = {_place_key(venue.name, venue.address): venue for venue in reversed(own)}
        self.contacts = {
            (contact.role_da or "", contact.phone, contact.email): contact
            for contact in Contact.objects.filter(association=association).order_by("-pk")
        }
        self.categories = {category.key: category for category in Category.objects.all()}

    def create(self, record: ActivityRecord) -> ActivityPage:
        """Make a page below the association and publish it."""
        page = ActivityPage(live=False)
        self._fill(page, record, record.says)
        # Fetched anew: the tree's counters on a parent held in memory grow stale with every child.
        type(self.association).objects.get(pk=self.association.pk).add_child(instance=page)
        self._relate(page, record, record.says)
        return self.publish(page)

    def update(self, page: ActivityPage, record: ActivityRecord, *, publish: bool) -> ActivityPage:
        """Write what the source speaks about and leave the rest; a page an editor took down stays down."""
        self._fill(page, record, record.says)
        page.full_clean()
        self._relate(page, record, record.says)
        if publish:
            return self.publish(page)
        page.save_revision()
        return page

    @staticmethod
    def publish(page: ActivityPage) -> ActivityPage:
        page.save_revision().publish()
        return page

    def _fill(self, page, record, says):
        for name in TRANSLATED:
            if name in says:
                _translate(page, name, record)
        for name in PLAIN:
            if name in says:
                setattr(page, name, getattr(record, name))
        for name in LISTS:
            if name in says:
                setattr(page, name, list(getattr(record, name)))
        if "contact" in says:
            page.contact = self._contact(record.contact, record.language)
        if "sessions" in says:
            page.sessions = [self._session(session) for session in record.sessions]
            page.exceptions = [_exception(exception) for exception in record.exceptions]

    def _relate(self, page, record, says):
        if "categories" in says:
            page.categories.set([self.categories[key] for key in record.categories if key in self.categories])

    def _session(self, record):
        values = asdict(record) | {
            "venue": self._venue(record.venue),
            "excluded_months": list(record.excluded_months),
        }
        session = Session(**values)
        session.clean()
        return session

    def _venue(self, record: VenueRecord | None):
        if record is None:
            return None
        key = _place_key(record.name, record.address)
        venue = self.venues.get(key)
        if venue is None:
            venue = Venue(association=self.association, name=record.name, address=record.address)
        changed = venue.pk is None
        # A pin and a district chosen by hand are the editor's word.
        if record.lat is not None and not venue.placed_by_hand and (venue.lat, venue.lon) != (record.lat, record.lon):
            venue.lat, venue.lon, changed = record.lat, record.lon, True
        if record.step_free is not None and venue.step_free is None:
            venue.step_free, changed = record.step_free, True
        if changed:
            venue.full_clean(exclude=["association"])
            venue.save()
        self.venues[key] = venue
        return venue

    def _contact(self, record: ContactRecord | None, language: str):
        if record is None:
            return None
        key = (record.role, record.phone, record.email)
        if key not in self.contacts:
            contact = Contact(association=self.association, phone=record.phone, email=record.email)
            _write(contact, "role", record.role, language)
            contact.full_clean(exclude=["association"])
            contact.save()
            self.contacts[key] = contact
        return self.contacts[key]


def _translate(page, name, record):
    _write(page, name, getattr(record, name), record.language)
    for field, language, translation in record.translations:
        if field == name:
            setattr(page, f"{name}_{language}", translation)


def _write(thing, name, text, language):
    """Danish is what every reader falls back to; the source's own language gets the text too."""
    setattr(thing, f"{name}_{DANISH}", text)
    if language != DANISH and language in settings.MODELTRANSLATION_LANGUAGES:
        setattr(thing, f"{name}_{language}", text)


def _exception(record):
    values = asdict(record)
    note = values.pop("note")
    exception = ScheduleException(**values, **{f"note_{DANISH}": note})
    exception.clean()
    return exception


def _place_key(name, address):
    return " ".join(name.casefold().split()), " ".join(address.casefold().split())
