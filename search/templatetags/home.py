"""What home shows of the place a visitor has said, and the ways home that keep it."""

from django import template

from activities import clock
from activities.models import CouncilArea

from .. import places
from ..alternatives import this_week
from ..engines import get_engine
from ..links import search_url
from ..query import SearchQuery
from ..results_page import problem_text
from ..week_grid import week_grid

register = template.Library()


@register.simple_tag(takes_context=True)
def home_link(context):
    """Return the address of home that keeps the place of this page: of a search, a district, an address."""
    if context.get("is_error_page"):
        return places.home_url()
    query, area = context.get("query"), context.get("area")
    if isinstance(query, SearchQuery):
        return places.home_url(places.place_of(query))
    if isinstance(area, CouncilArea):
        return places.home_url(SearchQuery(area=(area.key,)))
    return places.home_url(places.asked(context.get("request"))[0])


@register.simple_tag(takes_context=True)
def place_asked(context):
    """Return the place in this page's address: parameters as pairs, names, its district where that is all; or None."""
    place, _problems = places.asked(context.get("request"))
    if not places.is_known(place):
        return None
    is_district = len(place.parameters()) == len(place.district) == 1
    return {
        "parameters": place.parameters(),
        "names": places.names(place),
        "district": place.district[0] if is_district else "",
    }


@register.simple_tag(takes_context=True)
def place_problems(context):
    return [problem_text(problem) for problem in places.asked(context.get("request"))[1]]


@register.simple_tag(takes_context=True)
def home_week(context):
    """Return the week of the place in home's address, ordinary or this one, by one search."""
    request, today = context["request"], clock.today()
    place, _problems = places.asked(request)
    first, last = this_week(today)
    shown = place.but(date=first, until=last) if places.wants_this_week(request) else place
    results = get_engine().search(shown, size=1)
    return {
        "grid": week_grid(
            results.facets.get("grid", {}),
            shown,
            today,
            switch_link=lambda other: places.home_url(place, is_this_week=other.has_dates) + "#week",
        ),
        "total": results.total,
        "url": search_url(shown),
        "is_empty": not results.total and not shown.has_dates,
    }


@register.simple_tag
def plain_home():
    return places.home_url()
