"""The only source of "now" for rules, server and commands."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings

LOCAL_ZONE = ZoneInfo("Europe/Copenhagen")


def now() -> dt.datetime:
    """Return the current moment, aware, in local time; `FINDER_NOW` freezes it."""
    frozen = settings.FINDER_NOW
    if frozen:
        return parse(frozen)
    return dt.datetime.now(LOCAL_ZONE)


def today() -> dt.date:
    """Return the local date of `now()`."""
    return now().date()


def parse(text: str) -> dt.datetime:
    """Read `2026-11-23T09:00`, local unless it carries an offset.

    Raises ValueError when the text is no ISO 8601 date and time.
    """
    moment = dt.datetime.fromisoformat(text)
    return moment.replace(tzinfo=LOCAL_ZONE) if moment.tzinfo is None else moment.astimezone(LOCAL_ZONE)


def days(number: int) -> dt.timedelta:
    """Return a span of whole days."""
    return dt.timedelta(days=number)
