"""`make_city` writes a large city that is as sound and as findable as one made by hand."""

import io

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from activities import models
from activities.bulk import write_pages
from activities.folding import fold
from activities.occurrences import calendar_now, current_window, occurrences_of
from activities.signals import offer_changed
from activities.synthetic import read_words
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(db):
    """Areas and categories without outlines: the venues lie outside, everything else is as in the real city."""
    words = read_words()
    for position, key in enumerate(words["areas"]):
        district = factories.DistrictFactory(key=key)
        centre = {"centre_lat": 55.67 + position / 1000, "centre_lon": 12.55}
        factories.CouncilAreaFactory(key=key, name=key, district=district, **centre)
    for key in words["categories"]:
        factories.CategoryFactory(key=key)
    factories.PhraseFactory()


@pytest.fixture
def city(places):
    call_command("make_city", activities=60, seed=1, stdout=io.StringIO())


def associations():
    return models.AssociationIndexPage.objects.get().get_children()


def problems_in_tree():
    out = io.StringIO()
    call_command("fixtree", interactive=False, stdout=out)
    return [line for line in out.getvalue().splitlines() if line and "Checking" not in line]


def test_fixtree_finds_nothing_to_mend(city):
    assert problems_in_tree() == ["No problems found."] * 2
    assert Page.find_problems() == ([], [], [], [], [])


def test_the_city_has_the_size_asked_for(city):
    assert models.ActivityPage.objects.count() == 60
    assert models.Venue.objects.count() == 3
    assert models.AssociationPage.objects.count() == 4
    assert 60 <= models.Session.objects.count() <= 150


def test_every_association_has_a_number_of_its_own_however_many_are_written_at_once(places, monkeypatch):
    monkeypatch.setattr("activities.synthetic.CHUNK", 20)
    call_command("make_city", activities=60, seed=1, stdout=io.StringIO())
    numbers = [slug.split("-")[2] for slug in associations().values_list("slug", flat=True)]
    assert sorted(numbers, key=int) == [str(number) for number in range(1, 7)]


def test_most_of_it_is_findable_and_valid(city):
    assert models.ActivityPage.objects.findable().count() >= 45
    for offer in models.ActivityPage.objects.all()[:20]:
        offer.full_clean()
        assert offer.association.title
        assert offer.categories.count() == 1


def test_dates_are_those_that_publishing_would_have_written(city):
    for offer in models.ActivityPage.objects.all():
        expected = occurrences_of(offer, calendar_now(), *current_window())
        assert set(offer.occurrences.values_list("session", "starts_at")) == {
            (row.session_id, row.starts_at) for row in expected
        }


def test_words_are_found_in_the_text_index(city):
    offer = models.ActivityPage.objects.first()
    word = fold(offer.name_da.split()[0])
    assert offer in models.ActivityPage.objects.search(word).get_queryset()


def test_every_offer_is_announced(places):
    heard = []

    def listen(ids, **kwargs):
        heard.extend(ids)

    offer_changed.connect(listen)
    try:
        call_command("make_city", activities=20, seed=3, stdout=io.StringIO())
    finally:
        offer_changed.disconnect(listen)
    assert sorted(heard) == sorted(models.ActivityPage.objects.values_list("pk", flat=True))


def test_the_same_seed_gives_the_same_city_and_another_seed_another(city):
    def seen(seed):
        offers = models.ActivityPage.objects.filter(url_path__contains=f"/by-{seed}-").order_by("path")
        return list(offers.values_list("name_da", "body_da", "price_amount", "flags"))

    first = seen(1)
    associations().delete()
    call_command("make_city", activities=60, seed=1, stdout=io.StringIO())
    call_command("make_city", activities=60, seed=2, stdout=io.StringIO())
    assert seen(1) == first
    assert len(seen(2)) == 60
    assert seen(2) != first


def test_a_second_run_adds_nothing_and_another_size_is_refused(city):
    call_command("make_city", activities=60, seed=1, stdout=io.StringIO())
    assert models.ActivityPage.objects.count() == 60
    with pytest.raises(CommandError, match="another seed"):
        call_command("make_city", activities=61, seed=1, stdout=io.StringIO())


def test_pages_written_in_bulk_stand_after_those_already_there():
    index = models.AssociationIndexPage.objects.get()
    first = factories.AssociationFactory()
    second = models.AssociationPage(name_da="Den næste", slug="den-naeste")
    write_pages([(index, second)])
    assert [page.pk for page in associations()] == [first.pk, second.pk]
    written = models.AssociationPage.objects.get(slug="den-naeste")
    assert written.title == written.name_da == "Den næste"
    assert written.url_path == f"{index.url_path}den-naeste/"
    third = factories.AssociationFactory()
    assert third.path > written.path
    assert problems_in_tree() == ["No problems found."] * 2


def test_an_address_that_is_taken_is_refused():
    index = models.AssociationIndexPage.objects.get()
    taken = factories.AssociationFactory()
    with pytest.raises(ValueError, match=taken.slug):
        write_pages([(index, models.AssociationPage(name_da="Igen", slug=taken.slug))])
    assert associations().count() == 1


def test_an_offer_written_in_bulk_can_be_edited_afterwards(city):
    offer = models.ActivityPage.objects.first()
    offer.name_da = "Nyt navn"
    offer.save_revision().publish()
    assert models.ActivityPage.objects.get(pk=offer.pk).title == "Nyt navn"
    assert models.Session.objects.filter(page=offer).exists()
