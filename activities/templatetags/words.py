"""Club words that explain themselves where they stand, and the ways to the guides."""

from django import template
from django.utils.translation import get_language

from .. import glossary, guides
from .reading import is_rtl, isolate

register = template.Library()


@register.inclusion_tag("activities/includes/term.html")
def term(key, text=""):
    """Write a club word, or the `text` it stands in, as a link to what it means; scripts open it on the spot."""
    found = glossary.term(key)
    return {
        "term": found,
        "text": isolate(text or found.word),
        "direction": "rtl" if is_rtl(found.language) else "ltr",
        "shows_danish": get_language() != glossary.FALLBACK,
    }


@register.simple_tag
def guide_links():
    """Return {key with underscores: address} of the guides that other pages lead to: `guides.fee_support`."""
    return {key.replace("-", "_"): url for key, url in guides.guide_urls().items()}
