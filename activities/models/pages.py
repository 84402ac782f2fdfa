"""The tree around the offers: home, districts, associations, guides."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Collection, Orderable, Page
from wagtail.search import index

from .. import panels
from ..blocks import PageBody
from ..choices import OrganiserType
from ..forms import NamedPageForm
from ..validators import clean_cvr
from .naming import NamedPage

STEPS_TO_A_CHILD_OF_A_LIST = 2  # list, association or district
STEPS_TO_AN_OFFER = 3  # list of associations, association, offer
RICH_TEXT = ["bold", "italic", "ol", "ul", "link"]


class HomePage(NamedPage):
    intro = models.CharField(_("one line under the name"), max_length=250, blank=True)

    edit_handler = panels.HOME
    base_form_class = NamedPageForm
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["activities.DistrictIndexPage", "activities.AssociationIndexPage", "activities.GuidePage"]
    max_count = 1

    class Meta:
        verbose_name = _("home page")

    def route(self, request, path_components):
        """Find what lies deeper in one step: walking down to it would cost two queries for each page on the way."""
        from .activity import ActivityPage

        url_path = f"{self.url_path}{'/'.join(path_components)}/"
        if len(path_components) == STEPS_TO_AN_OFFER:
            offers = ActivityPage.objects.select_related("contact")
            found = offers.filter(slug=path_components[-1], url_path=url_path).first()
        elif len(path_components) == STEPS_TO_A_CHILD_OF_A_LIST:
            found = Page.objects.filter(slug=path_components[-1], url_path=url_path).first()
        else:
            found = None
        if found:
            return found.specific.route(request, [])
        return super().route(request, path_components)

    def get_context(self, request, *args, **kwargs):
        from .. import page_context

        return super().get_context(request, *args, **kwargs) | page_context.home_context()


class DistrictIndexPage(NamedPage):
    edit_handler = panels.INDEX
    base_form_class = NamedPageForm
    parent_page_types = ["activities.HomePage"]
    subpage_types = ["activities.DistrictPage"]
    max_count = 1

    class Meta:
        verbose_name = _("list of districts")

    def get_context(self, request, *args, **kwargs):
        from .. import page_context

        return super().get_context(request, *args, **kwargs) | page_context.district_index_context()


class DistrictPage(NamedPage):
    """One per local council area, curated by that council."""

    area = models.OneToOneField(
        "activities.CouncilArea", models.PROTECT, related_name="page", verbose_name=_("local council area")
    )
    intro = RichTextField(_("introduction"), blank=True, features=RICH_TEXT)
    body = StreamField(PageBody(), verbose_name=_("content"), blank=True)

    edit_handler = panels.DISTRICT_PAGE
    base_form_class = NamedPageForm
    parent_page_types = ["activities.DistrictIndexPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("district page")

    def get_context(self, request, *args, **kwargs):
        from .. import page_context

        return super().get_context(request, *args, **kwargs) | page_context.district_context(self)


class FeaturedOffer(Orderable):
    district_page = ParentalKey(DistrictPage, related_name="featured")
    offer = models.ForeignKey("activities.ActivityPage", models.CASCADE, related_name="+", verbose_name=_("activity"))

    class Meta(Orderable.Meta):
        ordering = ["sort_order", "pk"]
        verbose_name = _("featured activity")
        verbose_name_plural = _("featured activities")
        constraints = [
            models.UniqueConstraint(
                fields=["district_page", "offer"],
                name="featured_once",
                violation_error_message=_("This activity is featured already."),
            )
        ]


class AssociationIndexPage(NamedPage):
    edit_handler = panels.INDEX
    base_form_class = NamedPageForm
    parent_page_types = ["activities.HomePage"]
    subpage_types = ["activities.AssociationPage"]
    max_count = 1

    class Meta:
        verbose_name = _("list of associations")

    def get_context(self, request, *args, **kwargs):
        from .. import page_context

        return super().get_context(request, *args, **kwargs) | page_context.association_index_context()


class AssociationPage(NamedPage):
    """Who runs offers. Its name is a proper name; where it is called otherwise elsewhere, that can be said."""

    description = RichTextField(_("description"), blank=True, features=RICH_TEXT)
    organiser_type = models.CharField(_("kind of organiser"), max_length=20, choices=OrganiserType, blank=True)
    cvr = models.CharField(
        _("CVR number"), max_length=16, blank=True, help_text=_("Only if you have one. Example: 13748136")
    )
    website = models.URLField(_("website"), blank=True)
    may_apply_for_fee_support = models.BooleanField(
        _("may apply for help with the fee"),
        null=True,
        blank=True,
        help_text=_("Approved associations apply for the family; the family does not."),
    )
    certificate_declared_on = models.DateField(
        _("child certificates declared on"),
        null=True,
        blank=True,
        help_text=_("The day you declared to the municipality that you fetch child certificates. Never upload one."),
    )
    collection = models.ForeignKey(Collection, models.SET_NULL, null=True, blank=True, related_name="+", editable=False)

    search_fields = Page.search_fields + [index.SearchField("description")]
    edit_handler = panels.ASSOCIATION
    base_form_class = NamedPageForm
    parent_page_types = ["activities.AssociationIndexPage"]
    subpage_types = ["activities.ActivityPage"]

    class Meta:
        verbose_name = _("association")
        verbose_name_plural = _("associations")

    def clean(self):
        super().clean()
        if self.cvr:
            try:
                self.cvr = clean_cvr(self.cvr)
            except ValidationError as error:
                raise ValidationError({"cvr": error}) from error

    def get_context(self, request, *args, **kwargs):
        from .. import page_context

        return super().get_context(request, *args, **kwargs) | page_context.association_context(self)


class GuidePage(NamedPage):
    """How things are done, in plain words. Other pages find those with a key by it, whatever their address."""

    key = models.SlugField(_("key"), blank=True, editable=False)
    checked_on = models.DateField(
        _("facts checked on"),
        null=True,
        blank=True,
        help_text=_("The day somebody last compared amounts and rules with their source. Readers see it."),
    )
    body = StreamField(PageBody(), verbose_name=_("content"), blank=True)

    exclude_fields_in_copy = ["key"]
    edit_handler = panels.GUIDE
    base_form_class = NamedPageForm
    parent_page_types = ["activities.HomePage"]
    subpage_types = []

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=~models.Q(key=""), name="one_guide_of_each_key")
        ]

    def get_context(self, request, *args, **kwargs):
        from .. import guides

        return super().get_context(request, *args, **kwargs) | guides.guide_context(self)
