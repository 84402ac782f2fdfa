"""The districts as light shapes: for the map under its tiles, and as links without any map."""

import math
import re

from shapely.geometry import mapping, shape
from shapely.ops import polylabel

from .models import District

TOLERANCE_DEGREES = 0.0004  # about 40 metres: finer than a line on a phone
WIDTH = 600
LINE_HEIGHT = 24  # of a name inside a shape, in units of the drawing

_kept = {}
_drawn = (None, None)  # the stamp of the districts, and their drawing


def outlines():
    """Return a GeoJSON FeatureCollection of the districts, simplified, each with its key and name."""
    features = [
        {
            "type": "Feature",
            "id": district.key,
            "properties": {"name": district.name},
            "geometry": mapping(simplified(district)),
        }
        for district in District.objects.exclude(outline=None)
    ]
    return {"type": "FeatureCollection", "features": features}


def simplified(district):
    """Return the district's outline as a light geometry, worked out once per change of it."""
    key = (district.key, district.updated_at)
    if key not in _kept:
        for old in [other for other in _kept if other[0] == district.key]:
            del _kept[old]
        _kept[key] = shape(district.outline).simplify(TOLERANCE_DEGREES)
    return _kept[key]


def drawing():
    """Return the districts as paths of one SVG, drawn once per change of any: one small query finds that out.

    `{"width", "height", "districts": [{"key", "name", "number", "path", "at": (x, y), "lines": [(y, text)]}]}`,
    None without outlines.
    """
    global _drawn
    stamp = tuple(District.objects.exclude(outline=None).values_list("key", "name", "number", "updated_at"))
    if stamp != _drawn[0]:
        _drawn = (stamp, _draw() if stamp else None)
    return _drawn[1]


def _draw():
    districts = [(district, simplified(district)) for district in District.objects.exclude(outline=None)]
    west, south, east, north = bounds(geometry for _district, geometry in districts)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / ((east - west) * squeeze)

    def place(lon, lat):
        return round((lon - west) * squeeze * scale, 1), round((north - lat) * scale, 1)

    return {
        "width": WIDTH,
        "height": round((north - south) * scale),
        "districts": [_shape(district, geometry, place) for district, geometry in districts],
    }


def _shape(district, geometry, place):
    at = place(*middle(geometry))
    parts = lines_of(district.name)
    top = at[1] - (len(parts) - 1) * LINE_HEIGHT / 2
    return {
        "key": district.key,
        "name": district.name,
        "number": district.number,
        "path": path_of(geometry, place),
        "at": at,
        "lines": [(round(top + number * LINE_HEIGHT, 1), text) for number, text in enumerate(parts)],
    }


def lines_of(name):
    """Break a name where it may be broken, so that it fits into its shape: `Brønshøj-`, `Husum`."""
    return re.findall(r"[^\s/-]+[/-]?", name)


def bounds(geometries):
    boxes = [geometry.bounds for geometry in geometries]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def middle(geometry):
    """Return the point farthest from the outline: where a name has most room."""
    largest = max(geometry.geoms, key=lambda part: part.area) if geometry.geom_type == "MultiPolygon" else geometry
    point = polylabel(largest, tolerance=TOLERANCE_DEGREES)
    return point.x, point.y


def path_of(geometry, place):
    """Return SVG path data of a Polygon or MultiPolygon; holes stay holes by the even-odd rule."""
    polygons = geometry.geoms if geometry.geom_type == "MultiPolygon" else [geometry]
    rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    return "".join("M" + "L".join("{:g} {:g}".format(*place(*point)) for point in ring.coords) + "Z" for ring in rings)
