"""The lists of the admin: offers, venues, contacts, and what comes with the city."""

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, NumberColumn
from wagtail.admin.ui.tables.pages import (
    BulkActionsColumn,
    PageStatusColumn,
    PageTitleColumn,
    ParentPageColumn,
)
from wagtail.admin.views.pages.listing import IndexView as PageIndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.views import snippets
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from . import snippet_panels
from .choices import State
from .choosers import ContactChooserViewSet, VenueChooserViewSet
from .coming_dates import clock_times, long_day
from .models import (
    ActivityPage,
    Category,
    Contact,
    CouncilArea,
    District,
    Phrase,
    PlaceName,
    SchoolHoliday,
    Session,
    Venue,
)
from .occurrences import next_occurrences
from .permissions import associations_of, offers_of
from .waiting import Waiting, waiting_for

AREAS_SHOWN = 2
WIDE = "nab-wide"  # a column that phones do without


class OfferFilters(WagtailFilterSet):
    state = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("State"), choices=State.choices, widget=CheckboxSelectMultiple
    )
    waiting = django_filters.ChoiceFilter(
        label=gettext_lazy("What waits"),
        choices=Waiting.choices,
        method="filter_waiting",
        empty_label=gettext_lazy("All"),
        widget=RadioSelect,
    )
    area = django_filters.ModelMultipleChoiceFilter(
        label=gettext_lazy("Local council area"),
        queryset=CouncilArea.objects.all(),
        method="filter_area",
        widget=CheckboxSelectMultiple,
    )
    live = django_filters.ChoiceFilter(
        label=gettext_lazy("Published"),
        choices=[("true", gettext_lazy("Yes")), ("false", gettext_lazy("No"))],
        method="filter_live",
        empty_label=gettext_lazy("All"),
        widget=RadioSelect,
    )

    class Meta:
        model = ActivityPage
        fields = []

    def filter_waiting(self, queryset, name, value):
        return queryset.filter(pk__in=waiting_for(ActivityPage.objects.all(), value).values("pk"))

    def filter_area(self, queryset, name, value):
        if not value:
            return queryset
        return queryset.filter(pk__in=Session.objects.filter(venue__area__in=value).values("page"))

    def filter_live(self, queryset, name, value):
        return queryset.filter(live=value == "true")


class OfferIndexView(PageIndexView):
    """Offers with what an editor asks first; dates and areas of the page by one query each."""

    any_permission_required = {"add", "change", "publish"}
    base_filterset_class = OfferFilters

    def get_base_queryset(self):
        own = offers_of(self.request.user).values_list("pk", flat=True)
        return self.annotate_queryset(ActivityPage.objects.filter(pk__in=own))

    def get_table(self, object_list):
        tell_dates_and_areas(object_list)
        return super().get_table(object_list)


def tell_dates_and_areas(offers):
    """Attach `next_text` and `area_text` to the offers of one page of a list."""
    ids = [offer.pk for offer in offers]
    coming = next_occurrences(ids)
    areas = {}
    places = Session.objects.filter(page__in=ids).values_list("page", "venue", "venue__area__name")
    for page, venue, area in places.distinct().order_by("venue__area__name"):
        if venue is not None:
            areas.setdefault(page, []).append(area or _("Outside the city"))
    for offer in offers:
        offer.next_text = moment_text(coming.get(offer.pk))
        own = list(dict.fromkeys(areas.get(offer.pk, [])))
        offer.area_text = ", ".join(own[:AREAS_SHOWN]) + (" …" if len(own) > AREAS_SHOWN else "")


def moment_text(occurrence):
    if occurrence is None:
        return _("No coming date")
    return f"{long_day(occurrence.day)}, {clock_times(occurrence.start, occurrence.end)}"


class OfferListing(PageListingViewSet):
    name = "offers"
    model = ActivityPage
    index_view_class = OfferIndexView
    icon = "naboskab-when"
    menu_label = gettext_lazy("Activities")
    menu_order = 110
    add_to_admin_menu = True
    filterset_class = OfferFilters
    columns = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=gettext_lazy("Name"), sort_key="title", classname="title"),
        ParentPageColumn("parent", label=gettext_lazy("Association"), classname=WIDE),
        Column("next", label=gettext_lazy("Next date"), accessor="next_text"),
        Column("area", label=gettext_lazy("Area"), accessor="area_text", classname=WIDE),
        Column("state", label=gettext_lazy("State"), accessor="get_state_display", sort_key="state", classname=WIDE),
        DateColumn("confirmed_on", label=gettext_lazy("Last confirmed"), sort_key="confirmed_on", classname=WIDE),
        PageStatusColumn("status", label=gettext_lazy("Published"), sort_key="live"),
    ]


class OwnRowMixin:
    """Wagtail asks for the right on the model; these rows also ask whose they are."""

    row_permissions = ("change",)

    def get_object(self, *args, **kwargs):
        found = super().get_object(*args, **kwargs)
        policy = self.permission_policy
        if not policy.user_has_any_permission_for_instance(self.request.user, self.row_permissions, found):
            raise PermissionDenied
        return found


class OwnEditView(OwnRowMixin, snippets.EditView):
    pass


class OwnDeleteView(OwnRowMixin, snippets.DeleteView):
    row_permissions = ("delete",)


class OwnHistoryView(OwnRowMixin, snippets.HistoryView):
    pass


class OwnUsageView(OwnRowMixin, snippets.UsageView):
    pass


class OwnRowsViewSet(SnippetViewSet):
    """Rows of associations: everybody sees and changes their own."""

    edit_view_class = OwnEditView
    delete_view_class = OwnDeleteView
    history_view_class = OwnHistoryView
    usage_view_class = OwnUsageView
    copy_view_enabled = False
    add_to_admin_menu = True

    def get_queryset(self, request):
        actions = ["add", "change", "delete", "view"]
        return self.permission_policy.instances_user_has_any_permission_for(request.user, actions)


