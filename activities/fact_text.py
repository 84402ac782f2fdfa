"""Prices and ages as a reader says them, in the active language; digits are Latin in every language."""

from babel.numbers import format_decimal
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

MONTHS_BEFORE_YEARS = 36
METRES_OF_A_KILOMETRE = 1000
DANISH_NUMBERS = str.maketrans({",": ".", ".": ","})
PRICES = {
    "visit": lambda: pgettext("price", "%(amount)s kr. a visit"),
    "month": lambda: pgettext("price", "%(amount)s kr. a month"),
    "half-year": lambda: pgettext("price", "%(amount)s kr. per half-year"),
    "season": lambda: pgettext("price", "%(amount)s kr. per season"),
    "year": lambda: pgettext("price", "%(amount)s kr. a year"),
    "course": lambda: pgettext("price", "%(amount)s kr. for the course"),
}


def money(amount):
    """Write kroner as the reader's language does: `1.800` and `49,50` in Danish, elsewhere `1,800` and `49.50`."""
    text = f"{int(amount):,}" if amount == int(amount) else f"{amount:,.2f}"
    return text.translate(DANISH_NUMBERS) if get_language() == "da" else text


def price_text(amount, per, *, is_free=False):
    """Say the price as it is asked for: `600 kr. per season`; nothing when not stated."""
    if amount is None:
        return ""
    if is_free:
        return _("Free")
    return PRICES[per]() % {"amount": money(amount)}


def year_text(amount, per, yearly, dates):
    """Say what it comes to where that differs from the price asked for; `dates` are those of the season."""
    if not yearly or yearly == amount:
        return ""
    if per == "visit" and dates:
        return ngettext(
            "%(amount)s kr. for the season (%(dates)s date)",
            "%(amount)s kr. for the season (%(dates)s dates)",
            dates,
        ) % {"amount": money(yearly), "dates": dates}
    return pgettext("price", "%(amount)s kr. a year in all") % {"amount": money(yearly)}


def distance_text(metres):
    """Round a distance as one says it: to 50 metres, from one kilometre on to a tenth; nothing when not known."""
    if metres is None:
        return ""
    if metres < METRES_OF_A_KILOMETRE:
        return _("%(distance)s m away") % {"distance": max(50, round(metres / 50) * 50)}
    kilometres = format_decimal(round(metres / 1000, 1), locale=(get_language() or "da").replace("-", "_"))
    return _("%(distance)s km away") % {"distance": kilometres}


def years(months, *, up=False):
    """Return an age in years, with decimals under 3; `up` reads an end that includes its whole year."""
    whole = (months + 1) % 12 == 0 if up else months % 12 == 0
    if whole or months >= MONTHS_BEFORE_YEARS:
        return months // 12
    return round(months / 12, 2)


def age_text(low, high):
    """Say a range of ages given in months: `7-12`, `60 and over`, `6-18 months`; nothing when not stated."""
    if low is None and high is None:
        return ""
    if high is not None and high < MONTHS_BEFORE_YEARS and ((high + 1) % 12 or (low or 0) % 12):
        return _("%(low)s-%(high)s months") % {"low": low or 0, "high": high}
    if high is None:
        return _("%(age)s and over") % {"age": years(low)}
    if low is None:
        return _("up to %(age)s") % {"age": years(high, up=True)}
    first, last = years(low), years(high, up=True)
    return str(first) if first == last else f"{first}-{last}"
