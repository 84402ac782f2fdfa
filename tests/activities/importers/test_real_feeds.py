"""The real calendars and feeds come in as their content deserves.

They lie beside the repository, in ../shared/data, and belong to others; see their README there.
"""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from activities.choices import ExceptionKind, Rule
from activities.models import ActivityPage, AssociationPage, ImportedItem, Venue
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.feeds]

WED, THU, SAT = 2, 3, 5


def import_feed(path, *options):
    """Run the command for the association of these tests and return what it prints."""
    slug = AssociationPage.objects.get(name_da="Kilden").slug
    out = io.StringIO()
    call_command("import_activities", str(path), "--association", slug, *options, stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture(scope="class")
def loaded(request, shared_data, django_db_setup, django_db_blocker):
    """Import the feed of the class once for all its tests; each test runs in a savepoint of its own."""
    name, mapping = request.cls.FEED
    with django_db_blocker.unblock(), transaction.atomic():
        factories.AssociationFactory(name="Kilden")
        for key in ("arts-crafts", "tech-media", "cooking-meals", "music-theatre", "gardening", "scouts-outdoor"):
            factories.CategoryFactory(key=key)
        yield import_feed(shared_data / "feeds" / name, "--format", "json", "--mapping", mapping)
        transaction.set_rollback(True)


@pytest.fixture
def ics(shared_data):
    """Import a calendar twice: the second run must change nothing."""
    factories.AssociationFactory(name="Kilden")

    def ics(name):
        path = shared_data / "ics" / name
        first = import_feed(path, "--format", "ical")[-1]
        again = import_feed(path, "--format", "ical")[-1]
        assert again == f"0 created, 0 updated, {first.split()[0]} unchanged, 0 unpublished, 0 refused"
        return first

    return ics


def created(number):
    return f"{number} created, 0 updated, 0 unchanged, 0 unpublished, 0 refused"


def offer(uid):
    return ActivityPage.objects.get(imported_items__uid=uid)


def named(name):
    return list(ActivityPage.objects.filter(name_da=name).order_by("pk"))


def times(session):
    return session.weekday, session.start, session.end


class TestLibraryOf2022:
    def test_its_twelve_events_are_published_and_over(self, shared_data):
        factories.AssociationFactory(name="Kilden")
        feed = shared_data / "feeds" / "aarhus-library-events.json"
        assert import_feed(feed, "--format", "json", "--mapping", "aarhus-library") == [created(12)]
        assert ActivityPage.objects.live().count() == 12
        assert not ActivityPage.objects.findable().exists()


@pytest.mark.usefixtures("loaded")
class TestLibrary:
    FEED = ("aarhus-library-events-shifted.json", "aarhus-library")

    def test_all_twelve_come_in(self, loaded):
        assert loaded == [created(12)]

    def test_a_second_run_changes_nothing(self, shared_data):
        again = import_feed(shared_data / "feeds" / self.FEED[0], "--format", "json", "--mapping", self.FEED[1])
        assert again == ["0 created, 0 updated, 12 unchanged, 0 unpublished, 0 refused"]

    def test_nine_of_the_shifted_twelve_lie_ahead(self):
        assert ActivityPage.objects.live().count() == 12
        assert ActivityPage.objects.findable().count() == 9
        over = ActivityPage.objects.live().exclude(pk__in=ActivityPage.objects.findable())
        assert {page.name_da for page in over} == {
            "Maker for studerende",
            "Fællesspisning og musik for studerende",
            "Jørgen Pingvin",
        }

    def test_reading_aloud_on_wednesday_afternoon_outside_the_city(self):
        (reading,) = named("Hyggelig højtlæsning")
        (session,) = reading.sessions.all()
        assert (session.rule, session.starts_on) == (Rule.SINGLE, dt.date(2026, 12, 2))
        assert times(session) == (WED, dt.time(15, 30), dt.time(16))
        assert (session.venue.name, session.room) == ("Gellerup Bibliotek", "Børnebiblioteket")
        assert session.venue.address == "Karen Blixens Boulevard 23, 8220 Brabrand"
        assert session.venue.postcode == "8220"
        assert (session.venue.lat, session.venue.lon) == (56.1555, 10.1343)
        assert session.venue.is_outside
        assert reading.summary_da == "Kom og lyt til en god historie i børnebiblioteket"
        assert reading.is_free
        assert reading.audiences == ["small-children", "children"]
        assert reading.contact.phone == "+4589409500"

    def test_the_sewing_workshop_by_its_weekday(self):
        wednesdays = named("Sy-værkstedet")
        assert [page.sessions.get().starts_on for page in wednesdays] == [
            dt.date(2026, 12, 30),
            dt.date(2027, 1, 6),
            dt.date(2027, 1, 13),
        ]
        assert {times(page.sessions.get()) for page in wednesdays} == {(WED, dt.time(15), dt.time(19))}
        (saturday,) = named("Sy-Værkstedet")
        assert times(saturday.sessions.get()) == (SAT, dt.time(11), dt.time(15))
        assert saturday.audiences == ["adults"]

    def test_events_of_one_name_are_separate_offers(self):
        same = named("Sy-værkstedet")
        assert len({page.slug for page in same}) == 3
        assert {item.uid for item in ImportedItem.objects.filter(page__in=same)} == {"39186", "39187", "39188"}

    def test_ages_and_booking_where_the_event_says_them(self):
        (cutting,) = named("Juleklip for børn fra 3 -6 år")
        assert cutting.ages == (36, 83)
        assert offer("39030").ages == (36, 83)  # its text says "3-6-årige"
        assert offer("39186").ages == (None, None)
        assert (offer("39141").sign_up_url, offer("39141").flags) == ("https://pretix.eu/aakb/39141/", ["sign-up"])
        assert offer("39186").flags == []

    def test_what_the_feed_does_not_say_is_not_stated(self):
        for page in ActivityPage.objects.all():
            assert (page.gender, page.danish, page.held_in, page.room, page.trials) == ("", None, [], "", None)

    def test_bodies_carry_no_pictures_scripts_or_strange_tags(self):
        for page in ActivityPage.objects.all():
            assert "aakb.dk" in page.body_da
            assert not any(tag in page.body_da for tag in ("<img", "<div", "<strong", "class=", "style="))

    def test_places_are_shared_by_the_events_there(self):
        assert sorted(Venue.objects.values_list("name", flat=True)) == [
            "Gellerup Bibliotek", "Hovedbiblioteket", "Tilst Bibliotek", "Åby Bibliotek",
        ]  # fmt: skip
        assert {venue.association.name_da for venue in Venue.objects.all()} == {"Kilden"}

    def test_categories_by_the_table_of_the_mapping(self):
        keys = {uid: [category.key for category in offer(uid).categories.all()] for uid in ("39186", "38010", "39030")}
        assert keys == {"39186": ["arts-crafts"], "38010": ["cooking-meals"], "39030": ["music-theatre"]}


@pytest.mark.usefixtures("loaded")
class TestOutpost:
    FEED = ("outpost-youth-services.json", "outpost-youth")

    def test_all_twenty_come_in(self, loaded):
        assert loaded[-1] == created(20)
        assert ActivityPage.objects.findable().count() == 20

    def test_the_one_with_a_schedule(self):
        brownies = offer("1")
        session = brownies.sessions.get()
        assert brownies.name_da == brownies.name_en == "12th Aylesbury Brownies"
        assert (session.rule, session.starts_on, session.ends_on) == (Rule.WEEKLY, None, None)
        assert times(session) == (0, dt.time(10), dt.time(17))
        assert brownies.ages == (5 * 12, 11 * 12 + 11)
        assert session.venue.name == "St Joseph's Catholic Infant School"
        assert (session.venue.lat, session.venue.lon) == (51.811001, -0.790659)
        assert session.venue.is_outside

    def test_without_a_schedule_it_is_by_agreement(self):
        rules = [session.rule for page in ActivityPage.objects.all() for session in page.sessions.all()]
        assert (rules.count(Rule.WEEKLY), rules.count(Rule.BY_AGREEMENT)) == (1, 19)

    def test_without_a_cost_the_price_is_not_stated(self):
        for page in ActivityPage.objects.all():
            assert (page.price_amount, page.price_per, page.price_note_da) == (None, "", "")

    def test_ages_as_stated_with_open_ends(self):
        assert offer("3").ages == (60, 191)
        assert offer("2").ages == (144, None)
        assert offer("7").ages == (0, 143)
        assert offer("8").ages == (None, None)

    def test_a_service_without_a_place_has_none(self):
        for uid in ("6", "12", "17", "18", "19", "29"):
            assert offer(uid).sessions.get().venue is None
        assert (offer("12").flags, offer("29").flags) == (["online"], ["online"])

    def test_step_free_only_where_it_is_said(self):
        assert offer("10").sessions.get().venue.step_free is True
        assert offer("723").sessions.get().venue.step_free is None

    def test_no_persons_name_comes_in(self):
        assert offer("20").contact.role == "Chairperson"
        assert offer("20").contact.email == "contact@example.org"
        assert {page.contact.name for page in ActivityPage.objects.exclude(contact=None)} == {""}


class TestCalendars:
    def test_exchange_24_weekly_groups_and_their_cancelled_dates(self, ics):
        assert ics("exchange_calendar.ics") == created(24)
        sessions = [page.sessions.get() for page in ActivityPage.objects.all()]
        assert {session.rule for session in sessions} == {Rule.WEEKLY}
        weekdays = [session.weekday for session in sessions]
        assert [weekdays.count(day) for day in range(7)] == [3, 4, 7, 4, 5, 1, 0]
        (yogazi,) = named("Yogazi")
        session = yogazi.sessions.get()
        assert times(session) == (THU, dt.time(18, 30), dt.time(20))  # 17.30 in Manchester
        assert (session.starts_on, session.ends_on) == (dt.date(2018, 4, 5), dt.date(2018, 12, 27))
        assert session.venue.name == "G6"
        assert Venue.objects.filter(name="G6").count() == 1
        assert not ActivityPage.objects.findable().exists()
        (flex,) = named("Flex It @50")
        assert times(flex.sessions.get()) == (SAT, dt.time(11, 15), dt.time(12, 15))
        assert [(change.kind, change.day) for change in flex.exceptions.all()] == [
            (ExceptionKind.CANCELLED, dt.date(2018, 4, 21)),
            (ExceptionKind.CANCELLED, dt.date(2018, 5, 12)),
            (ExceptionKind.CANCELLED, dt.date(2018, 7, 21)),
            (ExceptionKind.CANCELLED, dt.date(2018, 10, 27)),
        ]

    def test_google_ten_whole_days_and_an_hour(self, ics):
        assert ics("google_test_calendar.ics") == created(11)
        (fourth,) = named("4")
        session = fourth.sessions.get()
        assert times(session) == (WED, dt.time(11), dt.time(11, 30))
        assert session.starts_on == dt.date(2018, 11, 28)
        assert fourth.summary_da == "Not a lot to it, really."
        whole = [page.sessions.get() for page in ActivityPage.objects.exclude(pk=fourth.pk)]
        assert len(whole) == 10
        assert {(session.start, session.end) for session in whole} == {(dt.time(0), dt.time(0))}
        (first,) = named("1")
        assert first.sessions.get().starts_on == dt.date(2018, 11, 25)
        assert first.sessions.get().venue.name == "The Old Abbey Taphouse"

    def test_meetup_eight_evenings_of_which_two_lie_ahead(self, ics):
        assert ics("meetup_calendar.ics") == created(8)
        ahead = {page.name_da.split(": ")[1]: page.sessions.get() for page in ActivityPage.objects.findable()}
        assert len(ahead) == 2
        assert times(ahead["Yak Attack 🐮🌈💥"]) == (4, dt.time(20), dt.time(23))
        assert ahead["Yak Attack 🐮🌈💥"].starts_on == dt.date(2026, 12, 11)
        # Its address comes by private message; a price in pounds inside the text is no price.
        assert all(session.venue is None for session in ahead.values())
        assert offer("event_308516707@meetup.com").price_amount is None

    def test_teamup_25_events_and_their_weekends(self, ics):
        assert ics("teamup_calendar.ics") == created(25)
        whole, hours = offer("TU261831978"), offer("TU529515198")
        for page, first in ((whole, dt.date(2019, 8, 24)), (hours, dt.date(2020, 5, 23))):
            assert page.sessions.get().rule == Rule.SINGLE
            days = [page.sessions.get().starts_on, *(change.day for change in page.exceptions.all())]
            assert days == [first, first + dt.timedelta(days=1), first + dt.timedelta(days=2)]
        assert times(whole.sessions.get()) == (SAT, dt.time(0), dt.time(0))
        assert times(hours.sessions.get()) == (SAT, dt.time(11), dt.time(17))
        assert offer("TU529529643").sessions.get().venue is None  # "TBD"
        assert Venue.objects.filter(name__iexact="Stanpit Village Hall").count() == 1
        assert len(named("Mudeford Lifeboat Fun Day")) == 2

    def test_wordpress_50_events_without_its_unfilled_placeholders(self, ics):
        assert ics("wordpress_events.ics") == created(50)
        assert len(named("Empty slot")) == 29
        assert not Venue.objects.exists()
        yoga = offer("2639@birchcommunitycentre.co.uk")
        assert times(yoga.sessions.get()) == (WED, dt.time(19, 30), dt.time(20, 30))
        assert yoga.price_amount is None
        assert "£8 / £6" in yoga.body_da
        assert "&nbsp;" not in yoga.body_da
        late = offer("2703@birchcommunitycentre.co.uk")
        assert late.sessions.get().start == dt.time(10, 30)

    def test_a_mapping_leaves_the_empty_slots_out(self, shared_data, tmp_path):
        factories.AssociationFactory(name="Kilden")
        own = tmp_path / "rooms.json"
        own.write_text('{"leave_out": [{"from": "name", "values": ["Empty slot", "Private Event"]}]}')
        lines = import_feed(shared_data / "ics" / "wordpress_events.ics", "--format", "ical", "--mapping", str(own))
        assert lines[-1] == "16 created, 0 updated, 0 unchanged, 0 unpublished, 0 refused, 34 left out by the mapping"

    def test_webcal_one_rule_and_one_list_of_dates(self, ics):
        assert ics("rrule_webcal.ics") == created(2)
        (drop_in,) = named("YellowBird Age Friendly Drop-in")
        session = drop_in.sessions.get()
        assert (session.rule, session.ends_on) == (Rule.WEEKLY, None)
        assert times(session) == (THU, dt.time(12, 30), dt.time(15, 30))
        (soup,) = named("Age Friendly Community Soup")
        assert soup.sessions.get().rule == Rule.SINGLE
        coming = [met.day for met in soup.occurrences.filter(day__gte=dt.date(2026, 11, 23))]
        assert coming[:3] == [dt.date(2026, 11, 26), dt.date(2026, 12, 26), dt.date(2027, 1, 26)]
        assert ActivityPage.objects.findable().count() == 2

    def test_the_small_one_is_a_season_that_is_over(self, ics):
        assert ics("small-feed.ics") == created(1)
        session = ActivityPage.objects.get().sessions.get()
        assert (session.rule, session.starts_on, session.ends_on) == (
            Rule.WEEKLY, dt.date(2022, 11, 10), dt.date(2024, 1, 18),
        )  # fmt: skip
        assert times(session) == (THU, dt.time(18, 30), dt.time(20, 30))
        assert not ActivityPage.objects.findable().exists()

    @pytest.mark.parametrize(
        ("name", "said"), [("exchange_empty.ics", "holds no events"), ("broken-feed.ics", "web page, not a calendar")]
    )
    def test_the_empty_and_the_broken_one_are_one_clear_error(self, ics, name, said):
        with pytest.raises(CommandError, match=said) as error:
            ics(name)
        assert error.value.returncode == 1
        assert not ActivityPage.objects.exists()
