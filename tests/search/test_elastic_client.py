"""The way to the Elasticsearch server: settings, secrets, TLS, time, and the breaker."""

import os
import time
from io import StringIO

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from search.engines import get_engine
from search.engines.base import Unavailable
from search.engines.elastic import client
from search.engines.elastic.breaker import CLOSED, OPEN
from search.engines.elastic.client import Rejected, asking, connection
from tests.elastic import free_port
from tests.search.fake_elastic import FAILING
from tests.test_settings import start

KEY = "VnVhQ2ZHY0JDZGJrUW0tZTVhT3g6dWkybHAyYXhUTm1zeWFrdzl0dk5udw"
PASSWORD = "correct horse battery staple"


def ask(**options):
    with asking():
        return connection().options(**options).search(index="naboskab")


# --- Settings ---


@pytest.mark.parametrize(
    ("given", "code", "told"),
    [
        ({}, "E002", "https://search.example.org:9200"),
        ({"URL": f"https://finder:{KEY}@search.example.org"}, "E003", "ELASTICSEARCH_API_KEY"),
        ({"URL": f"https://{KEY}@search.example.org"}, "E003", "ELASTICSEARCH_PASSWORD"),
        ({"URL": f"https://a.example.org,https://finder:{KEY}@b.example.org"}, "E003", "address 2"),
        ({"URL": "search.example.org:9200"}, "E004", "https://"),
        ({"URL": "ftp://search.example.org"}, "E004", "https://"),
        ({"URL": "https://search.example.org:port"}, "E004", "https://"),
        ({"URL": "https://search.example.org/?verify_certs=false"}, "E004", "https://"),
        ({"URL": "http://search.example.org:9200", "API_KEY": KEY}, "E005", "Use https"),
        ({"URL": "http://10.0.0.4:9200", "USER": "finder", "PASSWORD": PASSWORD}, "E005", "Use https"),
        ({"URL": "https://a.example.org", "CA": __file__, "FINGERPRINT": "ab" * 32}, "E006", "Keep one"),
        ({"URL": "https://a.example.org", "CA": "/nowhere/ca.crt"}, "E007", "/nowhere/ca.crt"),
        ({"URL": "https://a.example.org", "CA": __file__}, "E007", "PEM"),
        ({"URL": "https://a.example.org", "FINGERPRINT": "ab" * 20}, "E007", "SHA-256"),
        ({"URL": "http://127.0.0.1:9200", "FINGERPRINT": "ab" * 32}, "E007", "says http"),
        ({"URL": "https://a.example.org", "API_KEY": KEY, "USER": "a", "PASSWORD": PASSWORD}, "E008", "Keep one"),
        ({"URL": "https://a.example.org", "USER": "finder"}, "E008", "ELASTICSEARCH_PASSWORD"),
        ({"URL": "https://a.example.org", "PASSWORD": PASSWORD}, "E008", "ELASTICSEARCH_USER"),
        ({"URL": "https://a.example.org", "API_KEY": f"{KEY} \n"}, "E008", "encoded"),
    ],
)
def test_wrong_settings_are_refused_with_what_to_set_and_without_the_secret(elasticsearch, given, code, told):
    elasticsearch(**given)
    (problem,) = (error for error in run_checks(tags=["search"]) if error.id == f"search.{code}")
    assert told in f"{problem.msg} {problem.hint}"
    with pytest.raises(ImproperlyConfigured) as refused:
        connection()
    for text in (str(problem), str(refused.value)):
        assert KEY not in text
        assert PASSWORD not in text


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("FINDER_INDEX", "*", "E009"),
        ("FINDER_INDEX", "Naboskab", "E009"),
        ("FINDER_INDEX", "_all", "E009"),
        ("ELASTICSEARCH_TIMEOUT", 2.0, "E010"),
        ("ELASTICSEARCH_TIMEOUT", 0.0, "E010"),
        ("FINDER_SEARCH_STANDBY", "maybe", "E011"),
    ],
)
def test_wrong_numbers_and_names_are_refused(elasticsearch, settings, name, value, code):
    elasticsearch(URL="http://127.0.0.1:9200")
    setattr(settings, name, value)
    assert [error.id for error in run_checks(tags=["search"])] == [f"search.{code}"]


@pytest.mark.parametrize(
    "given",
    [
        {"URL": "http://127.0.0.1:9200"},
        {"URL": "http://localhost:9200", "API_KEY": KEY},
        {"URL": "http://[::1]:9200", "API_KEY": KEY},
        {"URL": "https://a.example.org, https://b.example.org:9200/prefix", "USER": "finder", "PASSWORD": PASSWORD},
        {"URL": "https://a.example.org", "FINGERPRINT": ":".join(["AB"] * 32)},
    ],
)
def test_right_settings_pass(elasticsearch, given):
    elasticsearch(**given)
    assert run_checks(tags=["search"]) == []
    connection()


def test_a_laptop_may_try_a_server_beside_it_without_tls(elasticsearch, settings):
    settings.DEBUG = True
    elasticsearch(URL="http://192.168.1.4:9200", API_KEY=KEY)
    assert run_checks(tags=["search"]) == []


def test_an_unknown_engine_is_refused_and_the_known_ones_are_named(settings):
    settings.FINDER_SEARCH_ENGINE = "sphinx"
    (problem,) = run_checks(tags=["search"])
    assert problem.id == "search.E001"
    assert "database, elasticsearch" in problem.hint
    with pytest.raises(ImproperlyConfigured, match="sphinx"):
        get_engine()


