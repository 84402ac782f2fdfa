"""What a second run does to what the first one made."""

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal

import pytest

from activities.choices import Rule
from activities.importers import feed, mapping
from activities.importers.records import ContactRecord, Parsed, Problem, SessionRecord, VenueRecord
from activities.importers.sync import BrakeError, sync
from activities.models import ActivityPage, Contact, ImportedItem, Venue
from activities.signals import offer_changed
from tests import factories

pytestmark = pytest.mark.django_db

SOURCE = "https://example.org/feed"
FEED = mapping.read(
    {
        "fields": {"name": "name", "summary": "text", "body": "text"},
        "price": {"amount": "price", "per": "visit"},
        "sessions": {"each": "", "date": "day", "start": "from", "end": "to"},
        "places": {"each": "place", "name": "name", "street": "street", "lat": "lat", "lon": "lon"},
        "tables": {"categories": {"from": "topic", "values": {"swim": "swimming"}}},
    }
)
ITEM = {"name": "Kor", "text": "Vi synger.", "day": "2026-12-02", "from": "17.00", "to": "18.30", "price": "20"}


def items(number, **changes):
    return [ITEM | {"id": str(at), "name": f"Kor {at}"} | changes for at in range(number)]


@pytest.fixture
def association():
    return factories.AssociationFactory(name="Biblioteket")


@pytest.fixture
def run(association):
    def run(said, **options):
        parsed = feed.parse(json.dumps(said).encode(), FEED)
        return sync(parsed, **({"source": SOURCE, "association": association} | options))

    return run


def counts(report):
    return report.created, report.updated, report.unchanged, report.unpublished, report.refused_items


def page(uid):
    return ActivityPage.objects.get(imported_items__uid=uid)


class TestFirstRun:
    def test_items_become_published_offers_of_the_association(self, run, association):
        assert counts(run(items(3))) == (3, 0, 0, 0, 0)
        offer = page("0")
        assert offer.live
        assert offer.association == association
        assert (offer.name_da, offer.summary_da, offer.body_da) == ("Kor 0", "Vi synger.", "<p>Vi synger.</p>")
        assert (offer.price_amount, offer.price_per) == (20, "visit")
        assert offer.get_latest_revision_as_object().sessions.count() == 1
        assert ActivityPage.objects.findable().count() == 3

    def test_the_tree_stays_sound(self, run, association):
        run(items(3))
        association.refresh_from_db()
        assert association.numchild == 3
        assert not any(ActivityPage.find_problems())

    def test_offers_of_one_name_stay_apart_by_their_id(self, run):
        run([ITEM | {"id": "a"}, ITEM | {"id": "b"}])
        assert page("a").slug != page("b").slug

    def test_what_is_over_comes_in_as_published_but_not_findable(self, run):
        run(items(1, day="2026-11-02"))
        assert page("0").live
        assert not ActivityPage.objects.findable().exists()

    def test_categories_that_are_loaded_are_set(self, run):
        factories.CategoryFactory(key="swimming")
        run(items(1, topic="swim"))
        assert [category.key for category in page("0").categories.all()] == ["swimming"]

    def test_the_index_hears_once_and_finds_everything(self, run):
        heard = []

        def listen(ids, **kwargs):
            heard.append((set(ids), ActivityPage.objects.filter(pk__in=ids, live=True).count()))

        offer_changed.connect(listen)
        try:
            run(items(3))
        finally:
            offer_changed.disconnect(listen)
        ((ids, found),) = heard
        assert ids == set(ActivityPage.objects.values_list("pk", flat=True))
        assert found == 3


