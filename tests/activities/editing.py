"""What the tests of the admin share: editors, and the data their forms send."""

from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text
from wagtail.users.models import UserProfile

from activities.choices import Rule, State
from tests.factories import UserFactory

AJAX = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}


def speak(user, language):
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = language
    profile.save()


def editor_of(association, *actions):
    """A user who may write below one association, and nothing else."""
    group = Group.objects.create(name=f"Editors of {association.pk}")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for action in actions or ("add", "change", "publish"):
        GroupPagePermission.objects.create(group=group, page=association, permission_type=action)
    user = UserFactory()
    user.groups.add(group)
    speak(user, "en")
    return user


def session_data(**fields):
    values = {
        "rule": Rule.WEEKLY,
        "weekday": "2",
        "start": "16:00",
        "end": "17:00",
        "starts_on": "2026-09-02",
        "ends_on": "2027-04-28",
        "interval": "1",
        "pauses_on_public_holidays": "on",
    }
    return values | fields


def activity_data(sessions=(), exceptions=(), extra_costs=(), **fields):
    values = {
        "name_da": "Pigesvømning",
        "body_da": rich_text("<p>Vi svømmer.</p>"),
        "slug": "",
        "state": State.RUNNING,
        "fee_support": "unknown",
        "sessions": inline_formset(list(sessions)),
        "exceptions": inline_formset(list(exceptions)),
        "extra_costs": inline_formset(list(extra_costs)),
    }
    bodies = {f"body_{language}": rich_text("") for language in ("en", "ar", "tr", "so", "ur", "pl", "uk")}
    ticked = {name: fields.pop(name) for name in list(fields) if isinstance(fields[name], list)}
    return nested_form_data(bodies | values | fields) | ticked


def add_url(parent, model="activitypage"):
    return reverse("wagtailadmin_pages:add", args=["activities", model, parent.pk])


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def message_of(response):
    return " ".join(str(message) for message in response.context["messages"]) if response.context else ""
