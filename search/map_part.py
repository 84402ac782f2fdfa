"""A part of the map as a request asks for it: `bbox=west,south,east,north` in degrees and `zoom`."""

from __future__ import annotations

import math
import re

from .engines.base import MAX_ZOOM, Box
from .query import Problem, Unusable, parse_number

NUMBER = r"\s*(-?\d{1,3}(?:\.\d{1,15})?)\s*"
MAX_SHOWN = 100


def parse_box(text: str) -> Box:
    """Read a box as GeoJSON writes it; never across the date line."""
    found = re.fullmatch(",".join([NUMBER] * 4), text, re.ASCII)
    if not found:
        raise Unusable("not-a-box")
    west, south, east, north = map(float, found.groups())
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Unusable("not-a-box")
    return Box(west, south, east, north)


def asked_part(request, *names) -> tuple[dict, list[Problem]]:
    """Return ({name: value}, problems) of `bbox` and `zoom`, each asked for in `names` and needed."""
    readers = {"bbox": parse_box, "zoom": parse_number(0, MAX_ZOOM, "not-a-zoom")}
    values, problems = {}, []
    for name in names:
        text = request.GET.get(name, "")
        try:
            values[name] = readers[name](text)
        except Unusable as error:
            problems.append(Problem(name, text[:MAX_SHOWN], str(error)))
    return values, problems


def written(box: Box) -> list[float]:
    """Return a box as GeoJSON writes it, to about a metre, never smaller than it is."""
    down, up = (lambda value: math.floor(value * 1e5) / 1e5), (lambda value: math.ceil(value * 1e5) / 1e5)
    return [down(box.west), down(box.south), up(box.east), up(box.north)]
