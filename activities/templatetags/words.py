"""Club words that explain themselves where they stand, and the ways to the guides."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from .. import glossary, guides
from .reading import isolate

register = template.Library()


@register.simple_tag
def term(key, text=""):
    """Write a club word, or the `text` it stands in, as a link to what it means; scripts open it on the spot."""
    found = glossary.term(key)
    context = {
        "term": found,
        "text": isolate(text or found.word),
        "shows_danish": get_language() != glossary.FALLBACK,
    }
    # A line break at its end would become a space before the next comma.
    return mark_safe(render_to_string("activities/includes/term.html", context).strip())  # noqa: S308  a template's own


@register.simple_tag
def guide_links():
    """Return {key with underscores: address} of the guides that other pages lead to: `guides.fee_support`."""
    return {key.replace("-", "_"): url for key, url in guides.guide_urls().items()}
