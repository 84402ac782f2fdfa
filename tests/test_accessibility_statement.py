"""The accessibility statement and the short address that leads to it."""

import pytest
from bs4 import BeautifulSoup
from django.core.checks import run_checks

from activities import checks

OFFICIAL = "https://was.digst.dk/example-dk"


@pytest.mark.parametrize("language", ["da", "en", "ar"])
def test_the_statement_names_phone_and_mail_and_its_date(client, home, settings, language):
    settings.FINDER_CONTACT_PHONE = "+4533663366"
    settings.FINDER_CONTACT_EMAIL = "hello@example.org"
    page = client.get(f"/{language}/accessibility/").content.decode()
    assert 'href="tel:+4533663366"' in page
    assert 'href="mailto:hello@example.org"' in page
    text = BeautifulSoup(page, "html.parser").get_text()
    assert "EN 301 549" in text
    assert "WCAG 2.2" in text
    assert "2026" in page.rpartition('class="muted"')[2]
    assert "https://digst.dk/" in page


def test_without_a_phone_no_empty_link_is_shown(client, home, settings):
    settings.FINDER_CONTACT_PHONE = settings.FINDER_CONTACT_EMAIL = ""
    page = client.get("/da/accessibility/").content.decode()
    assert "tel:" not in page
    assert "mailto:" not in page


@pytest.mark.parametrize("address", ["/was", "/was/"])
def test_the_short_address_leads_to_our_page_in_the_readers_language(client, home, address):
    answer = client.get(address, headers={"accept-language": "ar"})
    assert (answer.status_code, answer["Location"]) == (302, "/ar/accessibility/")


def test_the_short_address_leads_to_the_official_statement_where_there_is_one(client, home, settings):
    settings.FINDER_ACCESSIBILITY_STATEMENT_URL = OFFICIAL
    answer = client.get("/was")
    assert (answer.status_code, answer["Location"]) == (302, OFFICIAL)
    assert f'href="{OFFICIAL}"' in client.get("/da/accessibility/").content.decode()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "was.digst.dk/example-dk", "ftp://example.org/x", "/da/"])
def test_an_address_that_is_none_is_told_at_start(settings, url):
    settings.FINDER_ACCESSIBILITY_STATEMENT_URL = url
    assert [error.id for error in checks.statement_leads_to_a_page(None)] == ["activities.E002"]


@pytest.mark.parametrize("url", ["", OFFICIAL, "http://example.org/was"])
def test_no_address_and_a_real_one_are_both_fine(settings, url):
    settings.FINDER_ACCESSIBILITY_STATEMENT_URL = url
    assert checks.statement_leads_to_a_page(None) == []


def test_a_date_that_is_none_is_told_at_start(settings):
    settings.FINDER_ACCESSIBILITY_REVIEWED_ON = "last year"
    assert "activities.E003" in {error.id for error in run_checks()}


def test_whoever_goes_public_is_reminded_of_contacts_and_of_the_yearly_review(settings):
    settings.FINDER_CONTACT_PHONE = ""
    settings.FINDER_ACCESSIBILITY_REVIEWED_ON = "2025-11-01"
    assert {warning.id for warning in checks.statement_is_complete(None)} == {"activities.W001", "activities.W002"}
    settings.FINDER_CONTACT_PHONE, settings.FINDER_CONTACT_EMAIL = "+4533663366", "hello@example.org"
    settings.FINDER_ACCESSIBILITY_REVIEWED_ON = "2026-11-01"
    assert checks.statement_is_complete(None) == []
