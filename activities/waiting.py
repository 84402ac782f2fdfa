"""What waits for an editor: the offers that need a look, by reason."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from . import clock
from .choices import Rule, State
from .models import ActivityPage, Occurrence, Session

SOON = dt.timedelta(days=45)  # as the first reminder to the association
STALE = dt.timedelta(days=180)


class Waiting(TextChoices):
    DRAFT = "draft", _("Drafts that are not published")
    ENDED = "ended", _("No coming date: the season has ended")
    ENDING = "ending", _("The season ends within 45 days")
    UNCONFIRMED = "unconfirmed", _("Not confirmed for half a year")


def waiting_for(offers, reason, moment=None):
    """Keep the offers of a queryset that wait for this reason; archived ones (ended, paused) only as drafts."""
    moment = moment or clock.now()
    if reason == Waiting.DRAFT:
        return offers.filter(Q(first_published_at__isnull=True) | Q(live=True, has_unpublished_changes=True))
    running = offers.filter(live=True, state__in=[State.FORMING, State.RUNNING])
    if reason == Waiting.UNCONFIRMED:
        limit = moment - STALE
        never = Q(confirmed_on__isnull=True, first_published_at__lt=limit)
        return running.filter(never | Q(confirmed_on__lt=limit.date()))
    comes_up = ActivityPage.objects.comes_up(moment)
    if reason == Waiting.ENDED:
        return running.exclude(comes_up)
    return running.filter(comes_up).filter(seasons_end(moment.date()))


def seasons_end(today):
    """A season ends within 45 days and nothing comes after that, not even by agreement."""
    own = Session.objects.filter(page=OuterRef("pk"))
    ending = own.filter(ends_on__range=(today, today + SOON)).exclude(rule=Rule.SINGLE)
    open_ended = own.filter(rule=Rule.BY_AGREEMENT, ends_on__isnull=True)
    later = Occurrence.objects.filter(page=OuterRef("pk"), day__gt=today + SOON)
    return Exists(ending) & ~Exists(open_ended) & ~Exists(later)
