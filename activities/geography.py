"""Which district and council area a point lies in, and how far apart two points are.

`Outlines` is pure and knows no database; `current_outlines()` and `locate()` at the end read the rows of the city.
Points are WGS 84 degrees, latitude first; GeoJSON has the longitude first.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import shapely
from django.apps import apps
from django.db.models import Count, Max
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

# Mean radius of the earth, IUGG (Moritz, "Geodetic Reference System 1980", Journal of Geodesy 74, 2000).
EARTH_RADIUS_M = 6_371_008.8
OUTLINE_TYPES = ("Polygon", "MultiPolygon")


def distance_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the distance in metres over the ground between two points, as the crow flies.

    The haversine formula (R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68, 1984)
    on a sphere, within 0.5 % of the ellipsoid.
    """
    north1, north2 = math.radians(lat1), math.radians(lat2)
    half = (
        math.sin((north2 - north1) / 2) ** 2
        + math.cos(north1) * math.cos(north2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))


def nearest(lat: float, lon: float, points: Iterable[tuple[str, float, float]]) -> tuple[str, float] | None:
    """Return key and distance in metres of the nearest (key, lat, lon), in a tie the smaller key; None without any."""
    measured = ((distance_m(lat, lon, other_lat, other_lon), key) for key, other_lat, other_lon in points)
    best = min(measured, default=None)
    return best and (best[1], best[0])


def read_outline(geojson: object) -> BaseGeometry:
    """Return the shape of a GeoJSON Polygon or MultiPolygon in degrees.

    Raises ValueError that says what is wrong: another type, broken coordinates, an outline that
    crosses itself, or points that are not on earth (often latitude and longitude swapped with metres).
    """
    kind = geojson.get("type") if isinstance(geojson, dict) else None
    if kind not in OUTLINE_TYPES:
        raise ValueError(f"the outline is {kind or 'missing'}, but must be a GeoJSON Polygon or MultiPolygon")
    try:
        outline = shapely.force_2d(shape(geojson))
    except (ShapelyError, AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
        raise ValueError(f"the outline can't be read ({error})") from error
    if outline.is_empty:
        raise ValueError("the outline has no points")
    if not outline.is_valid:
        raise ValueError(f"the outline is not simple: {shapely.is_valid_reason(outline)}")
    west, south, east, north = outline.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError("the outline leaves the earth: give degrees, longitude first")
    return outline


@dataclass(frozen=True)
class _Part:
    key: str
    shape: BaseGeometry | None
    parent: str | None = None


class Outlines:
    """The outlines of one city, prepared for many questions.

    `districts` are (key, GeoJSON or None) in the order in which they win a point on a shared border,
    `areas` are (key, key of the district, GeoJSON or None). A part without an outline holds no point.
    """

    def __init__(
        self,
        districts: Iterable[tuple[str, dict | None]],
        areas: Iterable[tuple[str, str, dict | None]] = (),
    ):
        self._districts = [_Part(key, _prepared(outline)) for key, outline in districts]
        self._areas = [_Part(key, _prepared(outline), parent) for key, parent, outline in areas]

    def locate(self, lat: float, lon: float) -> tuple[str | None, str | None]:
        """Return the keys of district and council area; (None, None) outside the city.

        The district decides: an area is only looked for among those of the district. Where no outline
        of theirs covers the point (other outlines were loaded for the districts), the nearest one has it.
        """
        point = shapely.Point(lon, lat)
        district = next((part.key for part in self._districts if _covers(part, point)), None)
        return (district, self._area_in(district, point)) if district else (None, None)

    def _area_in(self, district: str, point: BaseGeometry) -> str | None:
        areas = [part for part in self._areas if part.parent == district]
        if len(areas) == 1:
            return areas[0].key
        covering = next((part.key for part in areas if _covers(part, point)), None)
        if covering:
            return covering
        return min(((_gap(part, point), part.key) for part in areas if part.shape), default=(None, None))[1]


def _prepared(geojson: dict | None) -> BaseGeometry | None:
    if not geojson:
        return None
    outline = read_outline(geojson)
    shapely.prepare(outline)
    return outline


def _covers(part: _Part, point: BaseGeometry) -> bool:
    return part.shape is not None and part.shape.covers(point)


def _gap(part: _Part, point: BaseGeometry) -> float:
    """Metres from the point to the outline. A degree of longitude is shorter, so degrees can't be compared."""
    closest = shapely.shortest_line(part.shape, point).coords[0]
    return distance_m(point.y, point.x, closest[1], closest[0])


_kept: tuple[tuple, Outlines] | None = None


def current_outlines() -> Outlines:
    """Return the outlines of the database, read anew when a row was saved, added or deleted, by any worker.

    Asks for the newest change each time (two small queries); in a loop, ask once and keep the answer.
    """
    global _kept
    version = _version()
    if _kept is None or _kept[0] != version:
        _kept = (version, _read_outlines())
    return _kept[1]


def locate(lat: float, lon: float) -> tuple[str | None, str | None]:
    """Return the keys of district and council area of a point in the city of the database; (None, None) outside."""
    return current_outlines().locate(lat, lon)


def _version():
    counted = [
        apps.get_model("activities", name).objects.aggregate(rows=Count("pk"), changed=Max("updated_at"))
        for name in ("District", "CouncilArea")
    ]
    return tuple((count["rows"], count["changed"]) for count in counted)


def _read_outlines():
    districts = apps.get_model("activities", "District").objects.order_by("number")
    areas = apps.get_model("activities", "CouncilArea").objects.order_by("key")
    return Outlines(districts.values_list("key", "outline"), areas.values_list("key", "district", "outline"))
