"""The words an offer is found by, before folding. The index, the embedded engine and Elasticsearch share them."""

from django.conf import settings
from django.utils.html import strip_tags


def translations(thing, field):
    """Return the stated values of a translated field in all languages, without repeats."""
    values = (getattr(thing, f"{field}_{language}", None) for language in settings.MODELTRANSLATION_LANGUAGES)
    return list(dict.fromkeys(value for value in values if value))


def names(page):
    return translations(page, "name")


def everything(page):
    """Names, texts, category words, ready-made sentences, places and the association of an offer."""
    words = own_words(page)
    return list(dict.fromkeys([*words, page.association.title])) if page.association else words


def own_words(page):
    """All of that but the association."""
    words = [*names(page), *translations(page, "summary"), *map(strip_tags, translations(page, "body"))]
    for category in page.categories.all():
        words += translations(category, "label") + translations(category, "terms")
    for phrase in page.phrases.all():
        words += translations(phrase, "text")
    for session in page.sessions.all():
        words += place_words(session.venue)
    return list(dict.fromkeys(words))


def place_words(venue):
    if venue is None:
        return []
    names = [venue.name, venue.address]
    names += [place.name for place in (venue.district, venue.area) if place]
    return names
