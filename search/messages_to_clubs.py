"""What to write to a club: in Danish to send, in the reader's language to know what one sends."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from activities.choices import Audience
from activities.spoken_languages import spoken_name

from .sharing import write_to

DANISH = "da"
CHILD_MONTHS = 18 * 12
FOR_CHILDREN = {Audience.BABIES, Audience.SMALL_CHILDREN, Audience.CHILDREN, Audience.TEENS}
QUESTIONS = {
    "room": lambda spoken: _("Is there room?"),
    "try": lambda spoken: _("May we come and try it first?"),
    "price": lambda spoken: _("What does it cost, and can we get help with the fee?"),
    "language": lambda spoken: (
        _("We speak little Danish. Is there someone who speaks %(language)s?") % {"language": spoken}
    ),
}


def messages_to_club(page) -> list[dict]:
    """Return a message per question: `danish` to send, `own` in the reader's language, and the links that open it.

    `name` is what both call the offer: it stays Danish.
    """
    contact, language = page.contact, get_language() or DANISH
    if not contact:
        return []
    name = page.name_da or page.name
    with translation.override(DANISH):
        subject = _("Question about %(name)s") % {"name": name}
    found = []
    for key in QUESTIONS:
        if key == "language" and language == DANISH:
            continue
        with translation.override(DANISH):
            danish = message(key, name, language, is_for_child=is_for_child(page))
        own = message(key, name, language, is_for_child=is_for_child(page))
        links = write_to(contact.phone, contact.email, subject, danish)
        words = {"key": key, "name": name, "question": question(key, language), "danish": danish, "own": own}
        found.append(words | links)
    return found


def question(key: str, language: str) -> str:
    return QUESTIONS[key](spoken_name(language, get_language()))


def message(key: str, name: str, language: str, *, is_for_child: bool) -> str:
    """Return the whole message in the active language, about what the club itself calls `name`."""
    about = (
        _("I would like to hear about “%(name)s” for my child.")
        if is_for_child
        else _("I would like to hear about “%(name)s”.")
    )
    return " ".join([_("Hello,"), about % {"name": name}, question(key, language), _("Thank you!")])


def is_for_child(page) -> bool:
    """True when all it is for are under 18."""
    if page.audiences:
        return set(page.audiences) <= FOR_CHILDREN
    _low, high = page.ages
    return high is not None and high < CHILD_MONTHS
