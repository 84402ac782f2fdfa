"""A list of offers without an account: story F4, and what a list promises besides."""

import datetime as dt
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from activities import clock, housekeeping
from activities.models import ActivityPage, ScheduleException
from search import my_list
from search.models import SavedList
from tests.factories import ActivityFactory, session
from tests.reading import words

pytestmark = [pytest.mark.usefixtures("fixture_city"), pytest.mark.django_db]

HERE = {"HTTP_ORIGIN": "http://testserver"}
CHANGE = "/da/list/change/"


def offer(title):
    return ActivityPage.objects.get(title=title)


def url(page, language="da"):
    """The page's own address, whatever language the test before it left in force."""
    return f"/{language}/{page.url.split('/', 2)[2]}"


def tap(client, action, page=None, **more):
    about = {"offer": page.pk} if page else {}
    return client.post(CHANGE, {"action": action, **about, **more}, **HERE)


def read(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "html.parser")


def names(page):
    return [link.get_text(" ", strip=True) for link in page.select(".my-list__rows .hit__name a")]


def filled(client, *titles):
    """Put offers on the client's list and return the list's address."""
    for title in titles:
        tap(client, "add", offer(title))
    return client.get("/da/list/")["Location"]


# --- Making one ---


def test_no_page_sets_a_cookie_before_the_first_offer_is_chosen(client):
    for address in ("/da/", "/da/search/", "/da/list/", url(offer("Sprogcafé"))):
        assert not client.get(address).cookies
    assert not SavedList.objects.exists()


def test_the_first_offer_makes_a_list_and_one_cookie_that_scripts_and_other_sites_do_not_get(client):
    answer = tap(client, "add", offer("Sprogcafé"))
    assert answer.status_code == 302
    assert set(answer.cookies) == {"list"}
    cookie = answer.cookies["list"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 90 * 24 * 3600)
    assert names(read(client, client.get("/da/list/")["Location"])) == ["Sprogcafé"]


def test_the_reader_comes_back_to_where_the_tap_was(client):
    page = offer("Sprogcafé")
    referer = {"HTTP_REFERER": "http://testserver/da/search/?time=evening"}
    answer = client.post(CHANGE, {"action": "add", "offer": page.pk}, **HERE, **referer)
    assert answer["Location"] == f"/da/search/?time=evening#list-{page.pk}"


@pytest.mark.parametrize(
    "referer", ["http://evil.example/x", "http://testserver.evil.example/", "http://testserver//e.x"]
)
def test_no_one_is_led_to_another_site(client, referer):
    answer = client.post(CHANGE, {"action": "add", "offer": offer("Sprogcafé").pk}, **HERE, HTTP_REFERER=referer)
    assert answer["Location"].startswith("/da/list/") or answer["Location"].startswith("/e.x")
    assert not answer["Location"].startswith("//")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HTTP_ORIGIN": "http://evil.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_ORIGIN": "http://[broken"},
        {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "http://testserver"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_REFERER": "http://testserver.evil.example/"},
    ],
)
def test_another_site_cannot_change_a_list(client, headers):
    filled(client, "Sprogcafé")
    answer = client.post(CHANGE, {"action": "remove", "offer": offer("Sprogcafé").pk}, **headers)
    assert answer.status_code == 403
    assert SavedList.objects.get().offers == [offer("Sprogcafé").pk]


@pytest.mark.parametrize(
    "headers", [{"HTTP_SEC_FETCH_SITE": "same-origin"}, {"HTTP_REFERER": "http://testserver/da/search/"}]
)
def test_a_tap_on_a_page_of_this_site_is_taken(client, headers):
    assert client.post(CHANGE, {"action": "add", "offer": offer("Sprogcafé").pk}, **headers).status_code == 302
    assert SavedList.objects.count() == 1


