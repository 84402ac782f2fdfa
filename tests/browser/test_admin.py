"""A volunteer at a real screen: adds a session, sees its dates, publishes."""

import pytest
from wagtail.users.models import UserProfile

from activities.models import ActivityPage, Venue
from tests.factories import AdminFactory, AssociationFactory, CategoryFactory, VenueFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def screen(chromium, live_server):
    """A signed-in editor's page at 1280 px; every script error fails the test."""
    user = AdminFactory(password="a long pass phrase")
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": "en"})
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, base_url=live_server.url)
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    # No tile server is asked: what is not ours is refused, as without a network.
    page.route("**/*", lambda route: route.continue_() if ours(route, live_server) else route.abort())
    page.goto("/admin/login/")
    page.fill("[name=username]", user.email)
    page.fill("[name=password]", "a long pass phrase")
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")
    yield page
    context.close()
    assert errors == []


def ours(route, live_server):
    return route.request.url.startswith(live_server.url)


def test_an_offer_is_posted_with_its_dates_seen_before(screen):
    association = AssociationFactory()
    CategoryFactory()
    VenueFactory(name="Nørrebrohallen", association=association)
    screen.goto(f"/admin/pages/add/activities/activitypage/{association.pk}/")
    screen.fill("[name=name_da]", "Pigesvømning")
    screen.get_by_role("button", name="Add session").click()
    screen.select_option("[name=sessions-0-rule]", "even-weeks")
    screen.select_option("[name=sessions-0-weekday]", "0")
    screen.fill("[name=sessions-0-start]", "13:00")
    screen.fill("[name=sessions-0-end]", "15:00")
    screen.fill("[name=sessions-0-starts_on]", "2026-09-07")
    screen.fill("[name=sessions-0-ends_on]", "2027-05-31")
    screen.keyboard.press("Escape")
    screen.get_by_role("button", name="Choose venue").first.click()
    screen.get_by_role("link", name="Nørrebrohallen").click()
    dates = screen.locator(".nab-dates__list li")
    dates.first.wait_for()
    screen.wait_for_function("document.querySelector('.nab-dates__list')?.innerText.includes('Nørrebrohallen')")
    shown = [text.splitlines()[0] for text in dates.all_inner_texts()[:4]]
    # 2026 has a week 53: after week 52 the next even week is week 2.
    assert shown == [
        "Monday 23 November 2026",
        "Monday 7 December 2026",
        "Monday 21 December 2026",
        "Monday 11 January 2027",
    ]
    assert not ActivityPage.objects.filter(live=True).exists()

    screen.get_by_role("button", name="More actions").first.click()
    screen.get_by_role("button", name="Publish").click()
    screen.get_by_text("published").first.wait_for()
    assert ActivityPage.objects.count() == 1, "the autosave and the publishing made a page each"
    page = ActivityPage.objects.findable().get()
    assert (page.name_da, page.sessions.get().venue.name) == ("Pigesvømning", "Nørrebrohallen")


def test_inputs_a_rule_has_no_use_for_are_hidden(screen):
    screen.goto(f"/admin/pages/add/activities/activitypage/{AssociationFactory().pk}/")
    screen.get_by_role("button", name="Add session").click()
    ordinal, weekday = screen.locator("[name=sessions-0-ordinal]"), screen.locator("[name=sessions-0-weekday]")
    weekday.wait_for()
    assert not ordinal.is_visible()
    screen.select_option("[name=sessions-0-rule]", "monthly")
    assert ordinal.is_visible()
    screen.select_option("[name=sessions-0-rule]", "single")
    assert not weekday.is_visible()


def test_a_pin_on_the_map_writes_the_numbers_and_the_numbers_move_the_pin(screen):
    screen.goto("/admin/snippets/activities/venue/add/")
    screen.fill("[name=name]", "Medborgerhuset")
    screen.get_by_role("button", name="Show the map").click()
    canvas = screen.locator(".nab-pin__map")
    canvas.scroll_into_view_if_needed()
    canvas.click(position={"x": 200, "y": 120})
    pin = screen.locator(".nab-pin")
    pin.wait_for()
    assert 55 < float(screen.input_value("[name=lat]")) < 56
    before = pin.bounding_box()
    screen.fill("[name=lat]", "55.695")
    screen.fill("[name=lon]", "12.549")
    assert pin.bounding_box() != before
    screen.get_by_role("button", name="Save", exact=True).click()
    screen.get_by_text("created").first.wait_for()
    venue = Venue.objects.get()
    assert (venue.lat, venue.lon) == (55.695, 12.549)
