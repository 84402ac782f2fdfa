"""A backlog is seen by those who can do something about it, and takes no visitors away."""

import datetime as dt

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from search import outbox
from search.models import RefusedDocument, SearchOutbox
from tests.activities.editing import editor_of, speak
from tests.factories import ActivityFactory, AdminFactory
from tests.search.fed import fed_engine  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db
CHOOSES_ITS_ENGINE = True
HEADING = "Search is behind"


def keep_waiting(number=1, **age):
    outbox.enqueue(range(number))
    SearchOutbox.objects.update(added_at=timezone.now() - dt.timedelta(**age))


@pytest.fixture
def home(client, fed_engine):  # noqa: F811
    """The admin's home page as one who may manage the site reads it in English."""
    admin = AdminFactory()
    speak(admin, "en")
    client.force_login(admin)
    return lambda: client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_admin_says_nothing_while_all_is_well(home):
    keep_waiting(seconds=20)
    assert HEADING not in home()


def test_the_admin_tells_how_many_changes_wait_and_for_how_long(home):
    keep_waiting(3, minutes=12, seconds=30)
    page = home()
    assert HEADING in page
    assert "3 changes have not reached the search server yet." in page
    assert "The oldest has waited for 12 minutes." in page


def test_the_admin_leads_to_a_refused_activity_and_says_why(home):
    offer = ActivityFactory(name="Pigesvømning")
    SearchOutbox.objects.all().delete()
    outbox.enqueue([offer.pk])
    outbox.drain(lambda ids: {offer.pk: "failed to parse <field>"})
    page = home()
    assert "The search server refused 1 activity" in page
    assert reverse("wagtailadmin_pages:edit", args=[offer.pk]) in page
    assert "failed to parse &lt;field&gt;" in page
    assert "have not reached" not in page


def test_an_editor_of_one_association_is_not_bothered(client, fed_engine):  # noqa: F811
    offer = ActivityFactory()
    keep_waiting(minutes=12)
    client.force_login(editor_of(offer.association))
    assert HEADING not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_database_engine_has_no_backlog_to_speak_of(client):
    keep_waiting(minutes=12)
    client.force_login(AdminFactory())
    assert "search-feed" not in client.get(reverse("wagtailadmin_home")).content.decode()
    assert "search-feed" not in client.get("/readyz").json()["parts"]


def test_readyz_tells_a_late_feed_and_still_wants_visitors(client, fed_engine, settings):  # noqa: F811
    settings.FINDER_OUTBOX_MAX_AGE = 600
    keep_waiting(minutes=9)
    assert client.get("/readyz").json()["parts"]["search-feed"] == "ok"
    keep_waiting(minutes=11)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["ready"] is True
    assert answer.json()["parts"]["search-feed"] == "late"


def test_readyz_answers_also_where_the_outbox_cannot_be_read(client, fed_engine, monkeypatch):  # noqa: F811
    def away():
        raise OperationalError("no such table")

    monkeypatch.setattr("search.outbox.oldest_age", away)
    assert "search-feed" not in client.get("/readyz").json()["parts"]


def test_a_thousand_refused_documents_are_counted_and_twenty_shown(home, django_assert_max_num_queries):
    moment = timezone.now()
    RefusedDocument.objects.bulk_create(
        RefusedDocument(offer_id=number, reason="no such field", since=moment, retry_at=moment)
        for number in range(1, 1001)
    )
    with django_assert_max_num_queries(4):
        found = outbox.backlog()
    assert found.refused_count == 1000
    assert len(found.refused) == outbox.REFUSED_SHOWN
    assert "refused 1000 activities" in home()