@pytest.mark.parametrize(
    "asked",
    [
        {"action": "add", "offer": "x"},
        {"action": "add", "offer": "9" * 30},
        {"action": "add", "offer": "٣"},
        {"action": "add"},
        {"action": "add", "offer": "987654"},
        {"action": "burn", "offer": "1"},
        {"action": "copy", "list": "nothing"},
        {},
    ],
)
def test_what_no_button_sends_is_not_found(client, asked):
    assert client.post(CHANGE, asked, **HERE).status_code == 404
    assert not SavedList.objects.exists()


def test_twenty_offers_are_the_most_and_the_next_one_loses_nothing(client):
    pages = [ActivityFactory() for _number in range(21)]
    for page in pages[:20]:
        tap(client, "add", page)
    answer = client.post(CHANGE, {"action": "add", "offer": pages[20].pk}, **HERE, follow=True)
    assert "Your list is full" in answer.content.decode() or "Din liste er fuld" in answer.content.decode()
    assert SavedList.objects.get().offers == [page.pk for page in pages[:20]]


def test_no_more_lists_are_made_than_people_make(client, monkeypatch):
    monkeypatch.setattr(my_list, "NEW_PER_HOUR", 2)
    for _number in range(3):
        tap(Client(), "add", offer("Sprogcafé"))
    assert SavedList.objects.count() == 2


# --- Changing it ---


def test_an_offer_is_moved_up_and_down_and_stays_at_the_ends(client):
    address = filled(client, "Sprogcafé", "Ældreklub", "Ungeklub")
    tap(client, "up", offer("Ungeklub"))
    tap(client, "up", offer("Sprogcafé"))
    assert names(read(client, address)) == ["Sprogcafé", "Ungeklub", "Ældreklub"]
    tap(client, "down", offer("Sprogcafé"))
    assert names(read(client, address)) == ["Ungeklub", "Sprogcafé", "Ældreklub"]


def test_what_was_taken_off_is_put_back_in_its_place(client):
    address = filled(client, "Sprogcafé", "Ældreklub", "Ungeklub")
    answer = tap(client, "remove", offer("Ældreklub"), from_list=1)
    page = read(client, answer["Location"])
    assert names(page) == ["Sprogcafé", "Ungeklub"]
    form = page.select_one(".my-list__undo")
    asked = {field["name"]: field["value"] for field in form.select("input, button")}
    client.post(form["action"], asked, **HERE)
    assert names(read(client, address)) == ["Sprogcafé", "Ældreklub", "Ungeklub"]


def test_adding_twice_keeps_one(client):
    assert names(read(client, filled(client, "Sprogcafé", "Sprogcafé"))) == ["Sprogcafé"]


# --- On another device ---


def test_the_address_works_on_another_device_and_shows_no_way_to_change_it(client):
    address = filled(client, "Sprogcafé", "Ældreklub")
    page = read(Client(), address)
    assert names(page) == ["Sprogcafé", "Ældreklub"]
    assert {button["value"] for button in page.select("main button[name=action]")} == {"copy"}


def test_whoever_was_sent_a_list_cannot_change_it(client):
    address = filled(client, "Sprogcafé")
    other = Client()
    other.get(address)
    # Neither without a key nor with the address in its place.
    tap(other, "remove", offer("Sprogcafé"))
    other.cookies["list"] = address.strip("/").rpartition("/")[2]
    tap(other, "remove", offer("Sprogcafé"))
    assert names(read(client, address)) == ["Sprogcafé"]


def test_a_list_that_was_sent_becomes_ones_own_by_copy(client):
    address = filled(client, "Sprogcafé", "Ældreklub")
    other = Client()
    own = tap(other, "copy", list=address.strip("/").rpartition("/")[2])["Location"].partition("?")[0]
    assert own != address
    tap(other, "remove", offer("Sprogcafé"))
    assert names(read(other, own)) == ["Ældreklub"]
    assert names(read(client, address)) == ["Sprogcafé", "Ældreklub"]


