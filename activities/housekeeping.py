"""What has to happen by itself: publish what is due, roll coming dates, clear away what is over.

Every step may be repeated and may run twice at once. An app that stands above this one adds
its own by `register`, and by `register_watcher` what can't wait for the next round.
"""

import logging
import time
from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, Revision

from . import clock
from .models import Occurrence
from .occurrences import roll_occurrences, window_for

logger = logging.getLogger(__name__)
WATCH_EVERY = 0.25  # seconds
_steps = {}
_watchers = {}


def register(step):
    """Add a step: a function without arguments that returns how many things it changed."""
    _steps[step.__name__] = step
    return step


def run_once():
    """Take every step and return {name: number of things changed, or None where it failed}.

    A step that fails is logged and does not keep the others from their work.
    """
    done = {}
    for name, step in list(_steps.items()):
        try:
            done[name] = step()
        except Exception:
            logger.exception("Housekeeping: %s failed; the other steps go on.", name)
            done[name] = None
        if done[name]:
            logger.info("Housekeeping: %s changed %s.", name, done[name])
    return done


def register_watcher(watcher):
    """Add what looks for work several times a second: a function without arguments that does a little of it.

    It returns how many things it did and is asked again at once as long as there were any.
    """
    _watchers[watcher.__name__] = watcher
    return watcher


def watch(seconds, end):
    """Ask the watchers again and again for so many seconds, or until the event `end` is set.

    One that fails is logged and rests until the next call, so that a database that is away fills no log.
    """
    over = time.monotonic() + seconds
    watchers = dict(_watchers)
    while not end.is_set() and (left := over - time.monotonic()) > 0:
        done = {name: _ask(name, watcher) for name, watcher in watchers.items()}
        watchers = {name: watcher for name, watcher in watchers.items() if done[name] is not None}
        if not any(done.values()):
            end.wait(min(WATCH_EVERY, left))


def catch_up():
    """Ask every watcher until it finds nothing more and return {name: things done, or None where it failed}."""
    done = {}
    for name, watcher in list(_watchers.items()):
        done[name] = 0
        while step := _ask(name, watcher):
            done[name] += step
        if step is None:
            done[name] = None
    return done


def _ask(name, watcher):
    try:
        return watcher()
    except Exception:
        logger.exception("Housekeeping: %s failed; it is asked again with the next round.", name)
        return None


@register
def publish_due():
    """Publish the scheduled revisions whose time has come."""
    moment = clock.now()
    due = Revision.objects.filter(approved_go_live_at__lte=moment).order_by("approved_go_live_at", "pk")
    return _each(due.values_list("pk", flat=True), lambda pk: _publish(pk, moment))


def _publish(pk, moment):
    # The lock makes two runs follow each other; the second finds nothing left to do.
    revision = Revision.objects.select_for_update().filter(pk=pk, approved_go_live_at__lte=moment).first()
    if revision is None:
        return False
    if revision.approved_go_live_at > timezone.now():
        # Our clock is frozen ahead of the machine's, by which Wagtail would only schedule it again.
        revision.content["go_live_at"] = None
    revision.publish(log_action="wagtail.publish.scheduled")
    return True


@register
def unpublish_expired():
    """Unpublish what has passed its expiry; after publishing, whose revision may have a later one."""
    moment = clock.now()
    models = [Page, *(m for m in apps.get_models() if issubclass(m, DraftStateMixin) and not issubclass(m, Page))]
    return sum(_unpublish_expired(model, moment) for model in models)


def _unpublish_expired(model, moment):
    expired = model.objects.filter(live=True, expire_at__lte=moment)

    def unpublish(pk):
        thing = expired.select_for_update(of=("self",)).filter(pk=pk).first()
        if thing is not None:
            thing.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        return thing is not None

    return _each(expired.values_list("pk", flat=True), unpublish)


def _each(ids, change):
    """Change one thing per transaction, so that one that cannot be changed does not hold up the rest."""
    changed = 0
    for pk in list(ids):
        try:
            with transaction.atomic():
                changed += change(pk)
        except Exception:
            logger.exception("Housekeeping: %s is left as it was.", pk)
    return changed


@register
def roll_dates():
    """Expand the days that have come into the window of coming dates, and tell search."""
    return len(roll_occurrences())


@register
def purge_past_dates():
    """Delete the dates that lie before the window."""
    past = Occurrence.objects.filter(day__lt=window_for(clock.today())[0])
    # Asked first, because a delete takes the write lock of SQLite even when it finds nothing.
    return past.delete()[0] if past.exists() else 0


@register
def purge_sessions():
    """Delete the log-in sessions that have run out."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return 0
