"""Sessions, their exceptions, and the occurrences they come to."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from ..choices import ExceptionKind, MonthOrdinal, Rule, Weekday
from ..fields import KeysField
from ..recurrence import Change, Schedule

DAY_MINUTES = 24 * 60
WEEK = [MinValueValidator(1), MaxValueValidator(53)]
WEEKDAY_RULES = (Rule.WEEKLY, Rule.EVEN_WEEKS, Rule.ODD_WEEKS, Rule.INTERVAL, Rule.MONTHLY)


def month_choices():
    return [(month, str(month)) for month in range(1, 13)]


def minutes_of(time):
    """Minutes after midnight of a clock time; None stays None."""
    return None if time is None else time.hour * 60 + time.minute


def span_of(start, end):
    """Minutes after midnight of a start and its end; an end not after the start lies on the next day."""
    first, last = minutes_of(start), minutes_of(end)
    if first is not None and last is not None and last <= first:
        last += DAY_MINUTES
    return first, last


class Session(Orderable):
    """A time and place that repeats by one rule."""

    page = ParentalKey("activities.ActivityPage", related_name="sessions")
    rule = models.CharField(_("how often"), max_length=20, choices=Rule, default=Rule.WEEKLY)
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday, null=True, blank=True)
    start = models.TimeField(_("start"), null=True, blank=True)
    end = models.TimeField(
        _("end"), null=True, blank=True, help_text=_("An end at or before the start is on the next day.")
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day of the season."))
    venue = models.ForeignKey(
        "activities.Venue", models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name=_("venue")
    )
    room = models.CharField(_("room"), max_length=80, blank=True)
    interval = models.PositiveSmallIntegerField(
        _("every how many weeks"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(26)],
        help_text=_("Only for every n weeks, counted from the first date."),
    )
    ordinal = models.SmallIntegerField(_("which one of the month"), choices=MonthOrdinal, null=True, blank=True)
    excluded_months = KeysField(_("not in these months"), key_choices=month_choices)
    week_from = models.PositiveSmallIntegerField(_("from week"), null=True, blank=True, validators=WEEK)
    week_until = models.PositiveSmallIntegerField(_("to week"), null=True, blank=True, validators=WEEK)
    count = models.PositiveSmallIntegerField(
        _("how many times"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(400)]
    )
    opening_hours = models.BooleanField(
        _("opening hours"), default=False, help_text=_("People come and go as they like between start and end.")
    )
    pauses_in_school_holidays = models.BooleanField(_("pauses in school holidays"), default=False)
    pauses_on_public_holidays = models.BooleanField(_("pauses on public holidays"), default=True)

    class Meta(Orderable.Meta):
        ordering = ["sort_order", "pk"]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.CheckConstraint(
                condition=Q(rule=Rule.BY_AGREEMENT) | Q(start__isnull=False, end__isnull=False),
                name="session_has_times",
                violation_error_message=_("Give start and end, or choose “By agreement”."),
            ),
            models.CheckConstraint(
                condition=~Q(rule__in=WEEKDAY_RULES) | Q(weekday__isnull=False),
                name="session_has_weekday",
                violation_error_message=_("Choose a weekday."),
            ),
            models.CheckConstraint(
                condition=~Q(rule__in=[Rule.SINGLE, Rule.INTERVAL]) | Q(starts_on__isnull=False),
                name="session_has_first_date",
                violation_error_message=_("Give the first date."),
            ),
            models.CheckConstraint(
                condition=~Q(rule=Rule.MONTHLY) | Q(ordinal__isnull=False),
                name="session_has_ordinal",
                violation_error_message=_("Choose which one of the month."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="session_season_in_order",
                violation_error_message=_("The season ends before it starts: change one of the dates."),
            ),
        ]

    def __str__(self):
        return f"{self.get_rule_display()} {self.weekday if self.weekday is not None else ''} {self.start or ''}"

    def clean(self):
        errors = self.missing_facts() | self.contradictions()
        if errors:
            raise ValidationError(errors)
        if self.rule == Rule.SINGLE:
            self.weekday = self.starts_on.weekday()

    def missing_facts(self):
        """Name what the rule needs beside the field itself; the constraints are the last guard."""
        errors = {}
        if self.rule != Rule.BY_AGREEMENT:
            for field in ("start", "end"):
                if getattr(self, field) is None:
                    errors[field] = _("Give start and end, or choose “By agreement”.")
        if self.rule in WEEKDAY_RULES and self.weekday is None:
            errors["weekday"] = _("Choose a weekday.")
        if self.rule in (Rule.SINGLE, Rule.INTERVAL) and not self.starts_on:
            errors["starts_on"] = _("Give the first date.")
        if self.rule == Rule.MONTHLY and not self.ordinal:
            errors["ordinal"] = _("Choose which one of the month.")
        return errors

    def contradictions(self):
        errors = {}
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            errors["ends_on"] = _("The season ends before it starts: change one of the dates.")
        if self.count and not self.starts_on:
            errors["starts_on"] = _("Give the first date, so that the times can be counted.")
        if (self.week_from is None) != (self.week_until is None):
            errors["week_until"] = _("Give both the first and the last week, or neither.")
        return errors

    @property
    def minutes(self):
        """(start, end) in minutes after midnight, end past 1440 when it lies on the next day; None when not stated."""
        return span_of(self.start, self.end)

    def as_schedule(self):
        start, end = self.minutes
        return Schedule(
            rule=self.rule,
            weekday=self.weekday,
            start=start,
            end=end,
            first=self.starts_on,
            last=self.ends_on,
            interval=self.interval,
            ordinal=self.ordinal,
            excluded_months=frozenset(self.excluded_months or ()),
            week_from=self.week_from,
            week_until=self.week_until,
            count=self.count,
            opening_hours=self.opening_hours,
            pauses_in_school_holidays=self.pauses_in_school_holidays,
            pauses_on_public_holidays=self.pauses_on_public_holidays,
        )


class ScheduleException(Orderable):
    """A date that is cancelled, moved, or added."""

    page = ParentalKey("activities.ActivityPage", related_name="exceptions")
    kind = models.CharField(_("what happens"), max_length=12, choices=ExceptionKind, default=ExceptionKind.CANCELLED)
    day = models.DateField(_("date"), help_text=_("The date as planned, or the extra date."))
    at = models.TimeField(
        _("which session that day"),
        null=True,
        blank=True,
        help_text=_("Its usual start; leave empty when all that day are meant."),
    )
    to_day = models.DateField(_("moved to"), null=True, blank=True)
    start = models.TimeField(_("new start"), null=True, blank=True)
    end = models.TimeField(_("new end"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta(Orderable.Meta):
        ordering = ["sort_order", "pk"]
        verbose_name = _("cancelled, moved or extra date")
        verbose_name_plural = _("cancelled, moved and extra dates")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=ExceptionKind.MOVED) | Q(to_day__isnull=False),
                name="exception_moved_to_a_day",
                violation_error_message=_("Give the date it is moved to."),
            ),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True) | Q(start__isnull=False, end__isnull=False),
                name="exception_times_are_whole",
                violation_error_message=_("Give both new times, or neither to keep the usual ones."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.day}"

    def clean(self):
        if self.kind == ExceptionKind.MOVED and not self.to_day:
            raise ValidationError({"to_day": _("Give the date it is moved to.")})
        if (self.start is None) != (self.end is None):
            raise ValidationError({"end": _("Give both new times, or neither to keep the usual ones.")})

    def as_change(self):
        start, end = span_of(self.start, self.end)
        return Change(kind=self.kind, day=self.day, to_day=self.to_day, start=start, end=end, note=self.note)


def changes_by_session(sessions, exceptions):
    """Return the `Change`s of each session, in the order of `sessions`.

    A cancelled or moved date belongs to every session that day unless it names a start. An
    extra date has no planned session: it belongs to the one with the named start, else to the first that has dates.
    """
    changes = [[] for _session in sessions]
    for exception in exceptions:
        meant = [i for i, session in enumerate(sessions) if exception.at is None or session.start == exception.at]
        if exception.kind == ExceptionKind.EXTRA:
            dated = [i for i, session in enumerate(sessions) if session.rule != Rule.BY_AGREEMENT]
            meant = ([i for i in meant if i in dated] or dated)[:1]
        for i in meant:
            changes[i].append(exception.as_change())
    return changes


class Occurrence(models.Model):
    """One coming date of a session, after pauses and exceptions; rolled forward by housekeeping."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="occurrences")
    page = models.ForeignKey("activities.ActivityPage", models.CASCADE, related_name="occurrences")
    day = models.DateField()
    start = models.PositiveSmallIntegerField(help_text="minutes after midnight of the day")
    end = models.PositiveSmallIntegerField(help_text="minutes after midnight of the day, past 1440 on the next")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    planned = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("occurrence")
        verbose_name_plural = _("occurrences")
        indexes = [
            models.Index(fields=["page", "ends_at"], name="occurrence_of_page"),
            models.Index(fields=["ends_at"], name="occurrence_by_end"),
        ]
        constraints = [models.UniqueConstraint(fields=["session", "starts_at"], name="occurrence_once")]

    def __str__(self):
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class OccurrenceWindow(models.Model):
    """The days every offer is expanded for: one row."""

    first = models.DateField()
    last = models.DateField()

    class Meta:
        verbose_name = _("window of expanded days")
        verbose_name_plural = _("windows of expanded days")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="occurrence_window_is_one")]

    def __str__(self):
        return f"{self.first} - {self.last}"
