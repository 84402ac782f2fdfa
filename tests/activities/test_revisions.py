"""Drafts, revisions, timed publishing and copies keep every translated word, every session, every date and cost."""

import datetime as dt
import json

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from activities.choices import ExceptionKind, Rule
from activities.models import ActivityPage, Contact, ExtraCost, ScheduleException
from tests.factories import (
    ActivityFactory,
    AdminFactory,
    AssociationFactory,
    CategoryFactory,
    ContactFactory,
    PhraseFactory,
    VenueFactory,
    session,
)

pytestmark = pytest.mark.django_db
LANGUAGES = settings.MODELTRANSLATION_LANGUAGES
PAGE_TEXTS = ("name", "summary", "body", "price_note", "first_visit", "asked_of_parents")


def in_all(field, text):
    return {f"{field}_{language}": f"{text} {language}" for language in LANGUAGES}


def texts_of(row, *fields):
    return {f"{field}_{tag}": getattr(row, f"{field}_{tag}") for field in fields for tag in LANGUAGES}


def contents(page):
    """Everything an editor entered, as plain values."""
    return {
        "texts": texts_of(page, *PAGE_TEXTS),
        "sessions": [
            (row.rule, row.weekday, row.start, row.end, row.starts_on, row.ends_on, row.venue_id, row.excluded_months)
            for row in page.sessions.all()
        ],
        "exceptions": [(row.kind, row.day, row.to_day, texts_of(row, "note")) for row in page.exceptions.all()],
        "costs": [(row.amount, row.is_required, texts_of(row, "what_for")) for row in page.extra_costs.all()],
        "categories": {row.pk for row in page.categories.all()},
        "phrases": {row.pk for row in page.phrases.all()},
        "keys": (page.audiences, page.held_in, page.also_spoken, page.flags),
        "facts": (page.ages, page.price_amount, page.price_per, page.fee_support, page.contact_id),
    }


@pytest.fixture
def page():
    """A published offer with something in every field that is kept apart from the page's own row."""
    texts = {}
    for field in PAGE_TEXTS:
        texts |= in_all(field, f"<p>{field}</p>" if field == "body" else field)
    association = AssociationFactory()
    return ActivityFactory(
        parent=association,
        name=None,
        **texts,
        sessions=[
            session(venue=VenueFactory(), excluded_months=[7, 12]),
            session(rule=Rule.EVEN_WEEKS, weekday=0, start=dt.time(13), end=dt.time(15), sort_order=1),
        ],
        exceptions=[
            ScheduleException(kind=ExceptionKind.CANCELLED, day=dt.date(2026, 11, 25), **in_all("note", "aflyst")),
            ScheduleException(
                kind=ExceptionKind.MOVED, day=dt.date(2026, 12, 2), to_day=dt.date(2026, 12, 3), sort_order=1
            ),
        ],
        extra_costs=[ExtraCost(amount=120, is_required=False, **in_all("what_for", "trøje"))],
        categories=[CategoryFactory(), CategoryFactory(key="football")],
        phrases=[PhraseFactory()],
        audiences=["children"],
        held_in=["da", "ar"],
        also_spoken=["so"],
        flags=["indoor", "quiet"],
        age_from_months=84,
        age_to_months=155,
        price_amount=600,
        price_per="season",
        fee_support=True,
        contact=ContactFactory(association=association, name="Fatma Nielsen", email="fatma@example.org"),
    )


def fresh(page):
    return ActivityPage.objects.get(pk=page.pk)


def revise(page, **changes):
    """Save a draft with other values in every kind of child; return it."""
    draft = fresh(page).get_latest_revision_as_object()
    for field, value in changes.items():
        setattr(draft, field, value)
    draft.sessions = [session(weekday=4, venue=None)]
    draft.exceptions = [
        ScheduleException(kind=ExceptionKind.EXTRA, day=dt.date(2027, 1, 2), **in_all("note", "ekstra"))
    ]
    draft.extra_costs = [ExtraCost(amount=50, **in_all("what_for", "bold"))]
    draft.categories.set([CategoryFactory(key="gardening")])
    draft.phrases.clear()
    draft.save_revision()
    return draft


def test_the_fixture_of_these_tests_fills_every_language(page):
    kept = contents(page)
    assert len(kept["texts"]) == len(PAGE_TEXTS) * 8
    assert all(kept["texts"].values())
    assert len(kept["sessions"]) == 2


def test_a_revision_gives_everything_back(page):
    assert contents(fresh(page).get_latest_revision_as_object()) == contents(page)


def test_a_draft_leaves_the_published_page_alone_and_keeps_all_of_its_own(page):
    published = contents(page)
    draft = revise(page, **in_all("name", "Nyt navn"))
    assert contents(fresh(page)) == published
    kept = contents(fresh(page).get_latest_revision_as_object())
    assert kept == contents(draft)
    assert kept["texts"]["name_uk"] == "Nyt navn uk"
    assert kept["exceptions"][0][2:] == (None, in_all("note", "ekstra"))


def test_publishing_a_draft_publishes_all_of_it(page):
    draft = revise(page, **in_all("first_visit", "Kom kl. 15.45"))
    fresh(page).get_latest_revision().publish()
    assert contents(fresh(page)) == contents(draft)
    assert fresh(page).occurrences.first().day.weekday() == 4


def test_going_back_to_an_old_revision_brings_everything_back(page):
    first, before = page.get_latest_revision(), contents(page)
    revise(page, **in_all("name", "Nyt navn"))
    fresh(page).get_latest_revision().publish()
    first.as_object().save_revision().publish()
    assert contents(fresh(page)) == before


def test_publishing_at_a_set_time_publishes_all_of_it(page):
    draft = revise(page, go_live_at=timezone.now() + dt.timedelta(hours=1), **in_all("summary", "Senere"))
    revision = fresh(page).get_latest_revision()
    revision.publish()
    assert fresh(page).summary_ar == "summary ar"
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        call_command("publish_scheduled")
    assert contents(fresh(page)) == contents(draft)
    assert fresh(page).summary_ar == "Senere ar"


def test_a_copy_has_everything_and_its_own_rows(page):
    copy = page.copy(update_attrs={"slug": "kopi"})
    assert contents(copy) == contents(page)
    assert contents(copy.get_latest_revision_as_object()) == contents(page)
    own, others = set(copy.sessions.values_list("pk", flat=True)), set(page.sessions.values_list("pk", flat=True))
    assert not own & others
    assert fresh(copy).occurrences.count() == page.occurrences.count() > 0


def test_a_copy_made_in_the_admin_has_everything(page, client):
    client.force_login(AdminFactory())
    parent = page.get_parent()
    data = {"new_title": "Kopi", "new_slug": "kopi", "new_parent_page": parent.pk}
    assert client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data).status_code == 302
    copy = ActivityPage.objects.get(slug="kopi")
    assert contents(copy) == contents(page)
    assert not copy.live


def test_revisions_hold_the_contact_by_its_number_alone(page):
    page.copy(update_attrs={"slug": "kopi"})
    for revision in Revision.objects.all():
        stored = json.dumps(revision.content)
        assert "Fatma" not in stored
        assert "fatma@" not in stored
        assert "+4533663366" not in stored
    assert page.get_latest_revision().content["contact"] == page.contact_id


def test_a_contact_that_is_gone_is_gone_from_old_revisions_too(page):
    Contact.objects.all().delete()
    revision = fresh(page).get_latest_revision()
    assert revision.as_object().contact is None
    revision.publish()
    assert fresh(page).contact is None
