"""The edit forms of venues, contacts and what comes with the city."""

from django.forms import Select
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList

from .forms import ContactForm, DescribedForm, HelpDeskForm, PlaceNameForm, VenueForm
from .panels import FOLDED, in_other_languages, one_per_language, row


class PinPanel(MultiFieldPanel):
    """Latitude and longitude with a map to point at; the numbers can be typed as well."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        template_name = "activities/admin/pin_panel.html"


def translated(field, heading):
    return MultiFieldPanel(one_per_language(field), heading=heading, classname=FOLDED)


VENUE = ObjectList(
    [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("association"),
                row("address", "postcode"),
                FieldPanel("nearest_stop", help_text=_("Example: Nuuks Plads (metro), 300 m")),
            ],
            heading=_("The place"),
            icon="naboskab-where",
        ),
        PinPanel(
            [row("lat", "lon")],
            heading=_("On the map"),
            help_text=_("Put the pin at the entrance, or type the numbers. Example: 55.6950 and 12.5490"),
        ),
        MultiFieldPanel(
            [
                row(FieldPanel("district", widget=Select), FieldPanel("area", widget=Select)),
                FieldPanel("placed_by_hand"),
            ],
            heading=_("District"),
            classname=FOLDED,
            help_text=_("The pin decides. Change it only when the outline is wrong."),
        ),
        MultiFieldPanel(
            [FieldPanel("step_free"), FieldPanel("access_notes_da", heading=_("Getting in"))], heading=_("Getting in")
        ),
        translated("access_notes", _("Getting in, in other languages")),
    ],
    base_form_class=VenueForm,
)

CONTACT = ObjectList(
    [
        FieldPanel("association"),
        MultiFieldPanel(
            [
                row(FieldPanel("role_da", heading=_("Role")), "name"),
                row("phone", "email"),
                FieldPanel("hours_da", heading=_("When to call")),
                FieldPanel("languages"),
            ],
            heading=_("Whom to ask"),
            icon="naboskab-start",
            help_text=_(
                "This is shown to everybody. A role and a phone number are enough; the name is up to the person."
            ),
        ),
        translated("role", _("Role, in other languages")),
        translated("hours", _("When to call, in other languages")),
    ],
    base_form_class=ContactForm,
)

CATEGORY = ObjectList(
    [
        FieldPanel("key", read_only=True),
        FieldPanel("label_da", heading=_("Label")),
        FieldPanel("help_da", heading=_("What is in it")),
        FieldPanel("terms_da", heading=_("Words people use"), help_text=_("One a line. Example: svømmehal")),
        FieldPanel("order"),
        *in_other_languages(("label", _("Label")), ("help", _("What is in it")), ("terms", _("Words people use"))),
    ],
    base_form_class=DescribedForm,
)

PHRASE = ObjectList(
    [
        FieldPanel("key", help_text=_("Short, in English, never changed. Example: bring-swimsuit")),
        FieldPanel("text_da", heading=_("Text"), help_text=_("Short, without names. Example: Tag badetøj med.")),
        row("group", "order"),
        translated("text", _("In other languages")),
    ],
    base_form_class=DescribedForm,
)

SCHOOL_HOLIDAY = ObjectList(
    [
        FieldPanel("key", help_text=_("Example: winter-2027")),
        FieldPanel("name_da", heading=_("Name")),
        row("first", "last"),
        FieldPanel("is_checked"),
        translated("name", _("In other languages")),
    ],
    base_form_class=DescribedForm,
)

PLACE_NAME = ObjectList(
    [
        row("name", "kind"),
        FieldPanel("slug", help_text=_("Lower case, æ→ae, ø→oe, å→aa. Example: noerreport")),
        PinPanel([row("lat", "lon"), FieldPanel("radius")], heading=_("On the map")),
        row(FieldPanel("district", widget=Select), FieldPanel("area", widget=Select)),
        FieldPanel("spellings"),
        FieldPanel("transliterations"),
    ],
    base_form_class=PlaceNameForm,
)

DISTRICT = ObjectList([FieldPanel("name"), FieldPanel("number", read_only=True)])

COUNCIL_AREA = ObjectList(
    [
        MultiFieldPanel(
            [FieldPanel("name", read_only=True), FieldPanel("district", read_only=True)], heading=_("The area")
        ),
        MultiFieldPanel(
            [
                FieldPanel("desk_name", help_text=_("Example: Nørrebro library, information")),
                row("desk_phone", "desk_address"),
                FieldPanel("desk_hours_da", heading=_("Opening hours"), help_text=_("Example: weekdays 10-16")),
                FieldPanel("desk_languages", heading=_("Languages spoken there")),
            ],
            heading=_("Help desk"),
            icon="naboskab-start",
        ),
        translated("desk_hours", _("Opening hours in other languages")),
    ],
    base_form_class=HelpDeskForm,
)
