"""What pages show of lists, sharing and calendars."""

from django import template
from django.urls import reverse

from activities.templatetags.reading import read

from .. import my_list
from ..messages_to_clubs import messages_to_club
from ..sharing import ways

register = template.Library()


@register.simple_tag(takes_context=True)
def my_list_count(context):
    """Return how many offers the reader's list has; 0 without one, and then without a query."""
    request = context.get("request")
    saved = my_list.of(request) if request else None
    return len(saved.offers) if saved else 0


@register.simple_tag(takes_context=True)
def on_my_list(context, offer):
    request = context.get("request")
    saved = my_list.of(request) if request else None
    return bool(saved) and offer in saved.offers


@register.simple_tag(takes_context=True)
def list_anchor(context, offer):
    """Return an id for the offer's control, the first time it stands on this page: there the reader comes back to."""
    request = context.get("request")
    if request is None:
        return ""
    given = request.__dict__.setdefault("_list_anchors", set())
    if offer in given:
        return ""
    given.add(offer)
    return f"list-{offer}"


@register.simple_tag(takes_context=True)
def ways_to_share(context, page, card):
    """Return how to send an offer on: its name, when, where, and the short address that suits every language."""
    request = context.get("request")
    if request is None or not page.pk:
        return {}
    when = card["when"]
    places = [", ".join(filter(None, [place["venue"].name, place["venue"].address])) for place in card["places"]]
    address = request.build_absolute_uri(reverse("short_link", args=[page.pk]))
    return ways(read(page, "name").text, [when.sentence, when.coming, *places], address)


@register.simple_tag(takes_context=True)
def calendar_links(context, path):
    """Return the ways into a calendar: subscribe, the plain address, a file."""
    request = context.get("request")
    address = request.build_absolute_uri(path) if request else path
    return {
        "subscribe": "webcal://" + address.partition("://")[2],
        "address": address,
        "download": f"{path}?download",
    }


@register.simple_tag
def club_messages(page):
    return messages_to_club(page)
