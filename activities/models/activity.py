from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page, PageManager
from wagtail.search import index
from wagtail.url_routing import RouteResult

from .. import clock, facts, panels, searchable_text
from ..choices import DERIVED_FLAGS, Audience, Danish, Flag, Gender, PricePer, Room, Rule, State
from ..fields import KeysField
from ..folding import fold
from ..forms import ActivityForm
from ..spoken_languages import spoken_choices
from .naming import NamedPage, NamedPageQuerySet
from .schedule import Occurrence, Session

HORIZON_DAYS = 400
LAST_MONTH_OF_YEAR = 11


def tickable_flags():
    return [(flag.value, flag.label) for flag in Flag if flag not in DERIVED_FLAGS]


class ActivityQuerySet(NamedPageQuerySet):
    def findable(self, moment=None):
        """Keep what a visitor may find: open to all, forming or running, with a date not yet over or by agreement."""
        return self.open_to_all().filter(state__in=[State.FORMING, State.RUNNING]).filter(self.comes_up(moment))

    @staticmethod
    def comes_up(moment=None):
        moment = moment or clock.now()
        horizon = moment.date() + clock.days(HORIZON_DAYS)
        dated = Occurrence.objects.filter(page=OuterRef("pk"), ends_at__gt=moment, day__lte=horizon)
        by_agreement = Session.objects.filter(page=OuterRef("pk"), rule=Rule.BY_AGREEMENT).filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=moment.date())
        )
        return Exists(dated) | Exists(by_agreement)


ActivityManager = PageManager.from_queryset(ActivityQuerySet)


