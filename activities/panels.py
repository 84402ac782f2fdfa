"""How the edit forms are laid out: grouped as an editor thinks, Danish first, translations on a tab of their own."""

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    PublishingPanel,
    TabbedInterface,
)
from wagtail.admin.panels.base import get_form_for_model

from .forms import NoteForm, SessionForm
from .spoken_languages import spoken_name

OTHER_LANGUAGES = [
    language
    for language in settings.MODELTRANSLATION_LANGUAGES
    if language != settings.MODELTRANSLATION_DEFAULT_LANGUAGE
]
language_name = lazy(lambda tag: spoken_name(tag).capitalize(), str)
FOLDED = "collapsed"


class ChildPanel(InlinePanel):
    """An inline panel whose rows are checked by a form class of ours."""

    def __init__(self, *args, child_form=NoteForm, **kwargs):
        super().__init__(*args, **kwargs)
        self.child_form = child_form

    def clone_kwargs(self):
        return super().clone_kwargs() | {"child_form": self.child_form}

    def get_form_options(self):
        options = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = get_form_for_model(
            self.db_field.related_model,
            form_class=self.child_form,
            defer_required_on_fields=self.child_edit_handler.get_form_options().get("defer_required_on_fields", []),
        )
        return options


class ComingDatesPanel(Panel):
    """The sentence and the next dates of what stands in the form, before it is saved."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "activities/admin/coming_dates_panel.html"

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            if self.instance.pk:
                context["dates_url"] = reverse("activities_coming_dates", args=[self.instance.pk])
            else:
                context["dates_url"] = reverse("activities_coming_dates_new", args=[self.form.parent_page.pk])
            return context


class FoldPanel(MultiFieldPanel):
    """Fields that few need, folded away inside a row until one is filled or wrong."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        template_name = "activities/admin/fold_panel.html"

        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.heading = ""  # stands in the summary

        def is_open(self):
            names = self.panel.get_form_options().get("fields", [])
            return any(self.form[name].errors or self.is_filled(name) for name in names)

        def is_filled(self, name):
            return self.form[name].value() not in (None, "", [], False)


def in_other_languages(*fields):
    """One group per language of the (field, heading) pairs."""
    return [
        MultiFieldPanel(
            [FieldPanel(f"{field}_{language}", heading=heading) for field, heading in fields],
            heading=language_name(language),
            classname=FOLDED,
        )
        for language in OTHER_LANGUAGES
    ]


def translations_tab(*fields):
    return ObjectList(
        in_other_languages(*fields),
        heading=_("Translations"),
        help_text=_("Where a text is missing, readers see the Danish one, marked as Danish."),
    )


def tabs(main, *fields):
    """The tabs of a page: Danish and facts, translations of the (field, heading) pairs, address and timing."""
    return TabbedInterface(
        [
            ObjectList(main, heading=_("Content")),
            translations_tab(*fields),
            ObjectList(
                [
                    FieldPanel(
                        "slug",
                        heading=_("Address of the page"),
                        help_text=_("Made from the Danish name when empty. Example: pigesvoemning"),
                    ),
                    PublishingPanel(),
                ],
                heading=_("Address and timing"),
            ),
        ]
    )


def told_in_other_languages(field, heading):
    """The same text in the seven other languages, folded away inside a row."""
    return FoldPanel(one_per_language(field), heading=heading)


def one_per_language(field):
    return [FieldPanel(f"{field}_{language}", heading=language_name(language)) for language in OTHER_LANGUAGES]


def row(*fields):
    return FieldRowPanel([FieldPanel(field) if isinstance(field, str) else field for field in fields])


SESSION_PANELS = [
    row(
        FieldPanel("rule", attrs={"data-controller": "session-rule", "data-action": "change->session-rule#show"}),
        "weekday",
    ),
    row("start", "end"),
    row(
        FieldPanel("starts_on", help_text=_("First day of the season, or the date itself. Example: 2026-09-02")),
        FieldPanel("ends_on", help_text=_("Last day of the season. Empty: it goes on. Example: 2027-04-28")),
    ),
    row("interval", "ordinal"),
    row("venue", FieldPanel("room", help_text=_("Example: small hall, 1st floor"))),
    row("pauses_in_school_holidays", "pauses_on_public_holidays"),
    FoldPanel(
        [
            row("opening_hours", FieldPanel("count", help_text=_("Counted from the first date. Example: 8"))),
            row(
                FieldPanel("week_from", help_text=_("Only in these weeks of the year. Example: 36")),
                FieldPanel("week_until", help_text=_("May run over new year. Example: 12")),
            ),
            FieldPanel("excluded_months", heading=_("Not in these months")),
        ],
        heading=_("More about when"),
    ),
]

EXCEPTION_PANELS = [
    row("kind", FieldPanel("day", help_text=_("The date as planned, or the extra date. Example: 2026-11-23"))),
    row("to_day", "at"),
    row("start", "end"),
    FieldPanel("note_da", heading=_("Note"), help_text=_("Example: The hall is closed for repairs.")),
    told_in_other_languages("note", _("The note in other languages")),
]

EXTRA_COST_PANELS = [
    row(FieldPanel("what_for_da", heading=_("What for"), help_text=_("Example: club shirt")), "amount"),
    row("is_required", "can_be_borrowed"),
    told_in_other_languages("what_for", _("In other languages")),
]