def test_the_engine_does_not_start_with_wrong_settings(elasticsearch, monkeypatch):
    monkeypatch.setattr("search.engines.elastic.ElasticEngine", object, raising=False)
    elasticsearch(URL="https://finder:secret@search.example.org")
    with pytest.raises(ImproperlyConfigured, match="ELASTICSEARCH_API_KEY"):
        get_engine()


def test_a_number_that_is_none_ends_the_start():
    refused = start("dev", ELASTICSEARCH_TIMEOUT="soon")
    assert refused.returncode != 0
    assert "ELASTICSEARCH_TIMEOUT must be a number" in refused.stderr


# --- The server itself is asked about only by `check --deploy` ---


def deploy_warnings():
    return [problem for problem in run_checks(tags=["search"], include_deployment_checks=True)]


def test_a_start_never_asks_the_server(elasticsearch, fake_elastic):
    elasticsearch(URL=fake_elastic.url)
    call_command("check", stdout=StringIO())
    assert fake_elastic.requests == 0


@pytest.mark.parametrize(("mode", "told"), [("too old", "8.19.4"), ("503", "503"), ("silent", "in time")])
def test_a_deployment_check_warns_of_a_server_that_is_too_old_or_away(elasticsearch, fake_elastic, mode, told):
    elasticsearch(URL=fake_elastic.url)
    fake_elastic.mode = mode
    (problem,) = deploy_warnings()
    assert problem.id == "search.W001"
    assert told in problem.msg
    assert not problem.is_serious()


# --- One client ---


def test_a_process_has_one_client_and_its_child_another(elasticsearch):
    elasticsearch(URL="http://127.0.0.1:9200")
    first = connection()
    assert connection() is first
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.write(write, b"other" if connection() is not first else b"same")
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(read, 10) == b"other"


def test_another_node_is_asked_where_the_first_is_down(elasticsearch, fake_elastic):
    elasticsearch(URL=f"http://127.0.0.1:{free_port()},{fake_elastic.url}")
    for _again in range(4):
        assert ask()["hits"] == {"hits": []}


# --- What failures mean ---


@pytest.mark.parametrize("mode", FAILING)
def test_a_server_that_cannot_answer_is_unavailable_within_its_time(elasticsearch, fake_elastic, mode):
    elasticsearch(URL=fake_elastic.url)
    ask()  # the connection stands already
    fake_elastic.mode = mode
    began = time.monotonic()
    with pytest.raises(Unavailable) as told:
        ask()
    assert time.monotonic() - began < 1.8
    assert str(told.value)
    assert "\n" not in str(told.value)


def test_a_closed_port_is_unavailable_at_once(elasticsearch):
    elasticsearch(URL=f"http://127.0.0.1:{free_port()}")
    began = time.monotonic()
    with pytest.raises(Unavailable):
        ask()
    assert time.monotonic() - began < 0.5


def test_the_look_up_of_a_name_that_hangs_counts_as_waiting(elasticsearch, monkeypatch):
    monkeypatch.setattr("urllib3.util.connection.socket.getaddrinfo", lambda *args: time.sleep(5))
    elasticsearch(URL="http://search.example.org:9200")
    began = time.monotonic()
    with pytest.raises(Unavailable, match="in time"):
        ask()
    assert time.monotonic() - began < 1.8


def test_a_wrong_request_is_our_fault_and_is_logged_with_its_reason(elasticsearch, fake_elastic, caplog):
    elasticsearch(URL=fake_elastic.url)
    fake_elastic.mode = "our fault"
    for _more_than_the_breaker_bears in range(5):
        with pytest.raises(Rejected, match="unknown query"):
            ask()
    assert "parsing_exception unknown query [nope]" in caplog.text
    assert client.breaker().state == CLOSED


def test_an_answer_with_a_part_missing_is_none():
    client.whole({"timed_out": False, "_shards": {"failed": 0}})
    with pytest.raises(Unavailable):
        client.whole({"timed_out": True, "_shards": {"failed": 0}})
    with pytest.raises(Unavailable):
        client.whole({"timed_out": False, "_shards": {"failed": 1}})


# --- Time ---


def test_all_searches_of_one_request_share_their_time(elasticsearch, fake_elastic, visit):
    elasticsearch(URL=fake_elastic.url)
    fake_elastic.mode = 0.45
    began, answers = time.monotonic(), 0
    for _search in range(6):
        try:
            ask()
            answers += 1
        except Unavailable:
            pass
    assert answers == 2
    assert time.monotonic() - began < 1.8
    assert client.breaker().state == OPEN


def test_after_one_failure_the_rest_of_a_page_asks_no_more(elasticsearch, fake_elastic, visit):
    elasticsearch(URL=fake_elastic.url)
    fake_elastic.mode = "503"
    for _search in range(3):
        with pytest.raises(Unavailable):
            ask()
    assert fake_elastic.requests == 1
    assert client.breaker().state == CLOSED


def test_feeding_has_more_time_than_a_visitor(elasticsearch, fake_elastic):
    elasticsearch(URL=fake_elastic.url)
    fake_elastic.mode = 2.0
    assert ask(request_timeout=5)["hits"] == {"hits": []}


def test_feeding_asks_in_any_case_and_its_failures_stop_no_search(elasticsearch, fake_elastic):
    elasticsearch(URL=fake_elastic.url)
    fake_elastic.mode = "read-only"
    for _bulk in range(5):
        with pytest.raises(Unavailable, match="read-only"), asking(always=True):
            connection().bulk(operations=[{"delete": {"_id": "1"}}], index="naboskab")
    assert fake_elastic.requests == 5
    assert client.breaker().state == CLOSED
