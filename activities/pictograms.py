"""Pictograms of the sprite as lines of points, for pictures that no browser draws."""

import math
import re
import xml.etree.ElementTree as ET
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from PIL import Image, ImageDraw

GRID = 24
STROKE = 1.75
STEPS = 16  # straight pieces of one curve
SHARPER = 4  # drawn so many times larger, then made smaller
SVG = "{http://www.w3.org/2000/svg}"
TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
ARITY = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}


@lru_cache(maxsize=4)
def symbols(changed_at, path):
    """Return {name: symbol element} of the sprite; `changed_at` makes an edited one read again."""
    return {symbol.get("id"): symbol for symbol in ET.parse(path).getroot().iter(f"{SVG}symbol")}  # noqa: S314  ours


def symbol_of(name):
    path = finders.find("icons/sprite.svg")
    return symbols(Path(path).stat().st_mtime, path).get(name) if path else None


def mask_of(name, size):
    """Return the pictogram as a mask of `size` pixels square; None when the sprite does not have it."""
    symbol = symbol_of(name)
    if symbol is None:
        return None
    scale = size * SHARPER / GRID
    mask = Image.new("L", (size * SHARPER, size * SHARPER))
    pen = ImageDraw.Draw(mask)
    for element in symbol.iter():
        fill = element.get("fill") if element is not symbol else None
        for line in lines_of(element):
            points = [(x * scale, y * scale) for x, y in line]
            if fill and fill != "none" and len(points) > 2:
                pen.polygon(points, fill=255)
            if element.get("stroke") != "none":
                stroke(pen, points, float(element.get("stroke-width") or STROKE) * scale)
    return mask.resize((size, size), Image.Resampling.LANCZOS)


def stroke(pen, points, width):
    """Draw a line with round ends and joints."""
    radius = width / 2
    if len(points) > 1:
        pen.line(points, fill=255, width=round(width))
    for x, y in points:
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)


def lines_of(element):
    """Return the outlines of one SVG element, each a list of (x, y)."""
    number = {name: float(value) for name, value in element.items() if re.fullmatch(r"-?[\d.]+", value or "")}
    at = number.get
    match element.tag.removeprefix(SVG):
        case "path":
            return path_lines(element.get("d", ""))
        case "circle":
            return [_ellipse(at("cx", 0), at("cy", 0), at("r", 0), at("r", 0))]
        case "ellipse":
            return [_ellipse(at("cx", 0), at("cy", 0), at("rx", 0), at("ry", 0))]
        case "line":
            return [[(at("x1", 0), at("y1", 0)), (at("x2", 0), at("y2", 0))]]
        case "rect":
            x, y, wide, high = at("x", 0), at("y", 0), at("width", 0), at("height", 0)
            return [[(x, y), (x + wide, y), (x + wide, y + high), (x, y + high), (x, y)]]
        case "polyline" | "polygon" as kind:
            values = [float(token) for token in TOKEN.findall(element.get("points", ""))]
            points = list(zip(values[::2], values[1::2], strict=False))
            return [points + points[:1] if kind == "polygon" else points]
    return []


def _ellipse(x, y, rx, ry):
    angles = [2 * math.pi * step / (STEPS * 4) for step in range(STEPS * 4 + 1)]
    return [(x + rx * math.cos(angle), y + ry * math.sin(angle)) for angle in angles]


def path_lines(data):
    """Return the sub-paths of SVG path data as points, its curves in short pieces."""
    lines, here, control, last = [], (0.0, 0.0), None, ""
    for command, values in commands(data):
        kind, is_relative = command.upper(), command.islower()
        if kind == "Z":
            if lines:
                lines[-1].append(lines[-1][0])
                here = lines[-1][0]
            control, last = None, kind
            continue
        points = _absolute(kind, values, here if is_relative else (0, 0), here)
        if kind == "M":
            lines.append([points[-1]])
        else:
            if last == "Z":
                lines.append([here])
            pieces, control = _curve(kind, values, points, here, control if last in _FAMILY.get(kind, "") else None)
            lines[-1] += pieces
        here, last = points[-1], kind
    return lines