ACTIVITY = tabs(
    [
        MultiFieldPanel(
            [
                FieldPanel("name_da", heading=_("Name"), help_text=_("What people call it. Example: Girls' swimming")),
                FieldPanel(
                    "summary_da",
                    heading=_("Summary"),
                    help_text=_("One or two short sentences for the list. Example: We swim and play in warm water."),
                ),
                FieldPanel("categories", widget=forms.CheckboxSelectMultiple, help_text=_("One or two are enough.")),
                FieldPanel("body_da", heading=_("Description")),
                FieldPanel("phrases", help_text=_("Each is there in eight languages: tick what fits and write less.")),
            ],
            heading=_("What"),
            icon="naboskab-what",
        ),
        MultiFieldPanel(
            [
                FieldPanel("audiences", help_text=_("Nothing ticked and no ages: for all.")),
                row("age_from_months", "age_to_months"),
                FieldPanel("gender", help_text=_("Parents of any gender may always watch.")),
                row("held_in", "also_spoken"),
                FieldPanel("danish", help_text=_("How much one must understand to take part.")),
            ],
            heading=_("For whom, in which language"),
            icon="naboskab-who",
        ),
        ChildPanel(
            "sessions",
            panels=SESSION_PANELS,
            child_form=SessionForm,
            heading=_("When and where"),
            label=_("session"),
            icon="naboskab-when",
            help_text=_(
                "One session for each weekday and time. Example: Wednesday 16.00-17.00, 2 September to 28 April."
            ),
        ),
        ChildPanel(
            "exceptions",
            panels=EXCEPTION_PANELS,
            heading=_("Cancelled, moved and extra dates"),
            label=_("date"),
            icon="date",
            classname=FOLDED,
        ),
        ComingDatesPanel(heading=_("Coming dates"), icon="calendar-check"),
        MultiFieldPanel(
            [
                row(
                    FieldPanel("price_amount", help_text=_("0 when it is free; empty: not stated. Example: 600")),
                    "price_per",
                ),
                row(
                    FieldPanel("joining_fee", help_text=_("Paid once. Example: 50")),
                    FieldPanel("trials", help_text=_("How often one may try for free. Example: 2")),
                ),
                FieldPanel("price_note_da", heading=_("About the price"), help_text=_("Example: Siblings pay half.")),
                FieldPanel(
                    "fee_support",
                    help_text=_(
                        "Your club applies for the family, not the parents. For ages 3-17 and at least 6 sessions."
                    ),
                ),
            ],
            heading=_("Price"),
            icon="naboskab-price",
        ),
        ChildPanel(
            "extra_costs", panels=EXTRA_COST_PANELS, heading=_("What else it costs"), label=_("cost"), classname=FOLDED
        ),
        MultiFieldPanel(
            [
                FieldPanel("contact", help_text=_("The person people call or write to. One of your association's.")),
                row(
                    FieldPanel("sign_up_url", help_text=_("Example: https://example.org/sign-up")),
                    FieldPanel("sign_up_by", help_text=_("The last day. Example: 2026-12-31")),
                ),
                row("room", "room_said_on", "room_opens_on"),
            ],
            heading=_("Contact and how to start"),
            icon="naboskab-start",
        ),
        MultiFieldPanel(
            [
                FieldPanel("flags", heading=_("Tick what is true")),
                FieldPanel(
                    "first_visit_da",
                    heading=_("The first time"),
                    help_text=_("Who meets you, what to bring? Example: Fatma waits at the entrance at 15.45."),
                ),
                FieldPanel(
                    "asked_of_parents_da",
                    heading=_("What is asked of parents"),
                    help_text=_("Example: Help in the changing room once a season."),
                ),
            ],
            heading=_("Good to know"),
            icon="naboskab-know",
        ),
        MultiFieldPanel(
            [
                row(
                    FieldPanel("state", help_text=_("Paused and ended offers leave the search at once.")),
                    FieldPanel("confirmed_on", help_text=_("The day you last checked that all of this is right.")),
                )
            ],
            heading=_("State"),
        ),
    ],
    ("name", _("Name")),
    ("summary", _("Summary")),
    ("body", _("Description")),
    ("price_note", _("About the price")),
    ("first_visit", _("The first time")),
    ("asked_of_parents", _("What is asked of parents")),
)

ASSOCIATION = tabs(
    [
        MultiFieldPanel(
            [
                FieldPanel("name_da", heading=_("Name"), help_text=_("Example: Svømmeklubben Delfinen")),
                FieldPanel("description_da", heading=_("Description"), help_text=_("Who you are, in a few sentences.")),
                FieldPanel("organiser_type"),
            ],
            heading=_("Who you are"),
            icon="naboskab-who",
        ),
        MultiFieldPanel([row("website", "cvr")], heading=_("Website and number")),
        MultiFieldPanel(
            [row("may_apply_for_fee_support", "certificate_declared_on")],
            heading=_("What you have declared"),
        ),
    ],
    ("name", _("Name")),
    ("description", _("Description")),
)

HOME = tabs(
    [FieldPanel("name_da", heading=_("Name")), FieldPanel("intro_da", heading=_("One line under the name"))],
    ("name", _("Name")),
    ("intro", _("One line under the name")),
)

INDEX = tabs([FieldPanel("name_da", heading=_("Name"))], ("name", _("Name")))

DISTRICT_PAGE = tabs(
    [
        FieldPanel("name_da", heading=_("Name")),
        FieldPanel("area", widget=forms.Select),
        FieldPanel("intro_da", heading=_("Introduction")),
        InlinePanel("featured", heading=_("Featured activities"), label=_("activity"), max_num=6),
        FieldPanel("body_da", heading=_("Content")),
    ],
    ("name", _("Name")),
    ("intro", _("Introduction")),
    ("body", _("Content")),
)

GUIDE = tabs(
    [
        FieldPanel("name_da", heading=_("Name")),
        FieldPanel("body_da", heading=_("Content")),
        FieldPanel("checked_on"),
    ],
    ("name", _("Name")),
    ("body", _("Content")),
)
