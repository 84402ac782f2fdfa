"""The districts as light shapes: for the map under its tiles, and as links without any map."""

import math
import re

import numpy as np
from shapely import transform
from shapely.affinity import affine_transform
from shapely.geometry import LineString, Point, mapping, shape

from .models import District

TOLERANCE_DEGREES = 0.0004  # about 40 metres: finer than a line on a phone
SKETCH_DEGREES = 0.0015  # about 150 metres: enough to know one's city by
WIDTH = 600
MARGIN = 3  # so that the pen does not leave the sheet
LINE_HEIGHT = 24  # of a name inside a shape, in units of the drawing
LETTER_WIDTH = 10.5

STEPS = 60  # heights tried for a name

_kept = {}
_drawn = (None, None)  # the stamp of the districts, and their drawing


def outlines():
    """Return a GeoJSON FeatureCollection of the districts, simplified, each with its key, name and where that goes."""
    features = [
        {
            "type": "Feature",
            "id": district.key,
            "properties": {"name": district.name, "at": middle(geometry)},
            "geometry": mapping(geometry),
        }
        for district in District.objects.exclude(outline=None)
        for geometry in [simplified(district)]
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
    size, sheet = _sheet([geometry for _district, geometry in districts])
    shapes = [_shape(district, affine_transform(geometry, sheet)) for district, geometry in districts]
    return size | {"districts": shapes}


def _sheet(geometries):
    """Return the size of a drawing that holds all of these, and the affine matrix from degrees onto it."""
    west, south, east, north = bounds(geometries)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / ((east - west) * squeeze)
    size = {"width": WIDTH + 2 * MARGIN, "height": round((north - south) * scale) + 2 * MARGIN}
    return size, [squeeze * scale, 0, 0, -scale, MARGIN - west * squeeze * scale, MARGIN + north * scale]


def _shape(district, drawn):
    parts = lines_of(district.name)
    width = max(len(part) for part in parts) * LETTER_WIDTH + LINE_HEIGHT
    at = roomiest(drawn, width, len(parts) * LINE_HEIGHT / 2)
    top = at[1] - (len(parts) - 1) * LINE_HEIGHT / 2
    return {
        "key": district.key,
        "name": district.name,
        "number": district.number,
        "path": path_of(drawn),
        "at": at,
        "lines": [(round(top + number * LINE_HEIGHT, 1), text) for number, text in enumerate(parts)],
    }


def lines_of(name):
    """Break a name where it may be broken, so that it fits into its shape: `Brønshøj-`, `Husum`."""
    return re.findall(r"[^\s/-]+[/-]?", name)


def sketch():
    """Return all districts as one light path of an SVG, to stand where a map may be opened: its size and the path."""
    shapes = [shape(outline) for outline in District.objects.exclude(outline=None).values_list("outline", flat=True)]
    if not shapes:
        return None
    size, sheet = _sheet(shapes)
    light = [transform(affine_transform(whole.simplify(SKETCH_DEGREES), sheet), np.round) for whole in shapes]
    return size | {"path": "".join(path_of(geometry) for geometry in light if not geometry.is_empty)}


def bounds(geometries):
    boxes = [geometry.bounds for geometry in geometries]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def roomiest(geometry, text_width, reach):
    """Return the point nearest to the middle with room for a text of this size; where none has it, the roomiest."""
    largest = max(geometry.geoms, key=lambda part: part.area) if geometry.geom_type == "MultiPolygon" else geometry
    _west, south, _east, north = largest.bounds
    middle = largest.centroid
    places = []
    for step in range(1, STEPS):
        y = south + (north - south) * step / STEPS
        sides = [across(largest, level) for level in (y - reach, y, y + reach)]
        left, right = max(side[0] for side in sides), min(side[1] for side in sides)
        x = (left + right) / 2
        places.append((min(right - left, text_width), -middle.distance(Point(x, y)), (x, y)))
    return tuple(round(number, 1) for number in max(places)[2])


def across(polygon, y):
    """Return the ends of the longest way straight across a polygon at this height; in the wrong order without one."""
    west, _south, east, _north = polygon.bounds
    found = polygon.intersection(LineString([(west - 1, y), (east + 1, y)]))
    lines = [line for line in getattr(found, "geoms", [found]) if line.length]
    longest = max(lines, key=lambda line: line.length, default=None)
    return (longest.bounds[0], longest.bounds[2]) if longest else (east, west)


def middle(geometry):
    point = geometry.representative_point()
    return point.x, point.y


def path_of(geometry):
    """Return SVG path data of a Polygon or MultiPolygon; holes stay holes by the even-odd rule."""
    polygons = geometry.geoms if geometry.geom_type == "MultiPolygon" else [geometry]
    rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    return "".join(f"M{'L'.join(point_of(*point) for point in ring.coords)}Z" for ring in rings)


def point_of(x, y, *_height):
    return f"{round(x, 1):g} {round(y, 1):g}"