def test_a_copy_goes_behind_what_is_there_and_says_what_had_no_room(client):
    address = filled(client, "Sprogcafé", "Ældreklub")
    other = Client()
    for _number in range(19):
        tap(other, "add", ActivityFactory())
    answer = tap(other, "copy", list=address.strip("/").rpartition("/")[2])
    assert len(names(read(other, answer["Location"]))) == 20
    assert parse_qs(urlsplit(answer["Location"]).query)["left_out"] == ["1"]


def test_a_list_lives_ninety_days_from_its_last_change(client, frozen):
    address = filled(client, "Sprogcafé")
    assert "21. februar 2027" in read(client, address).get_text(" ")
    frozen("2027-02-01T12:00")
    tap(client, "keep")
    frozen("2027-05-01T12:00")
    assert names(read(Client(), address)) == ["Sprogcafé"]
    frozen("2027-05-03T12:00")
    read(Client(), address, status=410)
    assert Client().get(address + "print/").status_code == 410
    assert Client().get(address + "calendar.ics").status_code == 410
    assert housekeeping.run_once()["purge_lists"] == 1
    read(Client(), address, status=404)


def test_after_its_end_the_next_offer_begins_a_new_list(client, frozen):
    address = filled(client, "Sprogcafé")
    frozen("2027-05-03T12:00")
    assert filled(client, "Ældreklub") != address


def test_the_key_is_not_in_the_database(client):
    filled(client, "Sprogcafé")
    key = client.cookies["list"].value
    assert key not in str(SavedList.objects.values().get())


def test_a_list_is_kept_from_caches_and_search_engines(client):
    answer = client.get(filled(client, "Sprogcafé"))
    assert "private" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert "Cookie" in answer["Vary"]


# --- What it shows ---


def test_an_offer_that_is_not_on_any_more_says_so_and_stays(client):
    address = filled(client, "Sprogcafé", "Ældreklub", "Ungeklub", "Badminton for voksne")
    ActivityPage.objects.filter(title="Sprogcafé").update(state="paused")
    ActivityPage.objects.filter(title="Ældreklub").update(state="ended")
    offer("Ungeklub").unpublish()
    page = read(client, address)
    rows = [row.get_text(" ", strip=True) for row in page.select(".list-row")]
    states = [row.select_one(".list-row__state") for row in page.select(".list-row")]
    assert len(rows) == 4
    assert [bool(state) for state in states] == [True, True, True, False]
    assert "Ungeklub" not in rows[2]


def test_a_cancelled_date_is_named_on_the_list(client):
    page = offer("Ældreklub")
    page.exceptions.add(ScheduleException(kind="cancelled", day=dt.date(2026, 11, 23)))
    page.save_revision().publish()
    row = words(read(client, filled(client, "Ældreklub")).select_one(".list-row"))
    assert "aflyst 23. november" in row
    assert "7. dec" in row


def test_the_header_and_every_hit_know_the_list_by_one_query(client, django_assert_num_queries):
    client.get("/da/search/")
    with count_queries() as without:
        client.get("/da/search/")
    filled(client, "Sprogcafé")
    with count_queries() as with_list:
        page = BeautifulSoup(client.get("/da/search/").content, "html.parser")
    assert len(with_list) == len(without) + 1
    assert "(1)" in page.select_one("[data-my-list]").get_text()
    pressed = [button["value"] for button in page.select("[data-list-control] button")]
    assert sorted(pressed) == ["add"] * 9 + ["remove"]


def count_queries():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return CaptureQueriesContext(connection)


@pytest.mark.parametrize("shape", ["", "print/", "calendar.ics"])
def test_a_full_list_takes_no_more_queries_than_a_short_one(client, shape):
    address = filled(client, "Sprogcafé") + shape
    client.get(address)
    with count_queries() as short:
        client.get(address)
    for number in range(19):
        tap(client, "add", ActivityFactory(sessions=[session(weekday=number % 7)]))
    with count_queries() as full:
        assert client.get(address).status_code == 200
    assert len(full) <= len(short) + 2
    assert len(full) <= 20


