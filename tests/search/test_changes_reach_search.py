"""Whatever changes an offer as it is searched is noted in the outbox, in the transaction of the change."""

import datetime as dt
import json
from unittest import mock

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse
from wagtail.models import PageViewRestriction

from activities import clock, housekeeping
from activities.importers import feed
from activities.importers.sync import sync
from activities.models import (
    ActivityPage,
    AssociationIndexPage,
    AssociationPage,
    Category,
    Contact,
    CouncilArea,
    District,
    HomePage,
    Phrase,
    SchoolHoliday,
    Venue,
)
from search import generation
from search.models import SearchOutbox
from tests.activities.importers.test_sync import FEED, items
from tests.factories import (
    ActivityFactory,
    AdminFactory,
    AssociationFactory,
    CategoryFactory,
    ContactFactory,
    CouncilAreaFactory,
    PhraseFactory,
    PlaceNameFactory,
    VenueFactory,
    session,
)
from tests.search.fed import fed_engine  # noqa: F401  a fixture

pytestmark = pytest.mark.usefixtures("fed_engine")


class Town:
    """One offer that points to one of everything, another that points to nothing, and a draft."""

    def __init__(self):
        self.area = CouncilAreaFactory()
        self.venue = VenueFactory(district=self.area.district, area=self.area, placed_by_hand=True)
        self.association = AssociationFactory()
        self.contact = ContactFactory(association=self.association)
        self.category, self.phrase = CategoryFactory(), PhraseFactory()
        self.offer = ActivityFactory(
            parent=self.association,
            sessions=[session(venue=self.venue)],
            categories=[self.category],
            phrases=[self.phrase],
            contact=self.contact,
        )
        self.other = ActivityFactory(parent=AssociationFactory())
        self.draft = ActivityFactory(parent=AssociationFactory(), live=False)


@pytest.fixture
def town(db):
    town = Town()
    SearchOutbox.objects.all().delete()
    return town


def noted():
    return set(SearchOutbox.objects.values_list("offer_id", flat=True))


