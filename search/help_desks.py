"""Whom to call: the help desks of the areas a search asks for, else those of the whole city."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from activities.geography import locate
from activities.models import CouncilArea, PlaceName, Venue
from activities.page_context import help_desk
from activities.spoken_languages import primary, spoken_name

from .query import SearchQuery

DANISH = "da"


@dataclass(frozen=True)
class DeskGroup:
    """Desks under one headline, by the name of their area; `title` '' where there is no other group."""

    title: str
    desks: list[dict]


def help_desks(query: SearchQuery | None = None) -> dict[str, list]:
    """Return `{"asked": [desk], "others": [DeskGroup]}`; the others only where no area asked for has a desk.

    At most six queries, however many areas there are.
    """
    areas = list(CouncilArea.objects.defer("outline").order_by("name"))
    wanted = asked_areas(query, areas) if query else set()
    desks = {area.key: desk for area in areas if (desk := help_desk(area))}
    asked = [desk for key, desk in desks.items() if key in wanted]
    return {"asked": asked, "others": [] if asked else groups(desks.values())}


def groups(desks: Iterable[dict]) -> list[DeskGroup]:
    """Put those that speak the reader's language first, under a headline that says so; one group where all or none do.

    Danish is spoken everywhere, also where nobody has written it down.
    """
    language = get_language() or DANISH
    speaking = [desk for desk in desks if language in {primary(tag) for tag in desk["area"].desk_languages}]
    others = [desk for desk in desks if desk not in speaking]
    if language == DANISH or not speaking or not others:
        return [DeskGroup("", list(desks))] if desks else []
    name = spoken_name(language, language)
    return [
        DeskGroup(_("They speak %(language)s") % {"language": name}, speaking),
        DeskGroup(_("Other districts"), others),
    ]


def asked_areas(query: SearchQuery, areas: list[CouncilArea]) -> set[str]:
    """Return the keys of the council areas that district, area, place, point or postcode lie in."""
    wanted, districts = set(query.area), set(query.district)
    slugs = [*query.place, *([query.near.slug] if query.near and query.near.slug else [])]
    if slugs:
        for area, district in PlaceName.objects.filter(slug__in=slugs).values_list("area", "district"):
            (wanted if area else districts).add(area or district)
    if query.near and not query.near.slug:
        wanted.add(locate(query.near.lat, query.near.lon)[1])
    if query.postcode:
        wanted.update(Venue.objects.filter(postcode__in=query.postcode).values_list("area", flat=True).distinct())
    return (wanted | {area.key for area in areas if area.district_id in districts}) - {None}
