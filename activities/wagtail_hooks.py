"""Puts our parts into Wagtail's admin."""

from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from . import admin_views
from .handover import leave_contacts_behind
from .models import ActivityPage, Category, Contact, CouncilArea, District, Venue
from .permissions import FixedRowsPolicy, contact_policy, offers_of, venue_policy
from .waiting import Waiting, waiting_for

# Before the viewsets ask for them.
register_permission_policy(Venue, venue_policy)
register_permission_policy(Contact, contact_policy)
for fixed in (Category, District, CouncilArea):
    register_permission_policy(fixed, FixedRowsPolicy(fixed))

from .viewsets import CityViewSetGroup, ContactViewSet, OfferListing, VenueViewSet  # noqa: E402

register_snippet(VenueViewSet)
register_snippet(ContactViewSet)
register_snippet(CityViewSetGroup)

ICONS = ("what", "who", "when", "where", "price", "start", "know", "district", "place")
SCRIPTS = ("admin-coming-dates.js", "admin-one-save.js", "admin-pin-map.js", "admin-session-rule.js")
WAITING_SHOWN = 5


@hooks.register("register_admin_viewset")
def register_offer_listing():
    return OfferListing()


@hooks.register("register_icons")
def register_icons(icons):
    return icons + [f"activities/admin/icons/{name}.svg" for name in ICONS]


@hooks.register("register_admin_urls")
def register_admin_urls():
    return [
        path("coming-dates/<int:page_id>/", admin_views.coming_dates, name="activities_coming_dates"),
        path("coming-dates/new/<int:parent_id>/", admin_views.coming_dates_new, name="activities_coming_dates_new"),
        path("outlines/", admin_views.outlines, name="activities_outlines"),
    ]


@hooks.register("insert_global_admin_css")
def admin_css():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("insert_editor_js")
def editor_js():
    return format_html_join("\n", '<script src="{}" defer></script>', ((static(f"js/{name}"),) for name in SCRIPTS))


@hooks.register("after_copy_page")
def after_copy_page(request, page, new_page):
    leave_contacts_behind(new_page)


class WaitingPanel(Component):
    """What waits for this editor, by reason, with the list behind it."""

    name = "waiting"
    template_name = "activities/admin/waiting_panel.html"
    order = 50

    def get_context_data(self, parent_context):
        offers = ActivityPage.objects.filter(pk__in=offers_of(parent_context["request"].user).values("pk"))
        return {
            "groups": [group for group in map(lambda reason: self.group(offers, reason), Waiting) if group["count"]]
        }

    @staticmethod
    def group(offers, reason):
        found = waiting_for(offers, reason)
        return {
            "label": reason.label,
            "count": found.count(),
            "offers": found.order_by("-latest_revision_created_at")[:WAITING_SHOWN],
            "url": f"{reverse('offers:index')}?waiting={reason.value}",
        }


@hooks.register("construct_homepage_panels")
def add_waiting_panel(request, panels):
    panels.append(WaitingPanel())