class ActivityPage(NamedPage):
    """One offer: what, for whom, when, where, at what price, in which language, and how to start."""

    summary = models.CharField(
        _("summary"), max_length=250, blank=True, help_text=_("One or two short sentences for the list.")
    )
    body = RichTextField(_("description"), blank=True, features=["bold", "italic", "ol", "ul", "link"])
    phrases = ParentalManyToManyField("activities.Phrase", blank=True, verbose_name=_("ready-made sentences"))
    categories = ParentalManyToManyField("activities.Category", blank=True, verbose_name=_("categories"))
    audiences = KeysField(_("for whom"), key_choices=lambda: list(Audience.choices))
    gender = models.CharField(_("gender"), max_length=10, choices=Gender, blank=True)
    age_from_months = models.PositiveSmallIntegerField(_("age from, in months"), null=True, blank=True)
    age_to_months = models.PositiveSmallIntegerField(_("age to, in months, included"), null=True, blank=True)
    held_in = KeysField(_("held in these languages"), key_choices=spoken_choices)
    also_spoken = KeysField(_("also spoken by someone there"), key_choices=spoken_choices)
    danish = models.PositiveSmallIntegerField(_("Danish needed"), choices=Danish, null=True, blank=True)
    price_amount = models.DecimalField(
        _("price in kroner"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("0 when it is free; empty when you would rather not say."),
    )
    price_per = models.CharField(_("per"), max_length=10, choices=PricePer, blank=True)
    joining_fee = models.DecimalField(
        _("joining fee in kroner"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    price_note = models.CharField(_("about the price"), max_length=250, blank=True)
    trials = models.PositiveSmallIntegerField(_("free trial sessions"), null=True, blank=True)
    fee_support = models.BooleanField(_("the club applies for help with the fee"), null=True, blank=True)
    flags = KeysField(_("good to know"), key_choices=tickable_flags)
    room = models.CharField(_("is there room"), max_length=12, choices=Room, blank=True)
    room_said_on = models.DateField(_("room, as said on"), null=True, blank=True)
    room_opens_on = models.DateField(_("opens for sign-up again on"), null=True, blank=True)
    contact = models.ForeignKey(
        "activities.Contact",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="offers",
        verbose_name=_("contact"),
    )
    sign_up_url = models.URLField(_("sign-up page"), blank=True)
    sign_up_by = models.DateField(_("sign up by"), null=True, blank=True)
    first_visit = models.TextField(
        _("the first time"), blank=True, help_text=_("Who meets you, what to bring, may I bring someone?")
    )
    asked_of_parents = models.TextField(_("what is asked of parents"), blank=True)
    confirmed_on = models.DateField(_("last confirmed"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RUNNING)

    objects = ActivityManager()

    search_fields = Page.search_fields + [
        index.SearchField("folded_name", boost=4),
        index.SearchField("folded_text"),
        index.AutocompleteField("folded_name"),
    ]
    edit_handler = panels.ACTIVITY
    base_form_class = ActivityForm
    parent_page_types = ["activities.AssociationPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.CheckConstraint(
                condition=Q(price_amount__isnull=True) | Q(price_amount__gte=0),
                name="activity_price_not_negative",
                violation_error_message=_("A price can't be below 0."),
            ),
            models.CheckConstraint(
                condition=Q(price_amount__isnull=True) | ~Q(price_per=""),
                name="activity_price_has_period",
                violation_error_message=_("Say what the price is for: a visit, a month, a season …"),
            ),
            models.CheckConstraint(
                condition=Q(age_from_months__isnull=True)
                | Q(age_to_months__isnull=True)
                | Q(age_to_months__gte=F("age_from_months")),
                name="activity_ages_in_order",
                violation_error_message=_("The age range ends before it starts: change one of the ages."),
            ),
            models.CheckConstraint(
                condition=Q(danish__isnull=True) | Q(danish__lte=3),
                name="activity_danish_is_a_level",
            ),
        ]

    def clean(self):
        super().clean()
        errors = {}
        if self.price_amount is not None and not self.price_per:
            errors["price_per"] = _("Say what the price is for: a visit, a month, a season …")
        low, high = self.ages
        if low is not None and high is not None and high < low:
            errors["age_to_months"] = _("The age range ends before it starts: change one of the ages.")
        if self.contact and self.contact.association_id not in (None, self.association_id):
            errors["contact"] = _("This contact belongs to another association: choose one of your own.")
        if errors:
            raise ValidationError(errors)

    @cached_property
    def association(self):
        """The association that runs it: the parent in the tree; None before the page has a place there."""
        from .pages import AssociationPage

        return AssociationPage.objects.ancestor_of(self).first() if self.path else None

    @property
    def association_id(self):
        return self.association.pk if self.association else None

    @property
    def ages(self):
        """(from, to) in months, both included, None = open; (None, None) = not stated."""
        return self.age_from_months, self.age_to_months

    @property
    def schedules(self):
        return [session.as_schedule() for session in self.sessions.all()]

    @property
    def kind(self):
        return facts.kind_of(self.schedules, self.price_per)

    @property
    def required_extras(self):
        """Amounts in kroner of the extras one must pay; None among them = not stated."""
        return [cost.amount for cost in self.extra_costs.all() if cost.is_required]

    @property
    def is_free(self):
        """True, False, or None when it can't be said."""
        return facts.is_free(self.price_amount, self.joining_fee, self.required_extras)

    @property
    def is_paused(self):
        return self.state == State.PAUSED

    @property
    def folded_name(self):
        return fold(" ".join(filter(None, searchable_text.names(self))))

    @property
    def folded_text(self):
        return fold(" ".join(filter(None, searchable_text.everything(self))))

    def route(self, request, path_components):
        """Keep the address of an offer taken down at its set time: its page says so and names others."""
        if self.expired and not path_components:
            return RouteResult(self)
        return super().route(request, path_components)

    def get_context(self, request, *args, **kwargs):
        from .. import page_context

        return super().get_context(request, *args, **kwargs) | page_context.activity_context(self, request)


class ExtraCost(Orderable):
    """What one pays besides: equipment, a licence, a trip."""

    page = ParentalKey(ActivityPage, related_name="extra_costs")
    what_for = models.CharField(_("what for"), max_length=120, help_text=_("Example: club shirt"))
    amount = models.DecimalField(
        _("amount in kroner"), max_digits=8, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    is_required = models.BooleanField(_("everyone must pay it"), default=True)
    can_be_borrowed = models.BooleanField(_("can be borrowed"), null=True, blank=True)

    class Meta(Orderable.Meta):
        ordering = ["sort_order", "pk"]
        verbose_name = _("extra cost")
        verbose_name_plural = _("extra costs")

    def __str__(self):
        return self.what_for
