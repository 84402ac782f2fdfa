"""The words sentences about time are made of: dates, clock times and lists in one language at a time.

Names of days and months come from Babel, everything else from the catalogues. Digits are Latin in
every language, so that times match the posters. All but `speaking` are to be called inside it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache, reduce

from babel import Locale
from babel.dates import format_date, format_skeleton, get_day_names
from babel.lists import format_list
from django.utils import translation
from django.utils.translation import npgettext, pgettext

DAY = 24 * 60
FALLBACK = "en"


@contextmanager
def speaking(language: str) -> Iterator[Locale]:
    """Switch to the language and give Babel's locale for it.

    Where the catalogue does not have these sentences it is English as a whole, never half and half.
    """
    if _locale_code(language).partition("_")[0] != language.partition("-")[0]:
        language = FALLBACK
    with translation.override(language):
        yield _locale(_locale_code(language))


def _locale_code(language):
    with translation.override(language):
        # Translators: the code of your own language, such as "da". It tells that these sentences are translated.
        return pgettext("schedule: language code", "en_GB")


@lru_cache
def _locale(code):
    return Locale.parse(code)


def capitalized(text, locale):
    """Begin with a capital; str.upper() knows nothing of the Turkish dotted one."""
    if locale.language in {"tr", "az"} and text.startswith("i"):
        return "İ" + text[1:]
    return text[:1].upper() + text[1:]


def comma(first, second):
    return pgettext("schedule", "%(first)s, %(second)s") % {"first": first, "second": second}


def semicolon(first, second):
    return pgettext("schedule", "%(first)s; %(second)s") % {"first": first, "second": second}


def joined(join, parts):
    """Put parts together by `comma` or `semicolon`, leaving out empty ones."""
    parts = [part for part in parts if part]
    return reduce(join, parts) if parts else ""


def listed(items, locale):
    return format_list(list(items), "standard", locale)


@lru_cache(maxsize=2048)
def date(day, locale, skeleton="MMMMd"):
    """Without a year by "MMMMd", short by "MMMd", with a year by "long" or "yMMMd"."""
    if skeleton == "long":
        return format_date(day, "long", locale)
    return format_skeleton(skeleton, day, locale=locale)


def weekday(number, locale, width="wide"):
    # Never Babel's "stand-alone" names: after Urdu was used they come out in Urdu for other languages (2.18).
    return get_day_names(width, "format", locale)[number]


def full_date(day, locale, skeleton="MMMMd"):
    parts = {"weekday": weekday(day.weekday(), locale), "date": date(day, locale, skeleton)}
    return pgettext("schedule: full date", "%(weekday)s %(date)s") % parts


def short_date(day, locale, skeleton):
    parts = {"weekday": weekday(day.weekday(), locale, "abbreviated"), "date": date(day, locale, skeleton)}
    return pgettext("schedule: short date", "%(weekday)s %(date)s") % parts


def _clock(minutes):
    hour, minute = divmod(minutes % DAY, 60)
    if minutes and not minutes % DAY:
        hour = 24
    if minute:
        return pgettext("schedule: clock", "%(hour)d.%(minute)02d") % {"hour": hour, "minute": minute}
    return pgettext("schedule: clock, on the hour", "%(hour)d.00") % {"hour": hour}


def times(start, end):
    """Say a start and an end in minutes after midnight, the end past 1440 on a later day."""
    if start == 0 and end and end % DAY == 0:
        days = end // DAY
        return npgettext("schedule", "all day", "all day for %(days)d days", days) % {"days": days}
    parts = {"start": _clock(start), "end": _clock(end), "days": (end - 1) // DAY}
    if start == end:
        return pgettext("schedule", "at %(start)s") % parts
    if end <= DAY:
        return pgettext("schedule", "%(start)s-%(end)s") % parts
    return (
        npgettext(
            "schedule",
            "%(start)s until %(end)s the next day",
            "%(start)s until %(end)s %(days)d days later",
            parts["days"],
        )
        % parts
    )


def month(number, locale):
    return locale.months["format"]["wide"][number]
