"""TLS, keys and passwords: who is let in, and that no secret is written anywhere."""

import base64
import hashlib
import json
import logging
import os
import re
import ssl
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.views.debug import technical_500_response

from search.engines.base import Unavailable
from search.engines.elastic.client import Rejected, asking, connection
from tests.elastic import free_port
from tests.search.fake_elastic import FakeElastic, make_authority, tls_proxy

KEY = "VnVhQ2ZHY0JDZGJrUW0tZTVhT3g6dWkybHAyYXhUTm1zeWFrdzl0dk5udw"
PASSWORD = "correct horse battery staple"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return make_authority(tmp_path_factory.mktemp("tls") / "ours", "Our authority")


@pytest.fixture(scope="module")
def other_authority(tmp_path_factory):
    return make_authority(tmp_path_factory.mktemp("tls") / "other", "Another authority")


@pytest.fixture(scope="module")
def guarded(authority):
    """TLS in front of the real node where there is one, that lets in one key and one user only."""
    basic = base64.b64encode(f"finder:{PASSWORD}".encode()).decode()
    fake = None if os.environ.get("ELASTICSEARCH_URL") else FakeElastic()
    url = fake.url if fake else os.environ["ELASTICSEARCH_URL"]
    with tls_proxy(url, authority.parent, {f"ApiKey {KEY}", f"Basic {basic}"}) as proxy:
        yield proxy
    if fake:
        fake.close()


def found():
    with asking():
        return connection().options(request_timeout=10).search(index="*", size=0)["timed_out"]


def test_the_right_authority_and_key_are_let_in(elasticsearch, guarded, authority):
    elasticsearch(URL=guarded.url, CA=authority, API_KEY=KEY)
    assert found() is False
    assert guarded.seen[-1] == f"ApiKey {KEY}"


def test_the_right_user_and_password_are_let_in(elasticsearch, guarded, authority):
    elasticsearch(URL=guarded.url, CA=authority, USER="finder", PASSWORD=PASSWORD)
    assert found() is False
    assert guarded.seen[-1].startswith("Basic ")


def test_the_fingerprint_of_the_certificate_will_do_without_its_authority(elasticsearch, guarded, authority):
    der = ssl.PEM_cert_to_DER_cert((authority.parent / "node.crt").read_text())
    elasticsearch(URL=guarded.url, FINGERPRINT=hashlib.sha256(der).hexdigest(), API_KEY=KEY)
    assert found() is False


@pytest.mark.parametrize("case", ["wrong authority", "no authority", "wrong fingerprint", "another name"])
def test_a_server_that_cannot_prove_who_it_is_never_sees_the_key(
    elasticsearch, guarded, authority, other_authority, case
):
    given = {
        "wrong authority": {"CA": other_authority},
        "no authority": {},
        "wrong fingerprint": {"FINGERPRINT": "ab" * 32},
        "another name": {"CA": authority, "URL": guarded.url.replace("127.0.0.1", "localhost")},
    }[case]
    elasticsearch(**{"URL": guarded.url, "API_KEY": KEY} | given)
    seen = len(guarded.seen)
    with pytest.raises(Unavailable, match="ELASTICSEARCH_CA") as told:
        found()
    assert len(guarded.seen) == seen
    assert KEY not in str(told.value)


@pytest.mark.parametrize(
    "given",
    [{}, {"API_KEY": "d3Jvbmc6a2V5"}, {"USER": "finder", "PASSWORD": "wrong horse"}],
    ids=["none", "key", "user"],
)
def test_a_wrong_key_or_password_is_refused_and_told_by_the_names_of_the_settings(
    elasticsearch, guarded, authority, given
):
    elasticsearch(URL=guarded.url, CA=authority, **given)
    with pytest.raises(Unavailable, match="ELASTICSEARCH_API_KEY") as told:
        found()
    for secret in given.values():
        assert secret == "finder" or secret not in str(told.value)


def test_no_secret_is_written_anywhere(elasticsearch, guarded, authority, other_authority, caplog):
    basic = base64.b64encode(f"finder:{PASSWORD}".encode()).decode()
    for name in ("", "elastic_transport", "elastic_transport.node"):
        caplog.set_level(logging.DEBUG, name)
    logging.getLogger("elastic_transport.node").propagate = True  # its own debug log, headers and all
    written = []
    try:
        for given in ({"API_KEY": KEY}, {"USER": "finder", "PASSWORD": PASSWORD}, {"API_KEY": f"{KEY}A"}):
            for trusted in (authority, other_authority):
                elasticsearch(URL=guarded.url, CA=trusted, **given)
                written += [repr(connection()), str(connection().transport.node_pool.all())]
                try:
                    found()
                except Unavailable as error:
                    written += [str(error), repr(error), repr(error.__context__)]
    finally:
        logging.getLogger("elastic_transport.node").propagate = False
    text = "\n".join([*written, caplog.text])
    assert "Authorization" in text  # so it was the log with headers
    for secret in (KEY, PASSWORD, basic):
        assert secret not in text


@pytest.mark.parametrize("mode", ["our fault", "503", "silent", "half an answer", "closed port"])
def test_no_secret_stands_on_the_fullest_error_page_there_is(elasticsearch, fake_elastic, settings, rf, mode):
    settings.DEBUG = True
    fake_elastic.mode = "well" if mode == "closed port" else mode
    elasticsearch(URL=f"http://127.0.0.1:{free_port()}" if mode == "closed port" else fake_elastic.url, API_KEY=KEY)
    try:
        found()
    except (Unavailable, Rejected):
        page = technical_500_response(rf.get("/da/search/"), *sys.exc_info()).text
    assert "ELASTICSEARCH_API_KEY" in page
    assert KEY not in page


def test_the_role_that_compose_makes_is_the_one_that_is_documented():
    told, made = (
        " ".join((Path(django_settings.BASE_DIR) / name).read_text().split())
        for name in ("docs/operations.md", "compose.yaml")
    )
    role = re.search(r"```json (.*?) ```", told)[1]
    assert json.loads(role)["indices"][0]["names"] == [f"{django_settings.FINDER_INDEX}-*"]
    assert role in made
