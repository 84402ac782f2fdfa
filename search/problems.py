"""What could not be used of a search, told to the reader with the remedy."""

from django.utils.translation import gettext as _

from .query import HORIZON_DAYS, MAX_TEXT, Problem


def message(problem: Problem) -> str:
    """Return a sentence in the active language for one problem of `search.query.parse`."""
    if problem.parameter == "postcode":
        return _("Write the four digits of a postcode, for example 2200.")
    return MESSAGES.get(problem.code, MESSAGES["unknown"])()


MESSAGES = {
    "unknown": lambda: _("This choice does not exist."),
    "unknown-parameter": lambda: _("There is no parameter of this name."),
    "too-long": lambda: _("The text is too long: only the first %(count)s characters were used.") % {"count": MAX_TEXT},
    "not-a-time": lambda: _("Write the time as hours and minutes, for example 17:30."),
    "not-a-date": lambda: _("Write the date as year-month-day, for example 2027-01-09."),
    "too-far-ahead": lambda: _("Dates are known for the coming %(days)s days only.") % {"days": HORIZON_DAYS},
    "before-date": lambda: _("The last day comes before the first."),
    "not-an-age": lambda: _("Write the age in years, for example 8 or 11-13, or in months, for example 18m."),
    "not-a-number": lambda: _("Write a whole number."),
    "not-a-radius": lambda: _("Write the distance in metres, from 1 to 50000."),
    "not-a-page": lambda: _("Pages count from 1."),
    "not-a-price": lambda: _("Write the price in whole kroner."),
    "not-a-place": lambda: _("Write a place as latitude,longitude, or choose a place by its name."),
    "not-a-box": lambda: _("Write the part of the map as west,south,east,north in degrees."),
    "not-a-zoom": lambda: _("Write the zoom as a whole number from 0 to 22."),
    "distance-needs-near": lambda: _("Choose a place first: the distance is measured from there."),
}
