"""What every page needs to be read: pictograms, texts in their own language, Latin runs inside Arabic."""

import json
import re
from html import unescape
from typing import NamedTuple

from babel.dates import format_date
from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, get_language_info
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from ..district_shapes import drawing
from ..models import AssociationIndexPage, DistrictIndexPage
from ..models.naming import unrestricted

register = template.Library()

FALLBACK = "da"
# A run of Latin letters and digits with what stands between them: a time, an address, a phone number.
# No full stop at its end: it is the sentence's own, and would change sides.
LATIN, BETWEEN = r"0-9A-Za-zÀ-ɏ", r".,:/@+'’& \u00a0\u2013-"
IN_BRACKETS = rf"\([+{LATIN}][{LATIN}{BETWEEN}]*\)"  # both or none: one alone would turn the wrong way
LATIN_RUN = re.compile(
    rf"(?:\+?[{LATIN}]|{IN_BRACKETS})(?:(?:[{LATIN}{BETWEEN}]|{IN_BRACKETS})*(?:[{LATIN}+]|{IN_BRACKETS}|\bkr\.))?"
)
# Danish words that stay Danish in other languages: posters and offices say nothing else.
DANISH_WORD = re.compile(r"\b(?:\w*[æøåÆØÅ]\w*|FritidsGuide|SFO|klub|[Ll]okaludvalg|[Kk]ontingent\w*|[Ss]progcafé)\b")
TAG = re.compile(r"(<[^>]+>)")
# What is read as one: a time, a date, a price, a phone number, an age, with the words that belong to it.
NUMBERS = r"\+?[0-9]+(?:(?:[.:,/]|\.?[ \u00a0]?[-\u2013][ \u00a0]?|[ \u00a0])[0-9]+)*"
LETTER = r"[^\W\d_]|[\u064b-\u0655]"  # Arabic vowel signs stand on the letter before them
END = r"(?![\w\u064b-\u0655])"
LINK = rf"[ \u00a0](?:{LETTER}){{1,4}}[ \u00a0](?=[0-9])"  # from 10 to 12
WORD = rf"\.?[ \u00a0](?:{LETTER}){{1,12}}{END}\.?(?:[ \u00a0]20[0-9]{{2}})?"
UNIT = re.compile(rf"(?<![\w.,-])\(?(?:kl\.[ \u00a0])?{NUMBERS}(?:{LINK}{NUMBERS})?(?:{WORD})?(?!\w)[).,;:]*")
# What belongs to a number inside right-to-left text: as far as another number, a word, and a year.
YEAR = r"[ \u00a0]20[0-9]{2}"
AFTER = re.compile(rf"(?:({LINK})({NUMBERS}){END})?((?:[ \u00a0](?:{LETTER}){{1,12}}{END})?)({YEAR}{END})?")
BREAKS = re.compile(r"[ \u00a0-]|\u2013")
# What could end a script element or begin a comment in one.
SCRIPT_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


class Reading(NamedTuple):
    """A text and the language it is in."""

    text: str
    language: str

    @property
    def is_foreign(self):
        return bool(self.text) and self.language != get_language()


def read(thing, field):
    """Return the field in the reader's language, else in Danish; never passed off as translated."""
    language = get_language() or FALLBACK
    own = getattr(thing, f"{field}_{language}", None)
    if own:
        return Reading(own, language)
    return Reading(getattr(thing, f"{field}_{FALLBACK}", None) or "", FALLBACK)


def is_rtl(language):
    return get_language_info(language)["bidi"]


@register.simple_tag
def icon(name):
    """Draw a pictogram of the sprite; the word beside it says what it is."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("icons/sprite.svg"),
        name,
    )


@register.simple_tag
def reading(thing, field):
    return read(thing, field)


@register.simple_tag
def said(text, language):
    """Write a text that is in `language`, marked where that is not the reader's."""
    if not text or language == get_language():
        return isolate(text)
    direction = "rtl" if is_rtl(language) else "ltr"
    return format_html('<span lang="{}" dir="{}">{}</span>', language, direction, _unbroken(text))


@register.simple_tag
def text_of(thing, field):
    """Write a translated field, in Danish and marked as such where there is no translation."""
    return said(*read(thing, field))


@register.simple_tag
def rich_text_of(thing, field):
    """Write a translated rich text inside a block of its own language."""
    text, language = read(thing, field)
    if not text:
        return ""
    direction = "rtl" if is_rtl(language) else "ltr"
    body = mark_safe(expand_db_html(text))  # noqa: S308  Wagtail's editor and the importers keep to its whitelist
    body = foreign_parts(body) if language == get_language() else body
    return format_html('<div class="prose" lang="{}" dir="{}">{}</div>', language, direction, body)


@register.simple_tag
def stream_language(thing, field):
    """Return the language a StreamField is shown in: the reader's where it has blocks in it, else Danish."""
    language = get_language() or FALLBACK
    code = language if getattr(thing, f"{field}_{language}", None) else FALLBACK
    return {"code": code, "direction": "rtl" if is_rtl(code) else "ltr", "is_foreign": code != language}


@register.simple_tag
def district_drawing():
    return drawing()


@register.simple_tag
def is_untranslated(thing, *fields):
    """True when one of the fields that have a text has none in the reader's language."""
    return any(read(thing, field).is_foreign for field in fields)


def has_markup(text):
    return hasattr(text, "__html__") and "<" in str(text)


