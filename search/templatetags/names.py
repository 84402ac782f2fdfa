"""Names of places inside texts of another language: a voice is told that they are Danish."""

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from activities.templatetags.reading import FALLBACK, has_markup, isolate, plain

from ..vocabulary import kept_city

register = template.Library()


@register.filter
def named(text):
    """Write words of ours with the names of this city's places in them marked as Danish."""
    if get_language() == FALLBACK or has_markup(text):
        return isolate(text)
    text, parts, at = plain(text), [], 0
    for name in kept_city().name_pattern.finditer(text):
        parts += [isolate(text[at : name.start()]), format_html('<bdi lang="{}">{}</bdi>', FALLBACK, name.group())]
        at = name.end()
    return mark_safe("".join([*map(conditional_escape, parts), isolate(text[at:])]))  # noqa: S308  all is escaped


@register.filter
def name_lang(text):
    """Return the `lang` attribute of an element that holds nothing but this word; '' where the word is no name."""
    is_name = kept_city().name_pattern.fullmatch(str(text))
    return mark_safe(f' lang="{FALLBACK}" dir="ltr"') if is_name else ""  # noqa: S308  no text is in it
