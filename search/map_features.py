"""What a search looks like on a map: pins and clusters with their names, and the same places as a list."""

from __future__ import annotations

import math

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.choices import OUTSIDE

from . import urls_of_offers
from .engines.base import Cluster, Spread
from .labels import label
from .map_part import written
from .presentation import in_language

INNER = 0.3  # a cluster keeps this part of its cell clear on each side, so that two never cover each other


def collection(spread: Spread, language: str) -> dict:
    """Return a FeatureCollection of at most MAX_CLUSTERS points; `message` says in words what it shows."""
    return {
        "type": "FeatureCollection",
        "total": spread.total,
        "placed": spread.placed,
        "precision": spread.precision,
        "extent": written(spread.extent) if spread.extent else None,
        "message": message(spread),
        "features": [feature(cluster, language) for cluster in spread.clusters],
    }


def feature(cluster: Cluster, language: str) -> dict:
    lat, lon = (cluster.lat, cluster.lon) if cluster.sample else clear_of_edges(cluster)
    return {
        "type": "Feature",
        "id": "/".join(map(str, cluster.cell)),
        "bbox": written(cluster.box),
        "geometry": {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]},
        "properties": {
            "pairs": cluster.pairs,
            "offers": cluster.offers,
            "place": cluster.sample is not None,
            "label": label_of(cluster, language),
        },
    }


def clear_of_edges(cluster: Cluster) -> tuple[float, float]:
    """Return a cluster's middle, moved within its cell so far that it does not cover the next one."""
    precision, x, y = cluster.cell
    size = 2**precision

    def lon_of(part):
        return part / size * 360 - 180

    def lat_of(part):
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * part / size))))

    lon = min(max(cluster.lon, lon_of(x + INNER)), lon_of(x + 1 - INNER))
    lat = min(max(cluster.lat, lat_of(y + 1 - INNER)), lat_of(y + INNER))
    return lat, lon


def label_of(cluster: Cluster, language: str) -> str:
    """Say what a pin stands for: the offer where it is one, else how many, and the place where it is one."""
    if cluster.sample and cluster.offers == 1:
        offer, session = cluster.sample
        return ", ".join(filter(None, [in_language(offer["name"], language)[0], session["venue"]]))
    what = ngettext("%(count)s offer", "%(count)s offers", cluster.offers) % {"count": cluster.offers}
    if cluster.sample:
        return ", ".join(filter(None, [what, cluster.sample[1]["venue"]]))
    return _("%(offers)s near each other") % {"offers": what}


def message(spread: Spread) -> str:
    """Say how much of the search the map can show."""
    if not spread.placed:
        return _("None of these offers has a place on the map.")
    said = [ngettext("%(count)s offer on the map.", "%(count)s offers on the map.", spread.placed)]
    values = [spread.placed]
    if spread.total > spread.placed:
        values.append(spread.total - spread.placed)
        said.append(
            ngettext(
                "%(count)s more has no place on it and stands in the list.",
                "%(count)s more have no place on it and stand in the list.",
                values[-1],
            )
        )
    if not spread.clusters:
        said, values = [*said, _("None in this part.")], [*values, 0]
    return " ".join(text % {"count": count} for text, count in zip(said, values, strict=True))


# --- The same as a list ---


def by_district(hits, language: str) -> list[dict]:
    """Return hits by district and place: `{"name", "places": [{"venue", "address", "offers"}]}`.

    An offer stands at every place where it has a matching session, as `{"name", "name_lang", "link",
    "times": [(text, its language)]}`. In the order of names; what lies outside or has no place comes last.
    """
    districts: dict[str, dict] = {}
    for hit in hits:
        for session, _following in hit.sessions:
            places = districts.setdefault(session["district"] or "", {})
            offers = places.setdefault((session["venue"] or "", session["address"] or ""), {})
            times = offers.setdefault(hit.id, offer_line(hit, language))["times"]
            said = in_language(session["text"], language)
            if said not in times:
                times.append(said)
    keys = sorted(districts, key=lambda key: (not key, key == OUTSIDE, label("district", key, language)))
    return [{"name": district_name(key, language), "places": places_of(districts[key])} for key in keys]


def district_name(key: str, language: str) -> str:
    return label("district", key, language) if key else _("Place by agreement")


def offer_line(hit, language: str) -> dict:
    name, name_lang = in_language(hit.document["name"], language)
    link = urls_of_offers.relative(hit.document["path"], language)
    return {"name": name, "name_lang": name_lang, "link": link, "times": []}


def places_of(places: dict) -> list[dict]:
    return [
        {"venue": venue, "address": address, "offers": list(offers.values())}
        for (venue, address), offers in sorted(places.items(), key=lambda item: (not item[0][0], item[0]))
    ]
