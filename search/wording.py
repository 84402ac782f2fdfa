"""How distances and spans of days are written for the reader."""

from __future__ import annotations

import datetime as dt

from babel.dates import format_interval
from babel.numbers import format_decimal
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def babel_locale() -> str:
    """Name Babel's locale of the reader's language; English as in Britain."""
    language = get_language() or "da"
    return "en_GB" if language == "en" else language


def distance_text(metres: int) -> str:
    """Write a radius as one says it: `800 m`, `1.5 km`."""
    if metres < 1000:
        return _("%(distance)s m") % {"distance": metres}
    return _("%(distance)s km") % {"distance": format_decimal(metres / 1000, locale=babel_locale())}


def span_text(first: dt.date, last: dt.date) -> str:
    """Write a span of days: `23–29 Nov`."""
    return format_interval(first, last, "MMMd", locale=babel_locale())
