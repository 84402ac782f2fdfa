"""A first view is light, asks nobody else, sets no cookie, and stays where it is: the quick half of `make audit`."""

import gzip

import pytest

from tests.audit.__main__ import MOST_BYTES, MOST_SHIFT
from tests.audit.measure import first_view

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
CLUB = "foreninger/noerrebro-svoemmeklub/"
PAGES = ("", "search/", "search/?category=swimming", "foreninger/", "bydele/", CLUB, f"{CLUB}pigesvoemning/")


@pytest.mark.parametrize("language", ["da", "ar"])
@pytest.mark.parametrize("rest", PAGES)
def test_a_first_view_is_quiet_and_asks_nobody_else(chromium, public_site, rest, language):
    view = first_view(chromium, public_site, f"/{language}/{rest}", is_slow=False)
    assert (view.foreign, view.cookies, view.errors) == ([], [], [])
    assert view.shift < MOST_SHIFT


@pytest.mark.parametrize("address", ["/da/", "/ar/", "/da/search/", "/ar/search/", "/ar/?district=noerrebro"])
def test_a_first_view_is_light(chromium, public_site, address):
    """The live server of tests compresses no files, so that they are compressed here."""
    context = chromium.new_context(viewport={"width": 360, "height": 640})
    page, answers = context.new_page(), []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(public_site + address, wait_until="load")
    weights = {answer.url: len(gzip.compress(answer.body(), 9)) + 500 for answer in answers}
    context.close()
    assert len(weights) > 3
    assert sum(weights.values()) < MOST_BYTES, weights