class TestSecondRun:
    def test_nothing_changed_changes_nothing(self, run):
        run(items(3))
        before = [(offer.pk, offer.latest_revision_id, offer.last_published_at) for offer in ActivityPage.objects.all()]
        assert counts(run(items(3))) == (0, 0, 3, 0, 0)
        after = [(offer.pk, offer.latest_revision_id, offer.last_published_at) for offer in ActivityPage.objects.all()]
        assert before == after

    def test_a_changed_item_is_updated_under_its_address(self, run):
        run(items(2))
        old = page("1")
        said = items(2)
        said[1] |= {"name": "Nyt kor", "day": "2026-12-03", "price": "gratis"}
        assert counts(run(said)) == (0, 1, 1, 0, 0)
        new = page("1")
        assert (new.pk, new.slug, new.name_da, new.title) == (old.pk, old.slug, "Nyt kor", "Nyt kor")
        assert new.price_amount == 0
        assert [session.starts_on for session in new.sessions.all()] == [dt.date(2026, 12, 3)]
        assert [met.day for met in new.occurrences.all()] == [dt.date(2026, 12, 3)]

    def test_what_is_no_longer_said_is_no_longer_stated(self, run):
        run(items(1))
        run(items(1, price=None))
        assert (page("0").price_amount, page("0").price_per) == (None, "")

    def test_an_editors_words_stay_while_the_item_does(self, run):
        run(items(1))
        offer = page("0")
        offer.summary_da = "Redaktørens ord"
        offer.save_revision().publish()
        run(items(1))
        assert page("0").summary_da == "Redaktørens ord"

    def test_what_the_source_never_speaks_about_stays_also_when_the_item_changes(self, run):
        run(items(1))
        offer = page("0")
        offer.held_in, offer.danish, offer.first_visit_da = ["da", "ar"], 1, "Kom bare."
        offer.name_en = "Choir"
        offer.save_revision().publish()
        run(items(1, text="Vi synger højt."))
        offer = page("0")
        assert offer.summary_da == "Vi synger højt."
        assert (offer.held_in, offer.danish, offer.first_visit_da) == (["da", "ar"], 1, "Kom bare.")
        assert offer.name_en == "Choir"

    def test_an_offer_an_editor_took_down_stays_down(self, run):
        run(items(1))
        page("0").unpublish()
        assert counts(run(items(1, text="Nyt."))) == (0, 1, 0, 0, 0)
        assert not page("0").live
        assert page("0").get_latest_revision_as_object().summary_da == "Nyt."

    def test_another_association_with_the_same_source_is_another_matter(self, run):
        other = factories.AssociationFactory()
        run(items(3))
        assert counts(run(items(1), association=other)) == (1, 0, 0, 0, 0)
        assert counts(run(items(3), source=SOURCE + "/2")) == (3, 0, 0, 0, 0)
        assert ActivityPage.objects.live().count() == 7


class TestVanished:
    def test_a_vanished_item_is_unpublished_and_never_deleted(self, run):
        run(items(10))
        assert counts(run(items(9))) == (0, 0, 9, 1, 0)
        assert not page("9").live
        assert ImportedItem.objects.get(uid="9").vanished_at
        assert ActivityPage.objects.count() == 10

    def test_it_is_unpublished_once(self, run):
        run(items(10))
        run(items(9))
        assert counts(run(items(9))) == (0, 0, 9, 0, 0)

    def test_it_comes_back(self, run):
        run(items(10))
        run(items(9))
        assert counts(run(items(10))) == (0, 1, 9, 0, 0)
        assert page("9").live
        assert page("9").occurrences.exists()
        assert ImportedItem.objects.get(uid="9").vanished_at is None

    def test_it_comes_back_changed(self, run):
        run(items(10))
        run(items(9))
        said = items(10)
        said[9]["text"] = "Nu igen."
        run(said)
        assert (page("9").live, page("9").summary_da) == (True, "Nu igen.")

    def test_a_refused_item_is_still_there_and_keeps_its_offer(self, run):
        run(items(3))
        said = items(3)
        said[2]["day"] = "sometime"
        assert counts(run(said)) == (0, 0, 2, 0, 1)
        assert page("2").live

    def test_more_than_a_fifth_stops_the_run_and_changes_nothing(self, run):
        run(items(10))
        with pytest.raises(BrakeError, match="3 of 10 .*--force"):
            run([*items(7), ITEM | {"id": "new"}])
        assert ActivityPage.objects.live().count() == 10
        assert not ImportedItem.objects.filter(uid="new").exists()

    def test_a_fifth_is_not_more_than_a_fifth(self, run):
        run(items(10))
        assert counts(run(items(8))) == (0, 0, 8, 2, 0)

    def test_a_refused_item_counts_among_those_the_fifth_is_taken_of(self, run):
        run(items(10))
        said = items(8)
        for item in said[:4]:
            item["day"] = "sometime"
        assert counts(run(said)) == (0, 0, 4, 2, 4)

    def test_force_releases_the_brake(self, run):
        run(items(10))
        assert counts(run(items(1), force=True)) == (0, 0, 1, 9, 0)

    def test_the_fifth_is_counted_among_what_is_still_there(self, run):
        run(items(10))
        run(items(8))
        with pytest.raises(BrakeError, match="2 of 8"):
            run(items(6))

    def test_the_fifth_is_counted_within_source_and_association(self, run):
        run(items(20), source="elsewhere")
        run(items(4))
        with pytest.raises(BrakeError, match="1 of 4"):
            run(items(3))


