"""The factories give valid, findable objects without arguments."""

import pytest

from activities.models import ActivityPage
from tests import factories

pytestmark = pytest.mark.django_db


def test_an_offer_of_the_factory_is_published_and_valid():
    offer = factories.ActivityFactory()
    offer.full_clean()
    assert offer.live
    assert offer.sessions.count() == 1
    assert offer.association.title.startswith("Foreningen")
    assert offer.get_latest_revision_as_object().sessions.count() == 1


def test_a_draft_of_the_factory_is_not_findable():
    factories.ActivityFactory(live=False)
    assert not ActivityPage.objects.findable().exists()