_FAMILY = {"S": "CS", "T": "QT"}


def commands(data):
    """Yield (letter, numbers) of path data; a letter left out repeats, after a move as a line."""
    tokens, command = _tokens(data), ""
    at = 0
    while at < len(tokens):
        if isinstance(tokens[at], str):
            command, at = tokens[at], at + 1
        needed = ARITY[command.upper()]
        yield command, tokens[at : at + needed]
        at += needed
        if not needed:
            continue
        if command in "Mm":
            command = "L" if command == "M" else "l"


def _tokens(data):
    """Split path data; the two flags of an arc are one digit each and may stand without a space."""
    tokens, command, count, at = [], "", 0, 0
    while at < len(data):
        if command in "Aa" and command and count % 7 in (3, 4) and data[at] in "01":
            tokens.append(float(data[at]))
            count, at = count + 1, at + 1
            continue
        found = TOKEN.match(data, at)
        if not found:
            at += 1
            continue
        at = found.end()
        if found.group().isalpha():
            command, count = found.group(), 0
            tokens.append(command)
        else:
            tokens.append(float(found.group()))
            count += 1
    return tokens


def _absolute(kind, values, origin, here):
    """Return the points of a command in the sprite's own grid; the last one is where it ends."""
    if kind == "H":
        return [(origin[0] + values[0], here[1])]
    if kind == "V":
        return [(here[0], origin[1] + values[0])]
    if kind == "A":
        values = values[5:]
    return [(origin[0] + x, origin[1] + y) for x, y in zip(values[::2], values[1::2], strict=True)]


def _curve(kind, values, points, here, control):
    """Return the points after `here`, and the control point that a following short curve mirrors."""
    mirrored = (2 * here[0] - control[0], 2 * here[1] - control[1]) if control else here
    if kind in "CS":
        first, second, end = points if kind == "C" else (mirrored, *points)
        return _bezier(here, first, second, end), second
    if kind in "QT":
        middle, end = points if kind == "Q" else (mirrored, *points)
        return _bezier(here, middle, end), middle
    if kind == "A":
        return _arc(here, values, points[-1]), None
    return points, None


def _bezier(*corners):
    points = []
    for step in range(1, STEPS + 1):
        part, row = step / STEPS, corners
        while len(row) > 1:
            row = [
                (a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part) for a, b in zip(row, row[1:], strict=False)
            ]
        points.append(row[0])
    return points


def _arc(start, values, end):
    """Follow an elliptical arc by its centre (SVG 1.1, appendix F.6)."""
    rx, ry, turn, is_large, is_positive = abs(values[0]), abs(values[1]), math.radians(values[2]), values[3], values[4]
    if not rx or not ry or start == end:
        return [end]
    cos, sin = math.cos(turn), math.sin(turn)
    dx, dy = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    x, y = cos * dx + sin * dy, cos * dy - sin * dx
    grown = math.sqrt(max(1, (x / rx) ** 2 + (y / ry) ** 2))
    rx, ry = rx * grown, ry * grown
    square = max(0, (rx * ry) ** 2 - (rx * y) ** 2 - (ry * x) ** 2) / ((rx * y) ** 2 + (ry * x) ** 2)
    factor = math.sqrt(square) * (1 if bool(is_large) != bool(is_positive) else -1)
    cx, cy = factor * rx * y / ry, -factor * ry * x / rx
    middle = (cos * cx - sin * cy + (start[0] + end[0]) / 2, sin * cx + cos * cy + (start[1] + end[1]) / 2)
    first, last = math.atan2((y - cy) / ry, (x - cx) / rx), math.atan2((-y - cy) / ry, (-x - cx) / rx)
    sweep = (last - first) % (2 * math.pi) - (0 if is_positive else 2 * math.pi)
    angles = [first + sweep * step / STEPS for step in range(1, STEPS)]
    on_arc = [(rx * math.cos(angle), ry * math.sin(angle)) for angle in angles]
    return [(middle[0] + cos * u - sin * v, middle[1] + sin * u + cos * v) for u, v in on_arc] + [end]
