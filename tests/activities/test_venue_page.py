"""The page of a venue: where it is, how one gets in, what is on there and whom to ask."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup

from activities.choices import State
from activities.models import ActivityPage, CouncilArea, DistrictPage, Venue
from tests.factories import ActivityFactory, AssociationFactory, DistrictPageFactory, VenueFactory, session

pytestmark = [pytest.mark.usefixtures("fixture_city"), pytest.mark.django_db]


@pytest.fixture
def read(client):
    def fetch(venue, language="en", status=200):
        answer = client.get(f"/{language}/venue/{getattr(venue, 'pk', venue)}/")
        assert answer.status_code == status
        return BeautifulSoup(answer.content, "html.parser")

    return fetch


def words(element):
    return " ".join(element.get_text(" ", strip=True).split())


def names(page):
    return [words(name) for name in page.select(".page-columns__main .hit__name a")]


def test_a_venue_says_where_it_is_how_one_gets_in_and_which_rooms_are_used(read):
    venue = VenueFactory(
        name="Kulturhuset", nearest_stop="Runddelen", step_free=True, access_notes_da="Rampe", lat=55.6962, lon=12.551
    )
    ActivityFactory(
        name="Kor", sessions=[session(venue=venue, room="Salen"), session(weekday=1, venue=venue, room="3")]
    )
    page = read(venue)
    assert words(page.h1) == "Kulturhuset"
    way = words(page.select_one("#way-in").parent)
    for part in ("Eksempelgade 1", "Nearest stop: Runddelen", "Step-free access", "Rampe", "Rooms in use: 3 · Salen"):
        assert part in way
    assert page.select_one("a[href^='geo:55.6962,12.551']")
    assert page.select_one("[data-map] a")


def test_only_what_takes_place_there_is_on_its_list_and_in_its_week(read):
    here, elsewhere = VenueFactory(), VenueFactory()
    both = [session(weekday=2, venue=here), session(weekday=0, start=dt.time(9), end=dt.time(10), venue=elsewhere)]
    ActivityFactory(name="Begge steder", sessions=both)
    ActivityFactory(name="Andetsteds", sessions=[session(venue=elsewhere)])
    ActivityFactory(name="Forbi", sessions=[session(venue=here, ends_on=dt.date(2026, 10, 1))])
    ActivityFactory(name="På pause", state=State.PAUSED, sessions=[session(venue=here)])
    page = read(here)
    assert names(page) == ["Begge steder"]
    # Monday's session is sooner, but not here.
    assert "Wed 25 Nov, 16.00-17.00" in words(page.select_one(".hit__when"))
    assert [words(row) for row in page.select(".own-week tbody tr")] == ["Wednesday 16.00-17.00 Begge steder"]


def test_what_has_been_here_but_goes_on_elsewhere_is_not_on_its_list(read):
    here, elsewhere = VenueFactory(), VenueFactory()
    moved = [session(venue=here, ends_on=dt.date(2026, 10, 1)), session(venue=elsewhere)]
    ActivityFactory(name="Flyttet", sessions=moved)
    assert names(read(here)) == []


def test_open_doors_are_told_with_their_hours(read):
    venue = VenueFactory()
    ActivityFactory(name="Åbent værksted", sessions=[session(venue=venue, opening_hours=True)])
    ActivityFactory(name="Kor", sessions=[session(venue=venue)])
    doors = read(venue).select_one("#doors").find_parent("section")
    assert "Åbent værksted" in words(doors)
    assert "16.00-17.00" in words(doors)
    assert "Kor" not in words(doors)


def test_the_council_area_and_its_help_desk_are_one_tap_away(read):
    CouncilArea.objects.filter(key="noerrebro").update(desk_phone="+4533663366")
    if not DistrictPage.objects.filter(area_id="noerrebro"):
        DistrictPageFactory(area=CouncilArea.objects.get(key="noerrebro"))
    page = read(VenueFactory(lat=55.6962, lon=12.551))
    assert page.select_one(".help-desk a[href='tel:+4533663366']")
    assert page.select_one("nav.trail a[href*='/bydele/']")


def test_a_shared_venue_has_a_page_also_when_nothing_is_on(read):
    page = read(VenueFactory())
    assert "Nothing is coming up here right now." in words(page.select_one(".empty"))
    assert page.select_one(".empty a[href='/en/search/']")


def test_an_associations_own_venue_has_one_only_while_something_is_on_there(read):
    association = AssociationFactory()
    own = VenueFactory(association=association)
    read(own, status=404)
    page = ActivityFactory(parent=association, sessions=[session(venue=own)])
    assert read(own).select_one("#way-in").parent.select_one("a[href*='/foreninger/']")
    page.unpublish()
    read(own, status=404)


@pytest.mark.parametrize("key", [0, 999_999_999, 2**63, 10**40, "-1", "x", "1' OR 1"])
def test_a_venue_that_is_none_is_not_found(read, key):
    read(key, status=404)


def test_a_name_is_shown_as_text(client):
    venue = VenueFactory(name="<script>alert(1)</script>", address="<b>x</b>")
    body = client.get(f"/en/venue/{venue.pk}/").content
    assert b"<script>alert(1)" not in body
    assert b"<b>x" not in body


def test_offers_and_districts_lead_to_the_page_of_a_venue(client):
    offer = ActivityPage.objects.get(title="Sprogcafé")
    venue = Venue.objects.filter(sessions__page=offer).first()
    area = CouncilArea.objects.get(key="noerrebro")
    district = DistrictPage.objects.filter(area=area).first() or DistrictPageFactory(area=area)
    for page in (offer, offer.association, district):
        body = client.get("/en/" + page.url_path.split("/", 2)[2]).content.decode()
        assert f"/en/venue/{venue.pk}/" in body


def test_a_busy_house_asks_the_database_at_most_twenty_times(client, django_assert_max_num_queries):
    venue = VenueFactory()
    association = AssociationFactory()
    for number in range(12):
        ActivityFactory(parent=association, name=f"Hold {number}", sessions=[session(weekday=number % 7, venue=venue)])
    client.get(f"/ar/venue/{venue.pk}/")
    with django_assert_max_num_queries(20):
        page = BeautifulSoup(client.get(f"/ar/venue/{venue.pk}/").content, "html.parser")
    assert len(names(page)) == 12