def own_associations(request):
    return associations_of(request.user)


class VenueFilters(WagtailFilterSet):
    class Meta:
        model = Venue
        fields = ["district", "area", "step_free"]


class ContactFilters(WagtailFilterSet):
    association = django_filters.ModelChoiceFilter(label=gettext_lazy("Association"), queryset=own_associations)

    class Meta:
        model = Contact
        fields = []


def district_text(venue):
    if venue.is_outside:
        return _("Outside the city")
    return venue.district or _("Not on the map yet")


def owner_text(row):
    return row.association or _("Shared by all")


class VenueViewSet(OwnRowsViewSet):
    model = Venue
    icon = "naboskab-where"
    menu_order = 120
    edit_handler = snippet_panels.VENUE
    chooser_viewset_class = VenueChooserViewSet
    filterset_class = VenueFilters
    list_display = [
        "name",
        Column("address", label=gettext_lazy("Address"), classname=WIDE),
        Column("district", label=gettext_lazy("District"), accessor=district_text, sort_key="district__number"),
        Column("area", label=gettext_lazy("Local council area"), sort_key="area__name"),
        BooleanColumn("step_free", label=gettext_lazy("Step-free"), classname=WIDE),
        NumberColumn("offers", label=gettext_lazy("Activities"), accessor="offer_count", classname=WIDE),
        Column("association", label=gettext_lazy("Belongs to"), accessor=owner_text, classname=WIDE),
    ]

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("district", "area", "association")
        return rows.annotate(offer_count=Count("sessions__page", distinct=True))


class ContactViewSet(OwnRowsViewSet):
    model = Contact
    icon = "naboskab-start"
    menu_order = 130
    edit_handler = snippet_panels.CONTACT
    chooser_viewset_class = ContactChooserViewSet
    filterset_class = ContactFilters
    search_fields = ["role_da", "name", "phone", "email"]
    list_display = [
        "__str__",
        Column("phone", label=gettext_lazy("Phone")),
        Column("email", label=gettext_lazy("E-mail"), classname=WIDE),
        NumberColumn("offers", label=gettext_lazy("Published activities"), accessor="offer_count", classname=WIDE),
        Column("association", label=gettext_lazy("Association"), sort_key="association__title"),
    ]

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("association")
        return rows.annotate(offer_count=Count("offers", filter=Q(offers__live=True), distinct=True))


class CategoryViewSet(SnippetViewSet):
    model = Category
    icon = "naboskab-what"
    edit_handler = snippet_panels.CATEGORY
    copy_view_enabled = False
    search_fields = ["key", "label", "terms"]
    list_display = [
        "label",
        Column("key", label=gettext_lazy("Key")),
        Column("help", label=gettext_lazy("What is in it")),
    ]


class PhraseViewSet(SnippetViewSet):
    model = Phrase
    icon = "openquote"
    edit_handler = snippet_panels.PHRASE
    search_fields = ["key", "text"]
    list_filter = ["group"]
    list_display = ["text", Column("group", label=gettext_lazy("Group")), Column("key", label=gettext_lazy("Key"))]


class PlaceNameViewSet(SnippetViewSet):
    model = PlaceName
    icon = "naboskab-place"
    edit_handler = snippet_panels.PLACE_NAME
    search_fields = ["name", "slug"]
    list_filter = ["kind", "district"]
    list_display = [
        "name",
        Column("kind", label=gettext_lazy("Kind"), accessor="get_kind_display", sort_key="kind"),
        Column("district", label=gettext_lazy("District"), sort_key="district__number"),
        Column("area", label=gettext_lazy("Local council area"), sort_key="area__name"),
    ]

    def get_queryset(self, request):
        return PlaceName.objects.select_related("district", "area")


class SchoolHolidayViewSet(SnippetViewSet):
    model = SchoolHoliday
    icon = "date"
    edit_handler = snippet_panels.SCHOOL_HOLIDAY
    list_display = [
        "name",
        DateColumn("first", label=gettext_lazy("First day"), sort_key="first"),
        DateColumn("last", label=gettext_lazy("Last day"), sort_key="last"),
        BooleanColumn("is_checked", label=gettext_lazy("Checked")),
    ]


class DistrictViewSet(SnippetViewSet):
    model = District
    icon = "naboskab-district"
    edit_handler = snippet_panels.DISTRICT
    copy_view_enabled = False
    list_display = ["name", NumberColumn("number", label=gettext_lazy("Number"), sort_key="number")]


class CouncilAreaViewSet(SnippetViewSet):
    model = CouncilArea
    icon = "naboskab-district"
    edit_handler = snippet_panels.COUNCIL_AREA
    copy_view_enabled = False
    list_display = [
        "name",
        Column("district", label=gettext_lazy("District"), sort_key="district__number"),
        Column("desk_name", label=gettext_lazy("Help desk")),
        Column("desk_phone", label=gettext_lazy("Phone")),
    ]

    def get_queryset(self, request):
        return CouncilArea.objects.select_related("district")


class CityViewSetGroup(SnippetViewSetGroup):
    """What the city and the contract bring: changed now and then, by few."""

    items = (
        CouncilAreaViewSet,
        DistrictViewSet,
        PlaceNameViewSet,
        SchoolHolidayViewSet,
        CategoryViewSet,
        PhraseViewSet,
    )
    menu_label = pgettext_lazy("menu of the admin", "City and words")
    menu_icon = "naboskab-district"
    menu_order = 140
    add_to_admin_menu = True