def plain(text):
    """Return the letters themselves: what `translate … as` gives is escaped already."""
    return unescape(text) if hasattr(text, "__html__") else str(text)


@register.filter
def isolate(text):
    """Keep times, dates, prices and phone numbers on one line, and mark what is foreign in the reader's language.

    Danish words are said to be Danish, and inside right-to-left text Latin runs are kept in one piece.
    """
    if text is None or text == "":
        return ""
    if has_markup(text):
        return conditional_escape(text)
    language = get_language() or FALLBACK
    if is_rtl(language):
        return _pieces(plain(text), LATIN_RUN, conditional_escape, _isolated)
    written = _unbroken(plain(text)) if language == FALLBACK else _with_danish_words(plain(text))
    # One element: in a flexible box each piece of it would be a column.
    return format_html("<span>{}</span>", written) if "<span" in written else written


def _pieces(text, pattern, between, found):
    """Write a text: what `pattern` finds by `found`, which returns it and where it ends, the rest by `between`."""
    parts, at = [], 0
    while run := pattern.search(text, at):
        parts.append(between(text[at : run.start()]))
        written, at = found(run)
        parts.append(written)
    return mark_safe("".join([*parts, between(text[at:])]))  # noqa: S308  both escape what they are given


def _with_danish_words(text):
    return _pieces(text, DANISH_WORD, _unbroken, lambda run: (_foreign(run.group()), run.end()))


def _isolated(run):
    """Write a Latin run, a number together with what belongs to it; return it and where in the text it ends."""
    if not UNIT.fullmatch(run.group()):
        return _foreign(run.group()), run.end()
    after = AFTER.match(run.string, run.end())
    link, number, word, year = after.groups(default="")
    written = format_html('<bdi dir="ltr">{}</bdi>{}', run.group(), link)
    if number:
        written += format_html('<bdi dir="ltr">{}</bdi>', number)
    written += format_html("{}{}", word, year)
    return (_whole(written) if BREAKS.search(run.group() + after.group()) else written), after.end()


def _unbroken(text):
    """Write a text so that no line ends inside a number and what belongs to it."""
    return _pieces(str(text), UNIT, conditional_escape, lambda unit: (_unit(unit.group()), unit.end()))


def _unit(text):
    return _whole(text) if BREAKS.search(text) else conditional_escape(text)


def _foreign(run):
    """Write a run of Latin letters in one piece, said to be Danish where it holds a Danish word."""
    if DANISH_WORD.search(run):
        return format_html('<bdi lang="{}" dir="ltr">{}</bdi>', FALLBACK, _unbroken(run))
    return format_html('<bdi dir="ltr">{}</bdi>', _unbroken(run))


def _whole(text):
    return format_html('<span class="whole">{}</span>', text)


@register.filter
def foreign_parts(html):
    """Do what `isolate` does to the texts between the tags of rich text that is in the reader's language."""
    pieces = TAG.split(str(html))
    return mark_safe("".join(piece if TAG.match(piece) else isolate(mark_safe(piece)) for piece in pieces))  # noqa: S308


@register.simple_tag
def with_danish(text, part):
    """Write a text of the reader's language in which `part`, where it stands, is Danish."""
    before, found, after = text.partition(part) if part else (text, "", "")
    if not found:
        return isolate(text)
    danish = format_html('<bdi lang="{}">{}</bdi>', FALLBACK, part)
    return mark_safe(conditional_escape(isolate(before)) + danish + conditional_escape(isolate(after)))  # noqa: S308  each is escaped


@register.filter
def day(date):
    """Write a date as a reader does, digits Latin: `3 November 2026`."""
    language = get_language() or FALLBACK
    return format_date(date, "long", locale="en_GB" if language == "en" else language) if date else ""


@register.simple_tag(takes_context=True)
def language_links(context, home_only=False):
    """Return every language shown, named in itself, with the address of this page in it."""
    request = context.get("request")
    path = request.get_full_path() if request and not home_only else "/"
    here = get_language()
    rest = path.removeprefix(f"/{here}/") if path.startswith(f"/{here}/") else ""
    return [
        {
            "code": code,
            "name": name,
            "url": f"/{code}/{rest}",
            "direction": "rtl" if is_rtl(code) else "ltr",
            "is_current": code == here,
        }
        for code, name in settings.LANGUAGES
    ]


@register.simple_tag(takes_context=True)
def main_pages(context):
    """Return the addresses of the lists of districts and associations, by one query a request."""
    request = context.get("request")
    if hasattr(request, "main_pages"):
        return request.main_pages
    pages = unrestricted(Page.objects.live()).type(DistrictIndexPage, AssociationIndexPage)
    kinds = {DistrictIndexPage: "districts", AssociationIndexPage: "associations"}
    found = {kinds[page.specific_class]: page.get_url() for page in pages}
    if request:
        request.main_pages = found
    return found


@register.simple_tag(takes_context=True)
def here(context, url):
    """Mark a link of a menu: `page` where it leads to this page, `true` where this page stands below it."""
    path = getattr(context.get("request"), "path", "")
    if not path.startswith(url):
        return ""
    return format_html(' aria-current="{}"', "page" if path == url else "true")


@register.simple_tag
def structured_data(data):
    """Write schema.org facts for search engines."""
    told = {"@context": "https://schema.org", **data}
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).translate(SCRIPT_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(body))  # noqa: S308  escaped above
