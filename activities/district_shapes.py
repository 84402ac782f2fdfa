"""The districts as light shapes: for the map under its tiles, and as links without any map."""

import math

from shapely.geometry import mapping, shape

from .models import District

TOLERANCE_DEGREES = 0.0004  # about 40 metres: finer than a line on a phone
SKETCH_DEGREES = 0.0015  # about 150 metres: enough to know one's city by
WIDTH = 600

_kept = {}


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
    """Return the districts as paths of one SVG: its size, and per district the path and where its name goes."""
    districts = [(district, simplified(district)) for district in District.objects.exclude(outline=None)]
    if not districts:
        return None
    west, south, east, north = bounds(geometry for _district, geometry in districts)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / ((east - west) * squeeze)

    def place(lon, lat):
        return round((lon - west) * squeeze * scale, 1), round((north - lat) * scale, 1)

    return {
        "width": WIDTH,
        "height": round((north - south) * scale),
        "districts": [
            {"district": district, "path": path_of(geometry, place), "at": place(*middle(geometry))}
            for district, geometry in districts
        ],
    }


def sketch():
    """Return all districts as one light path of an SVG, to stand where a map may be opened: its size and the path."""
    shapes = [shape(outline) for outline in District.objects.exclude(outline=None).values_list("outline", flat=True)]
    if not shapes:
        return None
    west, south, east, north = bounds(shapes)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / ((east - west) * squeeze)

    def place(lon, lat):
        return round((lon - west) * squeeze * scale), round((north - lat) * scale)

    light = [whole.simplify(SKETCH_DEGREES) for whole in shapes]
    return {
        "width": WIDTH,
        "height": round((north - south) * scale),
        "path": "".join(path_of(geometry, place) for geometry in light if not geometry.is_empty),
    }


def bounds(geometries):
    boxes = [geometry.bounds for geometry in geometries]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def middle(geometry):
    point = geometry.representative_point()
    return point.x, point.y


def path_of(geometry, place):
    """Return SVG path data of a Polygon or MultiPolygon; holes stay holes by the even-odd rule."""
    polygons = geometry.geoms if geometry.geom_type == "MultiPolygon" else [geometry]
    rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    return "".join("M" + "L".join("{:g} {:g}".format(*place(*point)) for point in ring.coords) + "Z" for ring in rings)
