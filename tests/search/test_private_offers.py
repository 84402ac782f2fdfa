"""What an editor or a program made private is nowhere to be seen, and back at once when it is public again."""

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from activities.models import ActivityPage, AssociationPage, CouncilArea, FeaturedOffer, HomePage
from search.engines import get_engine
from search.query import SearchQuery
from tests.factories import AdminFactory, DistrictPageFactory

pytestmark = [pytest.mark.usefixtures("fixture_city"), pytest.mark.django_db]

NAME = "Ungeklub"


@pytest.fixture
def offer():
    return ActivityPage.objects.get(title=NAME)


def keep_private(page, kind="login"):
    return PageViewRestriction.objects.create(page=page, restriction_type=kind, password="sesam")


@pytest.fixture(params=["itself", "association", "list", "home"])
def private(request, offer):
    """The offer, private by itself or by a page above it."""
    above = list(reversed(offer.get_ancestors()))
    keep_private({"itself": offer, "association": above[0], "list": above[1], "home": above[2]}[request.param])
    return offer


PUBLIC_ADDRESSES = (
    "/da/search/",
    "/da/search/?q=ungeklub",
    "/da/search/json",
    "/da/search/geojson",
    "/da/search/rss",
    "/da/search/ics",
    "/api/v1/activities/?q=ungeklub",
)


@pytest.mark.parametrize("address", PUBLIC_ADDRESSES)
def test_no_list_and_no_feed_tells_of_it(client, private, address):
    assert NAME not in client.get(address).content.decode()


def test_it_has_no_answer_no_short_link_and_no_map(client, private):
    for address in (
        f"/api/v1/activities/{private.pk}/",
        f"/a/{private.pk}/",
        f"/da/search/map/?offer={private.pk}",
    ):
        assert client.get(address, follow=False).status_code == 404, address


def test_a_district_page_does_not_feature_it(client, offer):
    page = DistrictPageFactory(area=CouncilArea.objects.get(key="valby"), name="Valby")
    page.featured.add(FeaturedOffer(offer=offer))
    page.save_revision().publish()
    assert NAME in client.get(page.get_url()).content.decode()
    keep_private(offer)
    assert NAME not in client.get(page.get_url()).content.decode()


def test_the_association_does_not_list_it_running_or_paused(client, offer):
    address = offer.association.get_url()
    assert NAME in client.get(address).content.decode()
    keep_private(offer)
    assert NAME not in client.get(address).content.decode()
    offer.state = "paused"
    offer.save_revision().publish()
    assert NAME not in client.get(address).content.decode()


def test_a_private_association_is_not_in_the_list_of_associations(client, offer):
    address = offer.association.get_parent().get_url()
    assert offer.association.title in client.get(address).content.decode()
    keep_private(offer.association)
    assert offer.association.title not in client.get(address).content.decode()


@pytest.mark.parametrize("kind", ["login", "groups", "password"])
def test_its_page_asks_first(client, offer, kind):
    keep_private(offer, kind)
    answer = client.get(offer.get_url())
    assert answer.status_code in (200, 302)
    assert offer.sessions.first().venue.name not in answer.content.decode()


def test_what_is_public_again_is_found_again(client, offer):
    restriction = keep_private(offer.association)
    assert get_engine().search(SearchQuery(q="ungeklub")).total == 0
    restriction.delete()
    assert get_engine().search(SearchQuery(q="ungeklub")).total == 1
    assert client.get(f"/api/v1/activities/{offer.pk}/").status_code == 200


def test_an_offer_that_moves_below_a_private_page_leaves_the_search(offer):
    other = AssociationPage.objects.exclude(pk=offer.association.pk).first()
    keep_private(other)
    assert get_engine().search(SearchQuery(q="ungeklub")).total == 1
    offer.move(other, pos="last-child")
    assert get_engine().search(SearchQuery(q="ungeklub")).total == 0


def test_a_rebuild_leaves_it_out(offer):
    keep_private(offer)
    assert get_engine().rebuild() == 10


def test_deleting_a_private_page_deletes_it(offer):
    keep_private(offer)
    offer.delete()
    assert not PageViewRestriction.objects.exists()
    assert get_engine().search(SearchQuery(q="ungeklub")).total == 0


def test_privacy_costs_no_query_of_its_own(offer, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(ActivityPage.objects.findable()) == 11
    keep_private(offer)
    with django_assert_num_queries(1):
        assert len(ActivityPage.objects.findable()) == 10


def test_the_admin_offers_no_way_to_make_a_page_private(client, offer):
    client.force_login(AdminFactory())
    for page in (offer, offer.association, HomePage.objects.get()):
        answer = client.get(reverse("wagtailadmin_pages:set_privacy", args=[page.pk]))
        assert b'name="restriction_type"' not in answer.content
        client.post(reverse("wagtailadmin_pages:set_privacy", args=[page.pk]), {"restriction_type": "login"})
        assert not PageViewRestriction.objects.exists()