def test_a_script_gets_the_control_the_number_and_what_is_said(client):
    page = offer("Sprogcafé")
    answer = client.post(CHANGE, {"action": "add", "offer": page.pk}, **HERE, HTTP_ACCEPT="application/json").json()
    assert answer["count"] == 1
    assert "Sprogcafé" in answer["status"]
    assert 'value="remove"' in answer["html"]


# --- Print ---


@pytest.mark.parametrize("language", ["da", "ar"])
def test_the_printed_list_has_times_addresses_phone_and_its_own_address(client, language):
    address = filled(client, "Pigesvømning", "Sprogcafé").replace("/da/", f"/{language}/")
    page = read(client, address + "print/")
    assert page.html["dir"] == {"da": "ltr", "ar": "rtl"}[language]
    text = page.get_text(" ")
    swimming = offer("Pigesvømning")
    assert swimming.sessions.get().venue.address in text
    assert page.select_one(".url").get_text() == f"http://testserver{address}"
    assert page.select_one("svg.qr")
    if swimming.contact:
        assert swimming.contact.phone[-2:] in text


# --- Sending it ---


def test_an_offer_is_sent_with_title_time_place_and_address(client):
    swimming = offer("Pigesvømning")
    page = read(client, url(swimming))
    link = page.select_one('a[href^="https://wa.me/"]')
    assert link["rel"] == ["noopener", "noreferrer"]
    text = unquote(link["href"].partition("text=")[2])
    for part in ("Pigesvømning", "16", swimming.sessions.get().venue.name, f"http://testserver/a/{swimming.pk}/"):
        assert part in text
    sms = page.select_one('.share a[href^="sms:?&body="]')
    assert unquote(sms["href"].removeprefix("sms:?&body=")) == text


def test_a_list_is_sent_with_its_address_and_no_secret(client):
    address = filled(client, "Pigesvømning", "Sprogcafé")
    page = read(client, address)
    text = unquote(page.select_one('a[href^="https://wa.me/"]')["href"])
    assert text.endswith(f"http://testserver{address}")
    assert client.cookies["list"].value not in str(page)


# --- Writing to a club ---


@pytest.fixture
def with_contact():
    from activities.models import Contact

    page = offer("Pigesvømning")
    page.contact = Contact.objects.create(association=page.association, phone="+4533663366", email="svoem@example.org")
    page.save_revision().publish()
    return page


def test_the_message_to_a_club_is_danish_in_every_language_and_shown_in_the_readers(client, with_contact):
    danish = read(client, url(with_contact))
    arabic = read(client, url(with_contact, "ar"))
    first = danish.select_one(".write__text").get_text()
    assert [text.get_text() for text in arabic.select('.write__text[lang="da"]')][:3] == [
        text.get_text() for text in danish.select(".write__text")
    ]
    link = arabic.select_one('.write a[href^="sms:"]')["href"]
    assert link.startswith("sms:+4533663366?&body=")
    assert unquote(link.partition("body=")[2]) == first
    mail = urlsplit(arabic.select_one('.write a[href^="mailto:"]')["href"])
    assert mail.path == "svoem@example.org"
    assert parse_qs(mail.query)["body"] == [first]
    assert len(arabic.select(".write__text--own")) == 4
    assert not danish.select(".write__text--own")


def test_a_reader_of_another_language_may_ask_for_someone_who_speaks_it(client, with_contact):
    questions = [h3.get_text() for h3 in read(client, url(with_contact, "en")).select(".write h3")]
    assert "English" in questions[-1]


def test_nothing_can_be_written_to_a_club_without_a_contact(client):
    page = offer("Sprogcafé")
    ActivityPage.objects.filter(pk=page.pk).update(contact=None)
    assert not read(client, url(page)).select(".write")


def test_the_clock_of_lists_is_that_of_the_product(client):
    filled(client, "Sprogcafé")
    assert SavedList.objects.get().changed_at == clock.now()
