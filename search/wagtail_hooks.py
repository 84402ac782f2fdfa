"""Tells those who manage the site what the search server has yet to hear of."""

from wagtail import hooks
from wagtail.admin.ui.components import Component

from activities.models import ActivityPage

from . import outbox

LONG_WAIT = 60  # seconds: before that a backlog is the ordinary course of things
MINUTE = 60
MAY_MANAGE = "wagtailcore.change_site"


class FeedPanel(Component):
    """What waits for the search server, and what it refused; drawn only when there is something to say."""

    name = "search-feed"
    template_name = "search/admin/feed_panel.html"
    order = 40

    def __init__(self, backlog):
        self.backlog = backlog

    def get_context_data(self, parent_context):
        refused = {each.offer_id: each for each in self.backlog.refused}
        offers = ActivityPage.objects.filter(pk__in=refused).only("draft_title", "title")
        return {
            "count": self.backlog.count if self.backlog.oldest >= LONG_WAIT else 0,
            "minutes": int(self.backlog.oldest // MINUTE),
            "refused_count": self.backlog.refused_count,
            "refused": [(offer, refused[offer.pk]) for offer in offers],
        }


@hooks.register("construct_homepage_panels")
def add_feed_panel(request, panels):
    if not outbox.is_fed() or not request.user.has_perm(MAY_MANAGE):
        return
    backlog = outbox.backlog()
    if backlog.oldest >= LONG_WAIT or backlog.refused_count:
        panels.append(FeedPanel(backlog))