def publish(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def save(thing, **fields):
    for name, value in fields.items():
        setattr(thing, name, value)
    thing.save()


# What is done, and the offers that must be noted: o = the one, a = the other, d = the draft.
CHANGES = {
    "an offer is published": (lambda town: publish(town.draft), "d"),
    "an offer is published again": (lambda town: publish(town.offer, name_da="Svømning for alle"), "o"),
    "an offer is unpublished": (lambda town: town.offer.unpublish(), "o"),
    "an offer moves": (lambda town: town.other.move(AssociationPage.objects.get(pk=town.association.pk)), "a"),
    "an offer is deleted": (lambda town: town.offer.delete(), "o"),
    "an association is renamed": (lambda town: publish(town.association, name_da="Nye navne"), "o"),
    "an association gets another address": (lambda town: publish(town.association, slug="et-andet-sted"), "o"),
    "an association is unpublished": (lambda town: town.association.unpublish(), "o"),
    "an association is deleted": (lambda town: AssociationPage.objects.get(pk=town.association.pk).delete(), "o"),
    "a venue moves": (lambda town: save(town.venue, lat=55.7), "o"),
    "a venue is renamed": (lambda town: save(town.venue, name="Hallen"), "o"),
    "a category is renamed": (lambda town: save(town.category, label_da="Vand"), "o"),
    "a category goes": (lambda town: town.category.delete(), "o"),
    "a phrase is reworded": (lambda town: save(town.phrase, text_da="Tag et håndklæde med."), "o"),
    "a phrase goes": (lambda town: town.phrase.delete(), "o"),
    "a district is renamed": (lambda town: save(town.area.district, name="Nørrebro og omegn"), "o"),
    "an area is renamed": (lambda town: save(town.area, name="Ydre Nørrebro"), "o"),
    "an area goes": (lambda town: town.area.delete(), "o"),
    "a contact changes": (lambda town: save(town.contact, phone="+4533663399"), "o"),
    "a contact is withdrawn": (lambda town: town.contact.delete(), "o"),
    "a page is made private": (
        lambda town: PageViewRestriction.objects.create(page=town.association, restriction_type="login"),
        "o",
    ),
    "an offer is copied": (lambda town: town.offer.copy(update_attrs={"slug": "kopi"}), "new"),
    "a venue that nobody uses is saved": (lambda town: save(VenueFactory(), lat=55.7), ""),
    "a draft is saved": (lambda town: town.offer.save_revision(), ""),
}


def ids_of(town, letters):
    if letters == "new":
        return {ActivityPage.objects.latest("pk").pk}
    return {{"o": town.offer, "a": town.other, "d": town.draft}[letter].pk for letter in letters}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_noted_for_every_offer_it_reaches_and_no_other(town, change):
    do, letters = CHANGES[change]
    expected = ids_of(town, letters) if letters != "new" else None
    do(town)
    assert noted() == (ids_of(town, "new") if expected is None else expected)


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_that_is_rolled_back_leaves_no_note(town, change):
    with transaction.atomic():
        CHANGES[change][0](town)
        transaction.set_rollback(True)
    assert noted() == set()


def test_a_privacy_that_ends_is_noted(town):
    private = PageViewRestriction.objects.create(page=town.association, restriction_type="login")
    SearchOutbox.objects.all().delete()
    private.delete()
    assert noted() == {town.offer.pk}


@pytest.mark.parametrize("model", [HomePage, AssociationIndexPage])
def test_all_offers_move_their_address_with_the_pages_above(town, model, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        publish(model.objects.get(), slug="et-andet-sted")
    assert noted() == {town.offer.pk, town.other.pk, town.draft.pk}


def test_school_holidays_reach_every_live_offer(town):
    both = {town.offer.pk, town.other.pk}
    holiday = SchoolHoliday.objects.create(key="x", name="X", first=dt.date(2027, 2, 1), last=dt.date(2027, 2, 2))
    assert noted() == both
    for change in (lambda: save(holiday, last=dt.date(2027, 2, 5)), holiday.delete):
        SearchOutbox.objects.all().delete()
        change()
        assert noted() == both


def test_a_place_name_is_asked_when_searching_and_stands_in_no_document(town):
    before = generation.current()
    save(PlaceNameFactory(), name="Nørreport St.")
    assert noted() == set()
    assert generation.current() != before


# --- By itself ---


def test_what_goes_live_at_its_time_is_noted(town):
    town.draft.go_live_at = clock.now()
    town.draft.save_revision(approved_go_live_at=clock.now())
    assert housekeeping.run_once()["publish_due"] == 1
    assert town.draft.pk in noted()


def test_what_expires_is_noted(town):
    ActivityPage.objects.filter(pk=town.offer.pk).update(expire_at=clock.now() - dt.timedelta(minutes=1))
    with mock.patch("search.outbox.roll", return_value=0):
        assert housekeeping.run_once()["unpublish_expired"] == 1
    assert noted() == {town.offer.pk}


def test_when_the_window_of_dates_moves_every_live_offer_is_noted(town, frozen):
    frozen("2027-03-01T09:00")
    with mock.patch("search.outbox.roll", return_value=0):
        assert housekeeping.run_once()["roll_dates"] == 2
    assert noted() == {town.offer.pk, town.other.pk}


# --- By the thousand ---


def test_a_made_city_is_noted_whole(fixture_city, fed_engine):  # noqa: F811
    before = set(ActivityPage.objects.values_list("pk", flat=True))
    call_command("make_city", activities=120, seed=3, verbosity=0)
    made = set(ActivityPage.objects.values_list("pk", flat=True)) - before
    assert len(made) == 120
    assert noted() == made
    assert sorted(fed_engine.told) == sorted(made)


def test_new_outlines_reach_the_offers_whose_venue_lies_elsewhere_now(fixture_city, tmp_path):
    SearchOutbox.objects.all().delete()
    rows = District.objects.exclude(outline=None)
    features = [
        {"type": "Feature", "properties": {"bydel_nr": district.number}, "geometry": district.outline}
        for district in rows
    ]
    features[0]["geometry"], features[1]["geometry"] = features[1]["geometry"], features[0]["geometry"]
    file = tmp_path / "districts.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    call_command("load_districts", str(file), verbosity=0)
    swapped = [rows[0].key, rows[1].key]
    reached = ActivityPage.objects.filter(sessions__venue__district__in=swapped).values_list("pk", flat=True)
    assert set(reached) <= noted()


def test_what_an_import_writes_and_takes_down_is_noted(town):
    def run(number):
        SearchOutbox.objects.all().delete()
        said = feed.parse(json.dumps(items(number)).encode(), FEED)
        sync(said, source="https://example.org/feed", association=town.association)

    run(6)
    written = set(ActivityPage.objects.filter(imported_items__isnull=False).values_list("pk", flat=True))
    assert len(written) == 6
    assert noted() == written
    run(5)
    assert len(noted()) == 1
    assert noted() < written


def test_an_import_that_ends_half_way_leaves_neither_offers_nor_notes(town):
    said = feed.parse(json.dumps(items(2)).encode(), FEED)
    with mock.patch("search.outbox.enqueue", side_effect=RuntimeError), pytest.raises(RuntimeError):
        sync(said, source="https://example.org/feed", association=town.association)
    assert not ActivityPage.objects.filter(imported_items__isnull=False).exists()
    assert noted() == set()


# --- In one transaction, also where the framework makes none ---

AUTOCOMMITTED = {
    "a publish": lambda town: publish(town.draft),
    "an unpublish": lambda town: town.offer.unpublish(),
    "a move": lambda town: town.other.move(AssociationPage.objects.get(pk=town.association.pk)),
    "a venue": lambda town: save(Venue.objects.get(pk=town.venue.pk), lat=55.7),
    "a category": lambda town: save(Category.objects.get(), label_da="Vand"),
    "a phrase": lambda town: save(Phrase.objects.get(), text_da="Tag et håndklæde med."),
    "a contact": lambda town: save(Contact.objects.get(), phone="+4533663399"),
    "a district": lambda town: save(District.objects.get(), name="Ydre Nørrebro"),
    "an area": lambda town: save(CouncilArea.objects.get(), name="Ydre Nørrebro"),
    "a delete": lambda town: ActivityPage.objects.get(pk=town.offer.pk).delete(),
}


def state():
    """What the database holds of the things changed above."""
    tables = ["wagtailcore_page", "activities_venue", "activities_category", "activities_phrase", "activities_contact"]
    tables += ["activities_district", "activities_councilarea"]
    held = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
            held[table] = [str(row) for row in cursor.fetchall()]
    return held


@pytest.fixture
def committing_town(transactional_db):
    return Town()


@pytest.mark.parametrize("change", AUTOCOMMITTED)
def test_a_server_that_stops_between_a_change_and_its_note_leaves_the_change_undone(committing_town, change):
    def stop(ids):
        raise SystemExit

    if change == "a publish":
        committing_town.draft.save_revision()
    before = state()
    with mock.patch("search.outbox.enqueue", stop), pytest.raises(SystemExit):
        AUTOCOMMITTED[change](committing_town)
    after = state()
    if change == "a publish":  # the version saved before it may stay, the page as visitors see it may not change
        committing_town.draft.refresh_from_db()
        assert not committing_town.draft.live
    else:
        assert after == before


def test_an_editors_publish_is_one_change(committing_town, client):
    client.force_login(AdminFactory())
    client.raise_request_exception = False
    url = reverse("wagtailadmin_pages:unpublish", args=[committing_town.offer.pk])
    with mock.patch("search.outbox.enqueue", side_effect=RuntimeError("the disk is full")):
        assert client.post(url).status_code == 500
    committing_town.offer.refresh_from_db()
    assert committing_town.offer.live
    assert client.post(url).status_code == 302
    committing_town.offer.refresh_from_db()
    assert not committing_town.offer.live
    assert committing_town.offer.pk in noted()