class TestDryRun:
    def test_it_counts_the_same_and_changes_nothing(self, run):
        run(items(10))
        said = [*items(9), ITEM | {"id": "new"}, {"id": "bad"}]
        said[0]["text"] = "Andet."
        before = list(ActivityPage.objects.order_by("pk").values())
        rows = list(ImportedItem.objects.order_by("pk").values())
        heard = []
        offer_changed.connect(listener := lambda ids, **kwargs: heard.append(ids))
        dry = run(said, dry_run=True)
        offer_changed.disconnect(listener)
        assert heard == []
        assert list(ActivityPage.objects.order_by("pk").values()) == before
        assert list(ImportedItem.objects.order_by("pk").values()) == rows
        assert counts(dry) == (1, 1, 8, 1, 1)
        assert counts(run(said)) == counts(dry)

    def test_the_brake_holds_it_too(self, run):
        run(items(10))
        with pytest.raises(BrakeError):
            run(items(1), dry_run=True)


class TestPlaces:
    PLACE = {"name": "Huset", "street": "Gade 1", "lat": "55.695", "lon": "12.549"}

    def test_a_place_is_made_once_and_found_again_whatever_its_spelling(self, run, association):
        run(items(2, place=self.PLACE))
        run(items(2, place=self.PLACE | {"name": "HUSET"}))
        venue = Venue.objects.get()
        assert (venue.association, venue.name, venue.address) == (association, "Huset", "Gade 1")
        assert (venue.lat, venue.lon) == (55.695, 12.549)

    def test_a_place_of_another_association_is_not_touched(self, run):
        other = factories.VenueFactory(name="Huset", address="Gade 1", lat=1.0, lon=2.0)
        run(items(1, place=self.PLACE))
        other.refresh_from_db()
        assert (other.lat, Venue.objects.count()) == (1.0, 2)

    def test_a_place_that_moves_moves(self, run):
        run(items(1, place=self.PLACE))
        run(items(1, place=self.PLACE | {"lat": "55.7"}))
        assert Venue.objects.get().lat == 55.7

    def test_a_pin_set_by_hand_stays(self, run):
        run(items(1, place=self.PLACE))
        Venue.objects.update(lat=55.66, placed_by_hand=True)
        run(items(1, place=self.PLACE | {"lat": "55.7"}))
        assert Venue.objects.get().lat == 55.66


class TestRecords:
    """Records of any source, written directly."""

    RECORD = next(iter(feed.parse_items([ITEM | {"id": "1"}], FEED).records))

    def test_a_text_in_another_language_is_kept_as_that_and_as_what_readers_fall_back_to(self, association):
        record = replace(self.RECORD, language="en", name="Choir", summary="We sing.")
        sync(Parsed([record]), source=SOURCE, association=association)
        offer = page("1")
        assert (offer.name_da, offer.name_en, offer.summary_en, offer.name_ar) == ("Choir", "Choir", "We sing.", None)

    def test_a_contact_is_a_row_of_the_association_and_made_once(self, association):
        record = replace(
            self.RECORD, says=self.RECORD.says | {"contact"}, contact=ContactRecord("Kontor", "+4533663366", "")
        )
        sync(Parsed([record, replace(record, uid="2")]), source=SOURCE, association=association)
        contact = Contact.objects.get()
        assert (contact.association, page("1").contact, page("2").contact) == (association, contact, contact)

    def test_an_item_the_models_refuse_is_reported_and_the_others_come_in(self, association):
        bad = replace(
            self.RECORD,
            uid="bad",
            sessions=(
                SessionRecord(rule=Rule.BY_AGREEMENT, venue=VenueRecord("Nyt sted")),
                SessionRecord(rule=Rule.WEEKLY, venue=VenueRecord("Andet sted")),
            ),
        )
        good = replace(self.RECORD, sessions=(SessionRecord(rule=Rule.BY_AGREEMENT, venue=VenueRecord("Nyt sted")),))
        report = sync(Parsed([bad, good]), source=SOURCE, association=association)
        assert counts(report) == (1, 0, 0, 0, 1)
        assert {problem.field for problem in report.refused} == {"start", "end", "weekday"}
        assert page("1").sessions.get().venue.name == "Nyt sted"
        assert not ImportedItem.objects.filter(uid="bad").exists()

    def test_a_digest_is_the_same_for_the_same_words(self):
        again = replace(self.RECORD, says=frozenset(sorted(self.RECORD.says, reverse=True)))
        assert self.RECORD.digest() == again.digest()
        assert self.RECORD.digest() != replace(again, price_amount=Decimal("20.01")).digest()


def test_a_report_names_every_refused_item_and_cannot_steer_the_terminal(run):
    report = run([*items(1), ITEM | {"id": "bad\x1b[2J", "day": "x"}])
    report.remarks.append(Problem("1", "phone\x1b[2J", "left out"))
    assert list(report.lines()) == [
        "Refused bad[2J: day: “x” is not a date; write 2026-09-01 or 1.9.2026",
        "Note 1: phone·[2J: left out",
        "1 created, 0 updated, 0 unchanged, 0 unpublished, 1 refused",
    ]
