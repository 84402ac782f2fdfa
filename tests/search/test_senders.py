"""New lists by one sender: a limit that keeps nobody's address."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.test import Client, RequestFactory

from activities import clock
from activities.models import ActivityPage
from search import my_list
from search.models import SavedList
from search.senders import Senders, network_of

pytestmark = [pytest.mark.usefixtures("fixture_city"), pytest.mark.django_db]

CHANGE = "/da/list/change/"
ONE, OTHER = "130.225.0.1", "130.225.0.2"


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(my_list, "made", Senders())
    monkeypatch.setattr(my_list, "NEW_PER_NETWORK", 2)


def add(address, client=None, **headers):
    offer = ActivityPage.objects.get(title="Sprogcafé")
    about = {"HTTP_ORIGIN": "http://testserver", "REMOTE_ADDR": address, "HTTP_REFERER": "http://testserver/da/search/"}
    return (client or Client()).post(CHANGE, {"action": "add", "offer": offer.pk}, **about | headers)


def test_one_sender_makes_only_so_many_lists_within_the_hour_and_others_as_before():
    for address in (ONE, ONE, ONE, OTHER):
        add(address)
    assert SavedList.objects.count() == 3


def test_the_refusal_says_what_to_do_and_a_script_hears_the_same():
    for _number in range(2):
        add(ONE)
    client = Client()
    answer = client.get(add(ONE, client)["Location"], HTTP_ACCEPT_LANGUAGE="da")
    said = BeautifulSoup(answer.content, "html.parser").select_one(".notice [role=status], .notice[role=status]")
    heard = add(ONE, HTTP_ACCEPT="application/json").json()
    assert said.get_text(" ", strip=True) == heard["status"].strip()
    assert len(heard["status"]) > 60
    assert 'value="add"' in heard["html"]
    assert heard["count"] == 0


def test_who_has_a_list_goes_on_changing_it():
    client = Client()
    add(ONE, client)
    add(ONE)
    add(ONE)
    before = SavedList.objects.count()
    assert add(ONE, client)["Location"].startswith("/da/search/")
    assert SavedList.objects.count() == before == 2


def test_the_next_hour_begins_anew(settings):
    settings.FINDER_NOW = "2026-11-23T09:50"
    for _number in range(3):
        add(ONE)
    settings.FINDER_NOW = "2026-11-23T10:01"
    add(ONE)
    assert SavedList.objects.count() == 3


def test_nothing_of_the_sender_is_in_the_memory_nor_in_the_database():
    senders = Senders()
    senders.note(ONE)
    assert ONE not in repr(vars(senders))
    first = set(senders._counts)
    again = Senders()
    again.note(ONE)
    assert first.isdisjoint(again._counts)  # the key is another one each time
    add(ONE)
    assert "130.225" not in repr(list(SavedList.objects.values()))


def test_key_and_counts_go_with_the_hour(frozen):
    frozen("2026-11-23T09:50")
    senders = Senders()
    senders.note(ONE)
    key = senders._key
    frozen("2026-11-23T10:00")
    assert senders.count(ONE) == 0
    assert senders._key != key
    assert senders._hour == clock.now() == dt.datetime(2026, 11, 23, 10, tzinfo=clock.LOCAL_ZONE)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        (ONE, f"{ONE}/32"),
        ("2a02:aa11:0:1::5", "2a02:aa11:0:1::/64"),
        ("2a02:aa11:0:1:ffff::1", "2a02:aa11:0:1::/64"),
        ("::ffff:130.225.0.1", f"{ONE}/32"),
        ("127.0.0.1", ""),
        ("10.1.2.3", ""),
        ("", ""),
        ("no address", ""),
    ],
)
def test_a_sender_is_a_network_of_the_public_internet(address, network):
    assert network_of(RequestFactory().post("/", REMOTE_ADDR=address)) == network


@pytest.mark.parametrize(
    ("forwarded", "network"),
    [(ONE, f"{ONE}/32"), (f"8.8.8.8, {ONE}", f"{ONE}/32"), (f"{ONE}, x", ""), ("", "")],
)
def test_behind_a_proxy_the_sender_is_what_the_proxy_wrote_last(settings, forwarded, network):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    request = RequestFactory().post("/", REMOTE_ADDR=OTHER, HTTP_X_FORWARDED_FOR=forwarded)
    assert network_of(request) == network


def test_without_a_proxy_told_of_no_one_passes_for_another():
    assert network_of(RequestFactory().post("/", REMOTE_ADDR=ONE, HTTP_X_FORWARDED_FOR=OTHER)) == f"{ONE}/32"


def test_a_list_and_the_pages_kept_are_forgotten_without_a_script_and_the_list_lives_on(client):
    add(ONE, client)
    address = client.get("/da/list/")["Location"]
    form = BeautifulSoup(client.get(address).content, "html.parser").select_one("[data-forget-all]")
    asked = {field["name"]: field["value"] for field in form.select("input")}
    answer = client.post(form["action"], asked, HTTP_ORIGIN="http://testserver")
    assert answer["Clear-Site-Data"] == '"storage"'
    assert answer.cookies["list"]["max-age"] == 0
    assert client.get(answer["Location"]).status_code == 200
    assert client.get(address).status_code == 200
    assert not BeautifulSoup(client.get(address).content, "html.parser").select("button[value=remove]")


def test_another_site_cannot_have_a_list_forgotten(client):
    add(ONE, client)
    answer = client.post(CHANGE, {"action": "forget"}, HTTP_ORIGIN="http://evil.example")
    assert answer.status_code == 403
    assert not answer.cookies
